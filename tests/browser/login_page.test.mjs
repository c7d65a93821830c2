// ID-porten's login page in the hands of people: keyboard, typed numbers, second thoughts.
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import { expect_page, messages, new_page, tab_to, text_of } from "./support/browser.mjs";
import { another, go_to_login_page, log_in_at_minprofil, open_eid, someone } from "./support/services.mjs";
import { walkable_world } from "./support/world.mjs";

const unlisted = "06819774798";  // a synthetic person whom the data set does not have

const world = walkable_world();
let page;

beforeEach(async () => { page = await new_page(world.browser); });
afterEach(async () => {
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("[WCAG 2.1.1] a person is chosen with the keyboard alone", async () => {
  await page.goto(`${world.origins.demotjeneste}/`);
  await tab_to(page, "login");
  await page.keyboard.press("Enter");
  await expect_page(page, "eid-selector");
  await tab_to(page, "eid-testid");
  await page.keyboard.press("Enter");
  await expect_page(page, "login-form");
  await tab_to(page, `person-${another}`);
  await page.keyboard.press("Enter");
  await expect_page(page, "user-pid");
  assert.equal(await text_of(page, "user-pid"), another);
});

test("[WCAG 2.1.1] a level is chosen and a number typed with the keyboard alone", async () => {
  await page.goto(`${world.origins.demotjeneste}/`);
  await tab_to(page, "login");
  await page.keyboard.press("Enter");
  await expect_page(page, "eid-selector");
  await open_eid(page);
  await tab_to(page, "level-idporten-loa-substantial");
  await page.keyboard.press("ArrowDown");
  await tab_to(page, "typed-pid");
  await page.keyboard.type(unlisted);
  await page.keyboard.press("Enter");
  await expect_page(page, "user-pid");
  assert.equal(await text_of(page, "user-pid"), unlisted);
  assert.equal(await text_of(page, "claim-acr"), "idporten-loa-high");
});

test("the filter leaves only the people it matches, and Enter in it logs nobody in", async () => {
  await go_to_login_page(page, world.origins);
  await open_eid(page);
  await page.getByTestId("person-filter").fill("trapesoid");
  await page.getByTestId(`person-${someone}`).waitFor({ state: "hidden" });
  assert.equal(await page.getByTestId(`person-${another}`).isVisible(), true);
  await page.getByTestId("person-filter").press("Enter");
  assert.equal(await page.getByTestId("login-form").isVisible(), true);
  await page.getByTestId(`person-${another}`).click();
  await expect_page(page, "user-pid");
  assert.equal(await text_of(page, "user-pid"), another);
});

test("a synthetic number that the data set does not have logs in", async () => {
  await go_to_login_page(page, world.origins);
  await open_eid(page);
  await page.getByTestId("typed-pid").fill(unlisted);
  await page.getByTestId("login-submit").click();
  await expect_page(page, "user-pid");
  assert.equal(await text_of(page, "user-pid"), unlisted);
});

test("what is no synthetic number is refused with its own text, what was typed stays, and the login goes on", async () => {
  await go_to_login_page(page, world.origins);
  await open_eid(page);
  for (const row of [
    { name: "not synthetic", typed: "01010012345", key: "login.error.not_synthetic" },
    { name: "wrong check digits", typed: "28876895938", key: "login.error.check_digits" },
    { name: "too few digits", typed: "2887689593", key: "login.error.length" },
    { name: "letters", typed: "2887689593x", key: "login.error.not_digits" },
    { name: "nothing", typed: "", key: "login.error.choose" },
  ]) {
    await page.getByTestId("typed-pid").fill(row.typed);
    const answered = page.waitForResponse((response) => response.request().method() === "POST");
    await page.getByTestId("login-submit").click();
    assert.equal((await answered).status(), 422, row.name);
    const expected = messages.nb[row.key].replaceAll("{{RECEIVED}}", row.typed);
    await page.getByTestId("login-error").getByText(expected, { exact: true }).waitFor();
    assert.equal(await page.getByTestId("typed-pid").inputValue(), row.typed, row.name);
  }
  await page.getByTestId("typed-pid").fill(someone);
  await page.getByTestId("login-submit").click();
  await expect_page(page, "user-pid");
});

test("cancel goes back to the service, which shows access_denied and a way to try again", async () => {
  await go_to_login_page(page, world.origins);
  await page.getByTestId("login-cancel").click();
  await expect_page(page, "error");
  assert.equal(new URL(page.url()).origin, world.origins.demotjeneste);
  assert.match(await page.locator("main").textContent(), /access_denied/);
  await page.getByTestId("error-back").click();
  await expect_page(page, "demo-login");
});

for (const row of [
  { name: "that is not registered", goto_url: "https://example.com/" },
  { name: "of a host that only begins alike", goto_url: "http://localhost.example.com/" },
  { name: "of another scheme", goto_url: "javascript:alert(1)" },
]) {
  test(`[minprofil 4] a gotoUrl ${row.name} offers only Logg ut`, async () => {
    await log_in_at_minprofil(page, world.origins, someone, `?gotoUrl=${encodeURIComponent(row.goto_url)}`);
    assert.equal(await page.getByTestId("return-link").count(), 0);
    assert.equal(await page.getByTestId("logout").count(), 1);
    assert.equal((await page.content()).includes(row.goto_url), false);
    await page.getByTestId("logout").click();
    await expect_page(page, "logged-out-title");
    assert.equal(page.url().split("?")[0], `${world.origins.minprofil}/logged-out`);
  });
}

test("[minprofil 4] a registered gotoUrl survives the login and is a link, followed by nobody but the person", async () => {
  const goto_url = `${world.origins.demotjeneste}/?from=minprofil`;
  await log_in_at_minprofil(page, world.origins, someone, `?gotoUrl=${encodeURIComponent(goto_url)}`);
  assert.equal(await page.getByTestId("return-link").getAttribute("href"), goto_url);
  await page.getByTestId("confirm").click();
  await expect_page(page, "saved");
  assert.equal(new URL(page.url()).origin, world.origins.minprofil);
  assert.equal(await page.getByTestId("return-link").getAttribute("href"), goto_url);
});
