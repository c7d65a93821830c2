// fixtures/ with other clients, for one test.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { fixtures } from "../../clients/support/emulator.mjs";

// A copy in which `change` has changed the list of clients; `remove()` takes it away.
export function changed_fixtures(change) {
  const folder = mkdtempSync(join(tmpdir(), "emulator-fixtures-"));
  cpSync(fixtures, folder, { recursive: true });
  const file = join(folder, "clients.json");
  const clients = JSON.parse(readFileSync(file, "utf8"));
  change(clients);
  writeFileSync(file, JSON.stringify(clients));
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}
