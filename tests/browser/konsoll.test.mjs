// Konsoll's start page: what it lists is true, and what it offers to copy works.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, test } from "node:test";
import { promisify } from "node:util";

import { decodeJwt } from "../clients/support/packages.mjs";
import { root, start } from "../clients/support/emulator.mjs";
import { exchange, grant_claims, sign } from "../clients/support/maskinporten.mjs";
import { launch, messages, new_page } from "./support/browser.mjs";
import { someone } from "./support/services.mjs";

const run = promisify(execFile);

let emulator;
let origins;
let browser;
let page;

before(async () => {
  emulator = await start();
  origins = emulator.origins;
  browser = await launch();
  page = await new_page(browser, { permissions: ["clipboard-read", "clipboard-write"] });
});
after(async () => {
  await browser.close();
  await emulator.stop();
});

// Presses the recipe's "Kopier" and gives what is then pasted to bash in the root of the source tree.
async function copied_into_bash(testid) {
  await page.goto(`${origins.konsoll}/`);
  const recipe = page.locator(".copyable", { has: page.getByTestId(testid) });
  await recipe.getByRole("button").click();
  await recipe.getByText(messages.nb["copy.done"]).waitFor();
  const script = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(script, await page.getByTestId(testid).textContent());
  const { stdout } = await run("bash", ["-euo", "pipefail", "-c", script], { cwd: root });
  return JSON.parse(stdout);
}

// First, while nothing has been refused or warned of.
test("a refusal is explained: the rule, what came, what was expected, how to mend it", async () => {
  await page.goto(`${origins.konsoll}/`);
  assert.equal(await page.getByTestId("refusal").count(), 0);
  assert.equal(await page.getByTestId("no-refusals").isVisible(), true);
  const { body } = await exchange(origins, await sign(grant_claims(origins, { aud: "https://maskinporten.no/" })));
  const [, trace_id] = body.error_description.match(/trace_id: ([0-9a-f]{32})/);

  await page.reload();
  const refusal = page.getByTestId("refusal").filter({ hasText: trace_id });
  await refusal.locator("summary").click();
  const text = await refusal.textContent();
  assert.match(text, /MP-110/);
  assert.ok(text.includes("https://maskinporten.no/"), "what came");
  assert.ok(text.includes(`${origins.maskinporten}/`), "what was expected");
  assert.equal(await page.getByTestId("no-refusals").count(), 0);
});

test("the recipe for a headless login gives tokens of ID-porten", async () => {
  const tokens = await copied_into_bash("recipe-headless");
  assert.equal(tokens.token_type, "Bearer");
  const claims = decodeJwt(tokens.id_token);
  assert.equal(claims.iss, origins.idporten);
  assert.equal(claims.aud, "min-tjeneste");
  assert.equal(claims.pid, someone);
});

test("the recipe for Maskinporten looks a person up", async () => {
  const { personer } = await copied_into_bash("recipe-maskinporten");
  assert.equal(personer.length, 1);
  assert.equal(personer[0].personidentifikator, someone);
  assert.equal(personer[0].kontaktinformasjon.epostadresse, "stodig.vindmolle@example.no");
});

test("every origin is listed, and every link on the page leads somewhere", async () => {
  await page.goto(`${origins.konsoll}/`);
  const links = await page.locator("main a[href^=http]").evaluateAll((anchors) => anchors.map((anchor) => anchor.href));
  for (const url of Object.values(origins)) assert.ok(links.includes(`${url}/`), `${url} is not listed`);
  for (const link of links) assert.equal((await fetch(link, { headers: { Accept: "text/html, */*" } })).status, 200, link);
});

test("every client of the data set is listed with its configuration", async () => {
  await page.goto(`${origins.konsoll}/`);
  const client = page.getByTestId("client-min-tjeneste");
  await client.locator("summary").click();
  const configuration = await client.locator("pre").textContent();
  const well_known = configuration.match(/^IDPORTEN_WELL_KNOWN_URL=(.*)$/m)[1];
  assert.equal((await (await fetch(well_known)).json()).issuer, origins.idporten);
  assert.match(configuration, /^IDPORTEN_CLIENT_SECRET=min-tjeneste-hemmelighet$/m);
});

test("a rotation of Maskinporten's signing keys is pressed through, one button at a time", async () => {
  await page.goto(`${origins.konsoll}/?locale=en`);
  const states = () => page.getByTestId("signing-key").locator("td:last-child").allTextContents();
  const published = async () => (await (await fetch(`${origins.maskinporten}/jwk`)).json()).keys.map(({ kid }) => kid);
  const [before] = await published();
  assert.deepEqual(await states(), ["Current"]);
  for (const [action, expected] of [["publish", ["Current", "Next"]], ["switch", ["Previous", "Current"]], ["retire", ["Current"]]]) {
    assert.equal(await page.getByTestId("rotation").getByRole("button").count(), 1);
    await page.getByTestId(`rotation-${action}`).click();
    await page.waitForURL(`${origins.konsoll}/?locale=en#keys`);
    await page.getByTestId(`rotation-${{ publish: "switch", switch: "retire", retire: "publish" }[action]}`).waitFor();
    assert.deepEqual(await states(), expected, action);
    assert.deepEqual(await page.getByTestId("signing-key").locator("th").allTextContents(), await published());
  }
  assert.notEqual((await published())[0], before);
});
