// The whole way of a change: a person logs in at a service, changes their e-mail in MinProfil by the service's
// link, comes back, and both the service and an organisation see the change.
import assert from "node:assert/strict";
import { test } from "node:test";

import { access_token, look_up } from "../clients/support/maskinporten.mjs";
import { expect_page, new_page, text_of } from "./support/browser.mjs";
import { another, choose_person, go_to_login_page, someone } from "./support/services.mjs";
import { walkable_world } from "./support/world.mjs";

const world = walkable_world();

// Oppslagstjenesten writes 2026-01-31T12:00:00+01.
const time_of = (written) => Date.parse(`${written}:00`);

// The statuses of ID-porten's answers to this page's authorization requests, as they come.
function authorization_answers(page) {
  const statuses = [];
  page.on("response", (response) => {
    if (response.url().startsWith(`${world.origins.idporten}/authorize`)) statuses.push(response.status());
  });
  return statuses;
}

async function log_in(page, pid) {
  await go_to_login_page(page, world.origins);
  assert.ok(page.url().startsWith(`${world.origins.idporten}/authorize?`), page.url());
  assert.match(await text_of(page, "service-name"), /Demotjeneste/);
  await choose_person(page, pid);
  await expect_page(page, "user-pid");
  assert.equal(page.url(), `${world.origins.demotjeneste}/`);
}

async function see_validated_tokens(page, pid) {
  assert.equal(await text_of(page, "user-pid"), pid);
  assert.equal(await text_of(page, "claim-pid"), pid);
  assert.equal(await text_of(page, "claim-iss"), world.origins.idporten);
  assert.equal(await text_of(page, "claim-aud"), "demotjeneste");
  assert.equal(await text_of(page, "claim-acr"), "idporten-loa-substantial");
  const checks = await page.getByTestId("checks").locator("dt").allTextContents();
  for (const name of ["signature", "iss", "aud", "exp", "nonce"]) {
    assert.ok(checks.some((check) => check.includes(name)), `no check of ${name} among ${checks.join(", ")}`);
  }
  for (const title of ["id_token", "access_token"]) {
    const payload = JSON.parse(await page.getByTestId(`token-payload-${title}`).textContent());
    assert.equal(payload.pid, pid);
  }
}

async function fetch_contact(page, email) {
  assert.equal(await page.getByTestId("krr").count(), 0, "nothing is shown before it is asked for");
  await page.getByTestId("fetch-contact").click();
  await expect_page(page, "krr");
  assert.equal(await text_of(page, "krr-email"), email);
  assert.equal((await page.getByTestId("krr-status").textContent()).trim(), "200");
  assert.equal(JSON.parse(await page.getByTestId("krr-body").textContent()).kontaktinformasjon.epostadresse, email);
}

async function change_email(page, statuses, email) {
  const before_it = statuses.length;
  await page.getByTestId("change-contact").click();
  await expect_page(page, "minprofil-title");
  assert.deepEqual(statuses.slice(before_it), [302], "single sign-on shows no login page");
  await page.getByTestId("email").fill(email);
  await page.getByTestId("save").click();
  await expect_page(page, "saved");
  assert.equal(await page.getByTestId("email").inputValue(), email);
}

async function come_back(page, email) {
  await page.getByTestId("return-link").click();
  await expect_page(page, "krr");
  assert.equal(page.url(), `${world.origins.demotjeneste}/`);
  assert.equal(await text_of(page, "krr-email"), email);
}

async function log_out(page) {
  await page.getByTestId("logout").click();
  await expect_page(page, "demo-login");
  assert.equal(new URL(page.url()).origin, world.origins.demotjeneste);
  assert.equal(await page.getByTestId("user-pid").count(), 0);
}

for (const row of [
  { name: "with JavaScript", javaScriptEnabled: true, pid: someone, had: "stodig.vindmolle@example.no" },
  { name: "without JavaScript", javaScriptEnabled: false, pid: another, had: "lun.trapesoid@example.no" },
]) {
  test(`the round trip ${row.name}`, async (t) => {
    const page = await new_page(world.browser, { javaScriptEnabled: row.javaScriptEnabled });
    const statuses = authorization_answers(page);
    const email = `ny.adresse.${row.pid}@example.com`;
    const began = Math.floor(Date.now() / 1000) * 1000;
    const token = await access_token(world.origins);
    const known_before = await look_up(world.origins, token, row.pid);
    assert.equal(known_before.kontaktinformasjon.epostadresse, row.had);

    await t.test("Demotjeneste, ID-porten's page, a person, and back", () => log_in(page, row.pid));
    await t.test("the validated tokens are shown", () => see_validated_tokens(page, row.pid));
    await t.test("hent kontaktinfo shows what the register has", () => fetch_contact(page, row.had));
    await t.test("MinProfil takes a new e-mail without a new login", () => change_email(page, statuses, email));
    await t.test("Tilbake til tjenesten, which shows the new e-mail", () => come_back(page, email));
    await t.test("an organisation sees the new e-mail and its new date", async () => {
      const known = await look_up(world.origins, token, row.pid);
      const { epostadresse, epostadresse_oppdatert, mobiltelefonnummer } = known.kontaktinformasjon;
      assert.equal(epostadresse, email);
      assert.ok(time_of(epostadresse_oppdatert) > time_of(known_before.kontaktinformasjon.epostadresse_oppdatert));
      assert.ok(time_of(epostadresse_oppdatert) >= began && time_of(epostadresse_oppdatert) <= Date.now());
      assert.equal(mobiltelefonnummer, known_before.kontaktinformasjon.mobiltelefonnummer);
    });
    await t.test("log out at Demotjeneste", () => log_out(page));
    await t.test("MinProfil asks for login", async () => {
      await page.goto(`${world.origins.minprofil}/`);
      await expect_page(page, "eid-selector");
    });
    await t.test("ID-porten asks for login", async () => {
      await go_to_login_page(page, world.origins);
      assert.equal(new URL(page.url()).origin, world.origins.idporten);
    });
    assert.deepEqual(page.problems, []);
    await page.context().close();
  });
}
