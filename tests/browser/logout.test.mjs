// Logging out in Chromium: the front channel alone, since no client here has a back channel.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { start } from "../clients/support/emulator.mjs";
import { expect_page, launch, messages, new_page, text_of } from "./support/browser.mjs";
import { changed_fixtures } from "./support/fixtures.mjs";
import { choose_person, log_in_at_demo, log_in_at_minprofil, someone } from "./support/services.mjs";

let silent;  // a service that never answers
let fixtures;
let emulator;
let origins;
let browser;

before(async () => {
  silent = createServer(() => {}).listen(0, "localhost");
  await once(silent, "listening");
  const address = `http://localhost:${silent.address().port}`;
  fixtures = changed_fixtures((clients) => {
    for (const client of clients) delete client.backchannel_logout_uri;
    const hanging = clients.find(({ client_id }) => client_id === "min-tjeneste");
    hanging.frontchannel_logout_uri = `${address}/frontchannel-logout`;
  });
  emulator = await start("--fixtures", fixtures.folder);
  origins = emulator.origins;
  browser = await launch();
});
after(async () => {
  await browser.close();
  await emulator.stop();
  silent.closeAllConnections();
  silent.close();
  fixtures.remove();
});

const after_login = "http://localhost:1/callback";
const after_logout = () => `${origins.konsoll}/`;

// Gives the session of the page's browser the service that never answers, by single sign-on; that its address
// leads nowhere does not matter.
async function visit_silent_service(page) {
  const query = new URLSearchParams({
    client_id: "min-tjeneste", response_type: "code", scope: "openid", redirect_uri: after_login, state: "s",
    nonce: "n", code_challenge: "b7elB7ZyxIXgFyvBznKvxl7wOB-H17Pz0a3B62NIMFI", code_challenge_method: "S256",
  });
  const answer = await page.request.get(`${origins.idporten}/authorize?${query}`, { maxRedirects: 0 });
  assert.equal(answer.status(), 302);
  assert.ok(answer.headers().location.startsWith(`${after_login}?code=`));
}

// Where ID-porten is asked to send the browser: to the Konsoll, whose address min-tjeneste may be sent to.
function logout_url() {
  const query = new URLSearchParams({ client_id: "min-tjeneste", post_logout_redirect_uri: after_logout() });
  return `${origins.idporten}/logout?${query}`;
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with JavaScript" : "without JavaScript";

  test(`[idporten 16.2] the frames log Demotjeneste and MinProfil out, ${how}`, async () => {
    const page = await new_page(browser, { javaScriptEnabled });
    await log_in_at_demo(page, origins);
    await page.goto(`${origins.minprofil}/`);
    await expect_page(page, "minprofil-title");
    const framed = [];
    page.on("response", (response) => {
      if (response.url().includes("/frontchannel-logout")) framed.push([response.url(), response.status()]);
    });
    await page.getByTestId("logout").click();
    await page.waitForURL(`${origins.minprofil}/logged-out?*`);
    assert.equal(await text_of(page, "logged-out-title"), messages.nb["minprofil.logged_out.heading"]);
    assert.deepEqual(framed.map(([url, status]) => [new URL(url).origin, status]).sort(),
      [[origins.demotjeneste, 200], [origins.minprofil, 200]].sort());
    await page.goto(`${origins.demotjeneste}/`);
    await expect_page(page, "demo-login");
    assert.match(emulator.log, /demotjeneste.*front-channel logout.*sessions=1/);
    assert.doesNotMatch(emulator.log, /back-channel logout/);
    assert.deepEqual(page.problems, []);
    await page.context().close();
  });
}

test("the page may frame the services of the session and nothing else", async () => {
  const page = await new_page(browser);
  await log_in_at_demo(page, origins);
  await page.goto(`${origins.idporten}/logout`);
  await expect_page(page, "logged-out-title");
  assert.deepEqual(page.problems, []);
  const blocked = page.waitForEvent("console", { predicate: (message) => message.text().includes("frame-src") });
  await page.evaluate((url) => {
    const frame = document.createElement("iframe");
    frame.src = url;
    document.body.append(frame);
  }, `${origins.demotjeneste}/`);
  await blocked;
  await page.context().close();
});

test("a service that never answers is waited for for five seconds, and then the browser goes on", async () => {
  const page = await new_page(browser);
  await log_in_at_demo(page, origins);
  await visit_silent_service(page);
  const began = performance.now();
  await page.goto(logout_url(), { waitUntil: "commit" });
  await expect_page(page, "logging-out-title");
  await page.waitForURL(after_logout());
  const took = performance.now() - began;
  assert.ok(took > 4500 && took < 12_000, `${Math.round(took)} ms`);
  await page.goto(`${origins.demotjeneste}/`);
  await expect_page(page, "demo-login");
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("without JavaScript the link of the page goes on", async () => {
  const page = await new_page(browser, { javaScriptEnabled: false });
  await log_in_at_demo(page, origins);
  await visit_silent_service(page);
  await page.goto(logout_url(), { waitUntil: "commit" });
  await page.getByTestId("logout-continue").click({ noWaitAfter: true });
  await page.waitForURL(after_logout());
  await page.context().close();
});

for (const { service, login, path, mark } of [
  { service: "demotjeneste", login: log_in_at_demo, path: "/", mark: "user-pid" },
  { service: "minprofil", login: log_in_at_minprofil, path: "/", mark: "minprofil-title" },
]) {
  test(`the back button after a login leads to the page of ${service} again`, async () => {
    const page = await new_page(browser);
    await login(page, origins);
    await page.goBack();
    await expect_page(page, mark);
    assert.equal(page.url(), `${origins[service]}${path}`);
    await page.context().close();
  });
}

test("a login that was cancelled says what to do", async () => {
  const page = await new_page(browser);
  await page.goto(`${origins.demotjeneste}/`);
  await page.getByTestId("login").click();
  await page.getByTestId("login-cancel").click();
  await expect_page(page, "error");
  await page.locator("summary").click();
  assert.match(await text_of(page, "error-mend"), /Offer to log in again/);
  await page.getByTestId("error-back").click();
  await page.getByTestId("login").click();
  await choose_person(page, someone);
  await expect_page(page, "user-pid");
  await page.context().close();
});
