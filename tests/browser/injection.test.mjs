// [OWASP XSS] Whatever stands in a data set or is sent to a product is shown as the text it is: no element comes of it, no
// script, no template mark is filled, and the policy of the pages has nothing to stop.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { start } from "../clients/support/emulator.mjs";
import { exchange, grant_claims, sign } from "../clients/support/maskinporten.mjs";
import { expect_page, launch, new_page } from "./support/browser.mjs";
import { changed_documents } from "./support/fixtures.mjs";
import { authorization_request, page_table, visit } from "./support/page_table.mjs";
import { go_to_login_page, log_in_at_minprofil, open_eid, someone } from "./support/services.mjs";

// In a tag, in an attribute of either quote, in a script, as a mark of a template and as a message's key.
const hostile = (name) => `${name}"'><img src=x onerror=alert(1)><script>alert(1)</script>{{CSRF}}{{PID}}[[copy]]`;
const hostile_url = "javascript:alert(1)";

// The members of the data set that people see.
const shown_members = ["fornavn", "etternavn", "beskrivelse", "navn", "client_name", "description", "postkasseadresse"];

let emulator;
let fixtures;
let browser;
let page;

function poison(value) {
  if (typeof value !== "object" || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    if (shown_members.includes(name)) value[name] = hostile(name);
    else if (name === "long_description") value[name] = `${hostile(name)} [${hostile("link")}](${hostile_url}) **${hostile("bold")}**`;
    else poison(member);
  }
}

