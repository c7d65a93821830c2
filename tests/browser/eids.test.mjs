// The pages of the eIDs and of consent in Chromium, walked by hand, without JavaScript too.
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";

import { begin, finish, relying_party } from "../clients/support/idporten.mjs";
import { expect_page, messages, new_page, tab_to, text_of } from "./support/browser.mjs";
import { another, go_to_login_page, open_eid, press_person, someone } from "./support/services.mjs";
import { walkable_world } from "./support/world.mjs";

const world = walkable_world();
let page;

const income = "demo-etat:inntekt.read";
const eids = [
  { id: "minid", amr: "Minid-OTC", acr: "idporten-loa-substantial" },
  { id: "bankid", amr: "BankID", acr: "idporten-loa-high" },
  { id: "bankid-mobil", amr: "BankID Mobil", acr: "idporten-loa-high" },
  { id: "buypass", amr: "Buypass", acr: "idporten-loa-high" },
  { id: "commfides", amr: "Commfides", acr: "idporten-loa-high" },
];

async function confirm(page, eid) {
  if (eid === "minid") {
    await page.getByTestId("code").fill("12345");
    await page.getByTestId("code-submit").click();
  } else {
    await page.getByTestId("approve").click();
  }
}

async function expect_logged_in(page, { amr, acr }, pid) {
  await expect_page(page, "user-pid");
  assert.equal(await text_of(page, "user-pid"), pid);
  assert.equal(await text_of(page, "claim-acr"), acr);
  assert.equal(await text_of(page, "claim-amr"), `["${amr}"]`);
}

// To the page that asks min-tjeneste-nokkel's user for consent: { config, login } of the client.
async function go_to_consent(page) {
  const config = await relying_party(world.origins, "min-tjeneste-nokkel");
  const login = await begin(config, { scope: `openid profile ${income}` });
  await page.goto(login.url.href);
  await open_eid(page);
  await press_person(page, someone);
  await expect_page(page, "consent-form");
  return { config, login };
}

// The callback to which the answer on the page sends the browser; nobody listens there.
async function callback_after(page, press) {
  const asked = page.waitForRequest((request) => request.url().startsWith("http://localhost:3000/callback"));
  await press();
  return new URL((await asked).url());
}

describe("the pages of the eIDs", () => {
  beforeEach(async () => { page = await new_page(world.browser); });
  afterEach(async () => {
    assert.deepEqual(page.problems, []);
    await page.context().close();
  });

  for (const eid of eids) {
    test(`${eid.id} logs in with its amr and level`, async () => {
      await go_to_login_page(page, world.origins);
      await open_eid(page, eid.id);
      await press_person(page, another);
      await expect_page(page, "claimed-pid");
      assert.equal(await text_of(page, "claimed-pid"), another);
      await confirm(page, eid.id);
      await expect_logged_in(page, eid, another);
    });
  }

  test("the page that waits for a telephone says so, and goes on by itself", async () => {
    const waiting = await new_page(world.browser, { goes_on: true });
    await go_to_login_page(waiting, world.origins);
    await open_eid(waiting, "bankid-mobil");
    await press_person(waiting, another);
    await expect_page(waiting, "completes");
    assert.equal(await text_of(waiting, "completes"), messages.nb["login.completes"]);
    await expect_logged_in(waiting, eids[2], another);
    assert.deepEqual(waiting.problems, []);
    await waiting.context().close();
  });

  test("MinID takes any password, and tells nobody of it", async () => {
    await go_to_login_page(page, world.origins);
    await open_eid(page, "minid");
    await press_person(page, another);
    await page.getByTestId("password").fill("hva-som-helst-42");
    await confirm(page, "minid");
    await expect_logged_in(page, eids[0], another);
    assert.ok(!world.emulator.log.includes("hva-som-helst-42"));
  });

  test("a wrong code of MinID is told, and the page can be reloaded, left and come back to", async () => {
    await go_to_login_page(page, world.origins);
    await open_eid(page, "minid");
    await press_person(page, someone);
    await page.getByTestId("another-person").click();
    await expect_page(page, "login-form");
    await page.goBack();
    await page.getByTestId("code").fill("00000");
    await page.getByTestId("code").press("Enter");
    await expect_page(page, "login-error");
    assert.equal(await text_of(page, "login-error"), messages.nb["login.error.code"]);
    await page.getByTestId("other-ways").click();
    await expect_page(page, "eid-selector");
    await open_eid(page, "bankid");
    await press_person(page, another);
    await expect_page(page, "approve");
    await page.reload();
    await confirm(page, "bankid");
    await expect_logged_in(page, eids[1], another);
  });

  test("[WCAG 2.1.1] an eID is chosen, a number typed and a code entered with the keyboard alone", async () => {
    await go_to_login_page(page, world.origins);
    await tab_to(page, "eid-minid");
    await page.keyboard.press("Enter");
    await expect_page(page, "login-form");
    await tab_to(page, "typed-pid");
    await page.keyboard.type(someone);
    await page.keyboard.press("Enter");
    await expect_page(page, "code-form");
    await tab_to(page, "code");
    await page.keyboard.type("12345");
    await page.keyboard.press("Enter");
    await expect_logged_in(page, eids[0], someone);
  });

  test("a number that is not synthetic is refused with the reason by every eID", async () => {
    for (const { id } of eids) {
      await go_to_login_page(page, world.origins);
      await open_eid(page, id);
      await page.getByTestId("typed-pid").fill("01010012345");
      await page.getByTestId("login-submit").click();
      const expected = messages.nb["login.error.not_synthetic"].replaceAll("{{RECEIVED}}", "01010012345");
      await page.getByTestId("login-error").getByText(expected, { exact: true }).waitFor();
    }
  });

  test("a request for high offers no MinID", async () => {
    await page.goto(`${world.origins.demotjeneste}/login?acr_values=idporten-loa-high`);
    await expect_page(page, "eid-selector");
    assert.equal(await page.getByTestId("eid-minid").count(), 0);
    assert.equal(await page.getByTestId("eid-bankid").count(), 1);
  });

  for (const row of [
    { name: "given", testid: "consent-approve", granted: `openid profile ${income}` },
    { name: "denied", testid: "consent-deny", granted: "openid profile" },
  ]) {
    test(`consent is ${row.name}, and the service gets its code`, async () => {
      const { config, login } = await go_to_consent(page);
      const callback = await callback_after(page, () => page.getByTestId(row.testid).click());
      assert.equal((await finish(config, login, callback)).scope, row.granted);
    });
  }
});

test("without JavaScript a code logs in, and consent is given", async () => {
  page = await new_page(world.browser, { javaScriptEnabled: false });
  await go_to_login_page(page, world.origins);
  await open_eid(page, "minid");
  await press_person(page, another);
  await expect_page(page, "claimed-pid");
  await confirm(page, "minid");
  await expect_logged_in(page, eids[0], another);
  await page.context().clearCookies();
  await go_to_consent(page);
  const callback = await callback_after(page, () => page.getByTestId("consent-approve").click());
  assert.ok(callback.searchParams.get("code"));
  await page.context().close();
});
