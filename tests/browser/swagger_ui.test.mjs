// Oppslagstjenesten's and Selvbetjening's APIs are tried out at their own pages: offline, under the policy of all pages, with tokens of the
// two buttons.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { start } from "../clients/support/emulator.mjs";
import { launch, messages, new_page, screenshot } from "./support/browser.mjs";
import * as checks from "./support/page_checks.mjs";
import { someone } from "./support/services.mjs";

let emulator;
let browser;
let page;

before(async () => {
  emulator = await start();
  browser = await launch();
  page = await new_page(browser);
  await page.goto(`${emulator.origins.kontaktregisteret}/swagger-ui/index.html`);
  await page.locator(".opblock").first().waitFor();
});
after(async () => {
  await browser.close();
  await emulator.stop();
});

async function fetch_token(issuer, at = page) {
  await at.getByTestId(`token-${issuer}`).click();
  const status = at.getByTestId(`status-${issuer}`);
  await status.getByText(messages.nb["swagger.done"]).waitFor();
}

// Opens the operation, sends its first example, and gives the answer: { status, body }.
async function try_out(operation, at = page) {
  const block = at.locator(`[id$="-${operation}"].opblock`);
  if (!(await block.getAttribute("class")).includes("is-open")) await block.locator(".opblock-summary-control").click();
  const row = block.locator(".live-responses-table .response");
  // The answer of the last time stands until the next one comes.
  if (await row.count() > 0) await block.getByRole("button", { name: "Clear" }).click();
  await row.waitFor({ state: "detached" });
  await block.getByRole("button", { name: "Execute" }).click();
  await row.waitFor();
  const status = Number((await row.locator(".response-col_status").textContent()).match(/\d{3}/)[0]);
  const code = row.locator("code.language-json");
  return { status, body: (await code.count()) > 0 ? JSON.parse(await code.first().textContent()) : undefined };
}

// Swagger UI draws a main inside of ours. It is made a group, for pages have one main; HTML's own rules would rather have
// another element there, which only its makers can draw.
const without_their_main = (complaints) =>
  complaints.filter((complaint) => !(complaint.startsWith("aria-allowed-role") && complaint.includes(": #operations\n")));

async function axe_in_both_colours(at) {
  return [...without_their_main(await checks.axe(at)), ...await checks.axe_in_the_dark(at)];
}

test("every operation is there, and nothing breaks the policy or comes from elsewhere", async () => {
  const { paths } = await (await fetch(new URL("/v3/api-docs", page.url()))).json();
  const operations = Object.values(paths).flatMap((path) => Object.keys(path).filter((name) => /^(get|post|put|patch|delete)$/.test(name)));
  assert.ok(operations.length >= 8, `${operations}`);
  assert.equal(await page.locator(".opblock").count(), operations.length);
  await screenshot(page, "swagger_ui");
  assert.deepEqual(page.problems, []);
});

test("without a token a look-up is refused", async () => {
  const { status, body } = await try_out("getPersonsV2");
  assert.equal(status, 401);
  assert.equal(body.error, "unauthorized");
});

test("with the button's token an organisation looks up, and follows the changes", async () => {
  await fetch_token("maskinporten");
  const { status, body } = await try_out("getPersonsV2");
  assert.equal(status, 200);
  assert.equal(body.personer[0].personidentifikator, someone);
  assert.ok(body.personer[0].sertifikat);
  const changes = await try_out("getChangesV2");
  assert.equal(changes.status, 200);
  assert.ok(changes.body.list.length > 0);
});

test("with the other button's token a person is looked up, and chooses a language", async () => {
  await page.getByTestId("trial-person").selectOption("03897595027");
  await fetch_token("idporten");
  const { status, body } = await try_out("getPerson");
  assert.equal(status, 200);
  assert.equal(body.personidentifikator, "03897595027");
  assert.equal((await try_out("setLanguage")).status, 204);
  assert.equal((await try_out("getPerson")).body.spraak, "en");
  await screenshot(page, "swagger_ui_answers");
});

test("at Selvbetjening a client and a scope are registered with the button's token", async () => {
  const there = await new_page(browser);
  await there.goto(`${emulator.origins.selvbetjening}/`);
  await there.getByTestId("try-api").click();
  await there.locator(".opblock").first().waitFor();
  assert.equal(await there.locator(".opblock").count(), 30);
  await screenshot(there, "swagger_ui_selvbetjening");
  assert.equal((await try_out("createClient", there)).status, 401);
  assert.equal(await there.getByTestId("token-idporten").count(), 0);
  await fetch_token("maskinporten", there);
  const { status, body } = await try_out("createClient", there);
  assert.equal(status, 201);
  assert.equal(body.integration_type, "maskinporten");
  assert.equal((await try_out("getClient", there)).body.client_id, "min-spa");
  assert.equal((await try_out("createScope", there)).body.name, "demo-etat:vedtak.read");
  assert.equal((await try_out("grantAccess", there)).body.state, "APPROVED");
  await screenshot(there, "swagger_ui_selvbetjening_answers");
  assert.deepEqual(await axe_in_both_colours(there), []);
  assert.deepEqual(there.problems, []);
});

test("nothing in all that broke the policy", () => assert.deepEqual(page.problems, []));

test("[WCAG 2.2] axe finds nothing in what Swagger UI draws, opened", async () => {
  for (const block of await page.locator(".opblock").all()) {
    if (!(await block.getAttribute("class")).includes("is-open")) await block.locator(".opblock-summary-control").click();
  }
  await page.locator(".models-control").click();
  await page.locator("section.models .json-schema-2020-12").first().waitFor();
  assert.deepEqual(await axe_in_both_colours(page), []);
});

test("it fits on a small screen, in every language", async () => {
  const small = await new_page(browser, { viewport: { width: 320, height: 640 } });
  for (const product of ["kontaktregisteret", "selvbetjening"]) {
    for (const [code, texts] of Object.entries(messages)) {
      await small.goto(`${emulator.origins[product]}/swagger-ui/index.html?locale=${code}`);
      await small.locator(".opblock").first().waitFor();
      await small.getByRole("heading", { name: texts[`swagger.heading.${product}`] }).waitFor();
      const { scroll, client } = await small.evaluate(() => {
        const { scrollWidth, clientWidth } = globalThis.document.documentElement;
        return { scroll: scrollWidth, client: clientWidth };
      });
      assert.ok(scroll <= client, `${product} in ${code}: ${scroll} wide on ${client}`);
    }
    await screenshot(small, `swagger_ui_320_${product}`);
  }
  assert.deepEqual(small.problems, []);
});