before(async () => {
  fixtures = changed_documents(poison);
  emulator = await start("--fixtures", fixtures.folder);
  browser = await launch();
  page = await new_page(browser);
  page.on("dialog", (dialog) => {
    page.problems.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
});
after(async () => {
  await browser?.close();
  await emulator?.stop();
  fixtures.remove();
});

// Runs in the page: what no template of ours writes.
function injected() {
  const handlers = (element) => [...element.attributes].some(({ name }) => name.startsWith("on"));
  const led = (element) => ["href", "src", "action", "formaction"].some((name) => /^\s*javascript:/i.test(element.getAttribute(name) ?? ""));
  return [...document.querySelectorAll("*")]
    .filter((element) => element.matches("img:not(.logo[alt='']), object, embed, base, script:not([src]), style") || handlers(element) || led(element))
    .map((element) => element.outerHTML.slice(0, 200));
}

// Runs in the page: which of the texts it has neither as text nor in a field.
function not_shown(texts) {
  const held = [document.body.textContent, ...[...document.querySelectorAll("input, textarea")].map(({ value }) => value)];
  return texts.filter((text) => !held.some((holder) => holder.includes(text)));
}

async function shows_as_text(texts) {
  assert.deepEqual(page.problems, []);
  assert.deepEqual(await page.evaluate(injected), []);
  assert.deepEqual(await page.evaluate(not_shown, texts), []);
}

const row_of = (name) => page_table.find((row) => row.name === name);
const of_persons = ["fornavn", "etternavn", "beskrivelse"].map(hostile);
const of_client = hostile("client_name");
const in_json = (text) => JSON.stringify(text).slice(1, -1);

test("what stands in the data set", async (t) => {
  for (const [name, texts] of Object.entries({
    "konsoll-refused-grant": [],
    "konsoll": [...of_persons, of_client],
    "swagger-ui": of_persons,
    "login": [of_client],
    "login-testid": [...of_persons, of_client],
    "login-bankid-mobil": [...of_persons.slice(0, 2), of_client],
    "consent": [of_client, ...["description", "long_description", "link", "bold"].map(hostile)],
    "contact": [of_client],
    "form-post": [of_client],
    "demo-logged-in": [],
    "minprofil": [...of_persons.slice(0, 2), hostile("navn"), hostile("postkasseadresse")],
    "minprofil-delete": [],
    "logging-out": [of_client],
    "selvbetjening": [of_client, hostile("description"), hostile("navn")],
    "selvbetjening-client": [of_client, hostile("description")],
    "selvbetjening-form": [hostile("description")],
    "selvbetjening-access": [hostile("description"), hostile("navn")],
    "selvbetjening-scope": [hostile("description")],
  })) {
    await t.test(name, () => visit(page, emulator.origins, row_of(name), ["nb"], () => shows_as_text(texts)));
  }
});

const sent = hostile("sent");
const beginning_of_sent = sent.slice(0, 20);
const query = (name) => new URLSearchParams({ [name]: sent });

test("what is sent in an address", async (t) => {
  const { origins } = emulator;
  const { konsoll, maskinporten, idporten, minprofil, demotjeneste } = origins;
  // Demotjeneste says which answer it cannot use.
  const request = (name) => authorization_request(origins, { redirect_uri: `${demotjeneste}/callback`, [name]: sent });
  const parameters = ["client_id", "redirect_uri", "scope", "state", "nonce", "acr_values", "ui_locales", "login_hint", "prompt", "response_mode", "max_age"];
  for (const { name, address, shown = false } of [
    ...parameters.map((parameter) => ({
      name: `${parameter} of an authorization request`, address: request(parameter), shown: ["client_id", "redirect_uri"].includes(parameter),
    })),
    ...["id_token_hint", "post_logout_redirect_uri", "state", "locale"].map((parameter) => ({ name: `${parameter} of a logout`, address: `${idporten}/logout?${query(parameter)}` })),
    { name: "gotoUrl", address: `${minprofil}/?${query("gotoUrl")}` },
    { name: "acr_values at Demotjeneste", address: `${demotjeneste}/?${query("acr_values")}` },
    ...["scope", "login_hint", "authorization_details", "extra"].map((parameter) => ({
      name: `${parameter} of a login that is put together`, address: `${demotjeneste}/test?${query(parameter)}`, shown: parameter !== "extra",
    })),
    { name: "an announced logout", address: `${demotjeneste}/frontchannel-logout?${new URLSearchParams({ iss: sent, sid: sent })}` },
    { name: "the list of announced logouts", address: `${demotjeneste}/logouts`, shown: true },
    { name: "the number of an error", address: `${maskinporten}/errors/${encodeURIComponent(sent)}`, shown: true },
    { name: "a trace id", address: `${konsoll}/refusals/${encodeURIComponent(sent)}`, shown: true },
    ...Object.entries(origins).map(([product, origin]) => ({
      name: `a path of ${product}`, address: `${origin}/${encodeURIComponent(sent)}?${encodeURIComponent(sent)}`,
    })),
  ]) {
    await t.test(name, async () => {
      await page.goto(address);
      await shows_as_text(shown ? [beginning_of_sent] : []);
    });
  }
});

test("what is typed is in its field again", async () => {
  await page.goto(`${emulator.origins.idporten}/logout`);
  await go_to_login_page(page, emulator.origins);
  await open_eid(page);
  await page.getByTestId("typed-pid").fill(sent);
  await page.getByTestId("login-submit").click();
  await expect_page(page, "login-error");
  await shows_as_text([beginning_of_sent]);
  await log_in_at_minprofil(page, emulator.origins);
  for (const field of ["email", "mobile"]) await page.getByTestId(field).fill(sent);
  await page.getByTestId("save").click();
  await expect_page(page, "email-error");
  await shows_as_text([sent]);
});

test("what is typed into a registration, and what is made of it", async () => {
  const { selvbetjening } = emulator.origins;
  await page.goto(`${selvbetjening}/integrations/new?integration_type=idporten&application_type=web`);
  for (const field of ["client-name", "description", "redirect-uris", "post-logout-uris"]) await page.getByTestId(field).fill(sent);
  await page.getByTestId("save-client").click();
  await expect_page(page, "fault");
  await shows_as_text([sent]);
  for (const field of ["redirect-uris", "post-logout-uris"]) await page.getByTestId(field).fill("http://localhost:3000/callback");
  await page.getByTestId("save-client").click();
  await expect_page(page, "attributes");
  await shows_as_text([sent]);
});

test("an e-mail address that is allowed to look like that", async () => {
  const { origins } = emulator;
  const email = `"<img src=x onerror=alert(1)>"@example.no`;
  await page.goto(`${origins.minprofil}/`);
  await page.getByTestId("email").fill(email);
  await page.getByTestId("save").click();
  await expect_page(page, "saved");
  await shows_as_text([email]);
  await page.getByTestId("history-link").click();
  await expect_page(page, "history-edit");
  await shows_as_text([email]);
  await visit(page, origins, row_of("demo-logged-in"), ["nb"], () => shows_as_text([email]));
});

test("what ID-porten says to Demotjeneste", async () => {
  await page.goto(`${emulator.origins.idporten}/logout`);
  await go_to_login_page(page, emulator.origins);
  const asked = new URL(page.url());
  const answer = { error: sent, error_description: sent, state: asked.searchParams.get("state"), iss: emulator.origins.idporten };
  await page.goto(`${emulator.origins.demotjeneste}/callback?${new URLSearchParams(answer)}`);
  await expect_page(page, "developer");
  await shows_as_text([]);
});

test("what Maskinporten is sent, and all that Konsoll tells of what was refused so far", async () => {
  const { origins } = emulator;
  for (const [claims, header] of [
    [{ iss: sent }, {}], [{ scope: sent }, {}], [{ aud: sent, resource: sent, [sent]: sent }, {}], [{}, { kid: sent }],
  ]) {
    const { status } = await exchange(origins, await sign(grant_claims(origins, claims), { header }));
    assert.equal(status, 400);
  }
  await fetch(`${origins.kontaktregisteret}/rest/v1/person`, { headers: { Authorization: `Bearer ${encodeURIComponent(sent)}`, "User-Agent": encodeURIComponent(sent) } });
  const { refusals } = await (await fetch(`${origins.konsoll}/refusals`)).json();
  assert.ok(refusals.length > 10, "there is something to look at");
  await page.goto(`${origins.konsoll}/`);
  await shows_as_text([beginning_of_sent]);
  for (const { trace_id } of refusals) {
    await page.goto(`${origins.konsoll}/refusals/${trace_id}`);
    await shows_as_text([]);
  }
  await page.goto(`${origins.konsoll}/refusals/${refusals.find(({ product }) => product === "maskinporten").trace_id}`);
  await shows_as_text([in_json(sent)]);
});
