// ID-porten's official verification tests (docs.digdir.no, idporten_verifikasjonstester), which every customer runs by
// hand, by their numbers and names. Demotjeneste is the customer's own service, or the demo client where the other
// service is MinProfil ("Dine kontaktopplysninger").
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import { expect_page, languages, messages, new_page, text_of } from "./support/browser.mjs";
import { open_eid, press_person, someone } from "./support/services.mjs";
import { walkable_world } from "./support/world.mjs";

const world = walkable_world();
let page;
let calls;  // of ID-porten to the services' logout addresses, through the browser

beforeEach(async () => {
  page = await new_page(world.browser);
  calls = [];
  page.on("request", (request) => {
    if (request.url().includes("/frontchannel-logout")) calls.push(request.url());
  });
});
afterEach(async () => {
  assert.deepEqual(page.problems, []);
  await page.context().close();
  await move_clock("machine");
});

async function move_clock(move) {
  const answer = await fetch(`${world.origins.konsoll}/clock`, {
    method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams({ move }),
  });
  assert.equal(answer.status, 200);
}

const substantial = [
  { eid: "testid", acr: "idporten-loa-substantial", amr: "TestID" },
  { eid: "minid", acr: "idporten-loa-substantial", amr: "Minid-OTC" },
];
const high = [
  { eid: "testid", acr: "idporten-loa-high", amr: "TestID" },
  { eid: "bankid", acr: "idporten-loa-high", amr: "BankID" },
];

// On ID-porten's page: logs in with an eID, TestID at the level wanted.
async function log_in(login, pid = someone) {
  await expect_page(page, "eid-selector");
  assert.equal(new URL(page.url()).origin, world.origins.idporten);
  await open_eid(page, login.eid);
  if (login.eid === "testid") await page.getByTestId(`level-${login.acr}`).check();
  await press_person(page, pid);
  if (login.eid === "minid") {
    await page.getByTestId("code").fill("12345");
    await page.getByTestId("code-submit").click();
  } else if (login.eid !== "testid") {
    await page.getByTestId("approve").click();
  }
}

async function ask_for_login_at_demotjeneste({ acr = "idporten-loa-substantial", query = "" } = {}) {
  await page.goto(`${world.origins.demotjeneste}/${query}`);
  await page.getByTestId(`acr-${acr}`).check();
  await page.getByTestId("login").click();
}
const open_minprofil = () => page.goto(`${world.origins.minprofil}/`);

const expect_demotjeneste = () => expect_page(page, "user-pid");
const expect_minprofil = () => expect_page(page, "minprofil-title");
const expect_login_page = () => expect_page(page, "eid-selector");

async function expect_logged_in_as({ acr, amr }) {
  await expect_demotjeneste();
  assert.equal(await text_of(page, "user-pid"), someone);
  assert.equal(await text_of(page, "claim-acr"), acr);
  assert.equal(await text_of(page, "claim-amr"), `["${amr}"]`);
}

async function expect_demotjeneste_logged_out() {
  await page.goto(`${world.origins.demotjeneste}/`);
  await expect_page(page, "demo-login");
}

// SSO out: from a login at the own service, MinProfil here, into the demo client.
for (const [number, level, logins] of [[1, "substantial", substantial], [2, "high", high]]) {
  for (const login of logins) {
    test(`ID-porten verification test ${number}, SSO out, ${level}: ${login.amr}`, async () => {
      await open_minprofil();
      await log_in(login);
      await expect_minprofil();
      await ask_for_login_at_demotjeneste({ acr: login.acr });
      await expect_logged_in_as(login);
    });
  }
}

for (const [number, level, logins] of [[3, "substantial", substantial], [4, "high", high]]) {
  for (const login of logins) {
    test(`ID-porten verification test ${number}, SSO in, ${level}: ${login.amr}`, async () => {
      await open_minprofil();
      await log_in(login);
      await expect_minprofil();
      await ask_for_login_at_demotjeneste();
      await expect_logged_in_as(login);
    });
  }
}

test("ID-porten verification test 5, step-up", async () => {
  await open_minprofil();
  await log_in(substantial[0]);
  await expect_minprofil();
  await ask_for_login_at_demotjeneste({ acr: "idporten-loa-high" });
  await log_in(high[1]);
  await expect_logged_in_as(high[1]);
});

test("ID-porten verification test 6, SLO from the own service", async () => {
  await open_minprofil();
  await log_in(substantial[0]);
  await expect_minprofil();
  await ask_for_login_at_demotjeneste();
  await expect_logged_in_as(substantial[0]);
  await page.getByTestId("logout").click();
  await expect_page(page, "demo-login");
  await open_minprofil();
  await expect_login_page();
});

test("ID-porten verification test 7, SLO from another service", async () => {
  await ask_for_login_at_demotjeneste();
  await log_in(substantial[0]);
  await expect_logged_in_as(substantial[0]);
  await open_minprofil();
  await expect_minprofil();
  await page.getByTestId("logout").click();
  await expect_page(page, "logged-out-title");
  await expect_demotjeneste_logged_out();
  await open_minprofil();
  await expect_login_page();
});

test("ID-porten verification test 8, SLO after timeout", async () => {
  await open_minprofil();
  await log_in(substantial[0]);
  await expect_minprofil();
  await ask_for_login_at_demotjeneste();
  await expect_logged_in_as(substantial[0]);
  await move_clock("PT31M");
  await expect_demotjeneste_logged_out();
  assert.equal(await page.getByTestId("moved-clock").isVisible(), true);
  await page.getByTestId("login").click();
  await expect_login_page();
  await open_minprofil();
  await expect_login_page();
  assert.deepEqual(calls, [], "nobody is told of an end by the clock");
});

test("ID-porten verification test 8: within 30 minutes nobody is logged out", async () => {
  await open_minprofil();
  await log_in(substantial[0]);
  await expect_minprofil();
  await move_clock("PT29M");
  await ask_for_login_at_demotjeneste();
  await expect_logged_in_as(substantial[0]);
});

test("ID-porten verification test 9, forced re-authentication", async () => {
  await open_minprofil();
  await log_in(substantial[0]);
  await expect_minprofil();
  await page.goto(`${world.origins.demotjeneste}/login?prompt=login`);
  await log_in(substantial[1]);
  await expect_logged_in_as(substantial[1]);
});

for (const [how, query] of [["sent", ""], ["pushed", "&par=yes"]]) {
  test(`ID-porten verification test 10, onbehalfof, ${how}`, async () => {
    await page.goto(`${world.origins.demotjeneste}/test?onbehalfof=skoddevik${query}`);
    await page.getByTestId("test-login").click();
    await expect_login_page();
    assert.match(await text_of(page, "service-name"), /Skoddevik kommune/);
    await log_in(substantial[0]);
    await expect_logged_in_as(substantial[0]);
    assert.equal(await text_of(page, "claim-client_onbehalfof"), "skoddevik");
  });
}

for (const language of languages) {
  test(`ID-porten verification test 11, language: ${language}`, async () => {
    await page.goto(`${world.origins.demotjeneste}/`);
    await page.getByTestId("ui-locales").selectOption(language);
    await page.getByTestId("login").click();
    await expect_login_page();
    assert.equal(await page.locator("html").getAttribute("lang"), language);
    assert.equal((await page.locator("h1").textContent()).trim(), messages[language]["login.choose"]);
    await log_in(substantial[0]);
    await expect_logged_in_as(substantial[0]);
  });
}
