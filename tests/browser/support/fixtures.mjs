// fixtures/ with other contents, for one test.
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { fixtures } from "../../clients/support/emulator.mjs";

// A copy in which `change` has changed what each of the files holds; `remove()` takes it away.
export function changed_documents(change) {
  const folder = mkdtempSync(join(tmpdir(), "emulator-fixtures-"));
  cpSync(fixtures, folder, { recursive: true });
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".json"))) {
    const document = JSON.parse(readFileSync(join(folder, name), "utf8"));
    change(document[name.replace(".json", "")], name);
    writeFileSync(join(folder, name), JSON.stringify(document));
  }
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}

// The same, for the list of clients alone.
export const changed_fixtures = (change) => changed_documents((document, name) => {
  if (name === "clients.json") change(document);
});
