// mod_auth_openidc in a real Apache: a relying party that knows nothing of the emulator, driven by Chromium.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { start } from "../clients/support/emulator.mjs";
import { apache_addresses, start_apache } from "./support/apache.mjs";
import { expect_page, launch, new_page, screenshot, text_of } from "./support/browser.mjs";
import { changed_fixtures } from "./support/fixtures.mjs";
import { choose_person, log_in_at_demo, someone } from "./support/services.mjs";

let addresses;
let fixtures;
let emulator;
let apache;
let browser;

before(async () => {
  addresses = await apache_addresses();
  fixtures = changed_fixtures((clients) => {
    const client = clients.find(({ client_id }) => client_id === "min-tjeneste");
    client.redirect_uris = [addresses.redirect_uri];
    client.post_logout_redirect_uris = [addresses.post_logout_redirect_uri];
    client.frontchannel_logout_uri = addresses.frontchannel_logout_uri;
    client.frontchannel_logout_session_required = true;
  });
  emulator = await start("--fixtures", fixtures.folder);
  apache = await start_apache(addresses, {
    idporten: emulator.origins.idporten,
    client_id: "min-tjeneste",
    client_secret: "min-tjeneste-hemmelighet",
    claims: ["iss", "aud", "sub", "pid", "acr", "amr", "locale", "sid"],
  });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await apache?.stop();
  await emulator?.stop();
  fixtures?.remove();
});

const protected_page = () => `${addresses.url}/protected/`;

async function log_in_at_apache(page) {
  await page.goto(protected_page());
  await choose_person(page, someone);
  await expect_page(page, "pid");
}

test("a login ends at the page that was asked for, with the claims of the id_token and of userinfo", async () => {
  const page = await new_page(browser);
  await log_in_at_apache(page);
  assert.equal(page.url(), protected_page());
  assert.equal(await text_of(page, "pid"), someone);
  assert.equal(await text_of(page, "iss"), emulator.origins.idporten);
  assert.equal(await text_of(page, "aud"), "min-tjeneste");
  assert.equal(await text_of(page, "acr"), "idporten-loa-substantial");
  assert.equal(await text_of(page, "amr"), "TestID");
  assert.equal(await text_of(page, "locale"), "nb");
  assert.ok((await text_of(page, "sub")).length > 20);
  assert.ok((await text_of(page, "sid")).length >= 43);
  await screenshot(page, "mod-auth-openidc");
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("whoever is logged in at another service comes in without a login", async () => {
  const page = await new_page(browser);
  await log_in_at_demo(page, emulator.origins);
  await page.goto(protected_page());
  assert.equal(await text_of(page, "pid"), someone);
  await page.context().close();
});

test("a logout at ID-porten ends Apache's session by front-channel", async () => {
  const page = await new_page(browser);
  await log_in_at_apache(page);
  await page.reload();
  assert.equal(await text_of(page, "pid"), someone, "Apache has a session of its own");

  await page.goto(`${emulator.origins.idporten}/logout`);
  await expect_page(page, "logged-out-title");
  await page.goto(protected_page());
  assert.ok(page.url().startsWith(`${emulator.origins.idporten}/authorize?`), page.url());
  await page.context().close();
});

test("a logout at Apache ends the session of ID-porten and comes back", async () => {
  const page = await new_page(browser);
  await log_in_at_apache(page);
  await page.goto(`${addresses.redirect_uri}?logout=${encodeURIComponent(addresses.post_logout_redirect_uri)}`);
  await page.waitForURL(addresses.post_logout_redirect_uri);
  await expect_page(page, "open");
  await page.goto(protected_page());
  assert.ok(page.url().startsWith(`${emulator.origins.idporten}/authorize?`), page.url());
  await page.context().close();
});

// This version of the module takes an answer with both error and iss (RFC 9207) for something else, and its page
// does not say the reason.
test("a cancelled login comes back to Apache with the reason", async () => {
  const page = await new_page(browser);
  await page.goto(protected_page());
  await page.getByTestId("login-cancel").click();
  await page.waitForURL((url) => url.href.startsWith(addresses.redirect_uri));
  assert.equal(new URL(page.url()).searchParams.get("error"), "access_denied");
  await page.context().close();
});
