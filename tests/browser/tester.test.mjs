// Demotjeneste's pages for testers, on which every parameter of a login is chosen and every step of it is seen.
import assert from "node:assert/strict";
import { test } from "node:test";

import { expect_page, new_page, tab_to, text_of } from "./support/browser.mjs";
import { choose_person, log_in_at_demo, someone } from "./support/services.mjs";
import { walkable_world } from "./support/world.mjs";

const world = walkable_world();

const step = (page, kind) => page.getByTestId(`step-${kind}`);
async function choose(page, parameters) {
  await page.goto(`${world.origins.demotjeneste}/test`);
  for (const [name, value] of Object.entries(parameters)) {
    const field = page.getByTestId(`field-${name}`);
    if (value === true) await field.check();
    else await field.fill(value);
  }
}

for (const mode of ["query", "form_post", "query.jwt", "form_post.jwt"]) {
  for (const javaScriptEnabled of [true, false]) {
    test(`a pushed login answered by ${mode}, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
      const page = await new_page(world.browser, { javaScriptEnabled });
      await choose(page, { response_mode: mode, par: true });
      await page.getByTestId("test-login").click();
      await expect_page(page, "eid-selector");
      assert.deepEqual([...new URL(page.url()).searchParams.keys()].sort(), ["client_id", "request_uri"]);
      await choose_person(page, someone);
      if (mode.startsWith("form_post") && !javaScriptEnabled) await page.getByTestId("form-post-continue").click();
      await expect_page(page, "user-pid");
      await page.getByTestId("to-trace").click();
      await expect_page(page, "trace-title");
      assert.equal(await step(page, "par").getByTestId("sent-response_mode").textContent(), mode);
      assert.equal(await step(page, "par").getByTestId("outcome").textContent(), "201");
      const posted = mode.startsWith("form_post") ? "POST" : "GET";
      assert.match(await step(page, "authorization_response").textContent(), new RegExp(`${posted} http://localhost`));
      assert.equal(await step(page, "token").getByTestId("outcome").textContent(), "200");
      assert.match(await step(page, "checks").getByTestId("received-signature").textContent(), /^RS256, kid /);
      assert.deepEqual(page.problems, []);
      await page.context().close();
    });
  }
}

test("what is wrong with a parameter is said by ID-porten", async () => {
  const page = await new_page(world.browser);
  for (const [name, value, told] of [
    ["scope", "openid finnes:ikke", "invalid_scope"],
    ["acr_values", "Level4", "invalid_request"],
    ["prompt", "create", "invalid_request"],
    ["max_age", "soon", "invalid_request"],
    ["login_hint", "testid:1", "access_denied"],
    ["onbehalfof", "nobody", "invalid_request"],
    ["pkce", true, "invalid_request"],
  ]) {
    for (const par of [false, true]) {
      await choose(page, { [name]: value, ...(par && { par }) });
      await page.getByTestId("test-login").click();
      await expect_page(page, par ? "trace-title" : "error");
      await page.goto(`${world.origins.demotjeneste}/trace`);
      const outcome = await step(page, "refused").getByTestId("outcome").textContent();
      assert.match(outcome, new RegExp(`^ID-porten answered ${told}: `), `${name} ${par}`);
    }
  }
  await page.context().close();
});

test("a link keeps the parameters, and the keyboard alone logs in with them", async () => {
  const page = await new_page(world.browser);
  await choose(page, { acr_values: "idporten-loa-high", prompt: "login", pkce: true });
  await page.getByTestId("make-link").click();
  await page.waitForURL(/prompt=login/);
  const link = await text_of(page, "permalink");
  await page.goto(link);
  assert.equal(await page.getByTestId("field-acr_values").inputValue(), "idporten-loa-high");
  assert.equal(await page.getByTestId("field-prompt").inputValue(), "login");
  assert.equal(await page.getByTestId("field-pkce").isChecked(), true);
  assert.equal(await text_of(page, "permalink"), link);
  await page.getByTestId("field-pkce").uncheck();
  await tab_to(page, "test-login");
  await page.keyboard.press("Enter");
  await expect_page(page, "eid-selector");
  await page.context().close();
});

for (const [client, method] of [["min-spa", "none"], ["min-tjeneste-sertifikat", "private_key_jwt"]]) {
  test(`a login as ${client}, without JavaScript`, async () => {
    const page = await new_page(world.browser, { javaScriptEnabled: false });
    await page.goto(`${world.origins.demotjeneste}/test?par=yes&prompt=login`);
    await page.getByTestId("client").selectOption(client);
    await page.getByTestId("choose-client").click();
    await page.waitForURL(/client_id=/);
    assert.equal(await text_of(page, "client-method"), method);
    assert.equal(await page.getByTestId("field-prompt").inputValue(), "login");
    await page.getByTestId("test-login").click();
    await expect_page(page, "eid-selector");
    await choose_person(page, someone);
    await expect_page(page, "user-pid");
    assert.equal(await text_of(page, "check-aud"), client);
    for (const [button, kind] of [["refresh", "refresh"], ["introspect", "introspection"], ["lookup", "contact"]]) {
      await page.goto(`${world.origins.demotjeneste}/trace`);
      await page.getByTestId(button).click();
      assert.equal(await step(page, kind).getByTestId("outcome").textContent(), "200", kind);
    }
    assert.equal(await step(page, "introspection").getByTestId("received-active").textContent(), "true");
    await page.getByTestId("logout").click();
    await expect_page(page, "demo-login");
    await page.context().close();
  });
}

test("a logout and the way back are steps of the trace", async () => {
  const page = await new_page(world.browser);
  await log_in_at_demo(page, world.origins);
  await page.goto(`${world.origins.demotjeneste}/trace`);
  await page.getByTestId("logout").click();
  await expect_page(page, "demo-login");
  await page.goto(`${world.origins.demotjeneste}/trace`);
  const sent = await step(page, "logout_request").getByTestId("sent-state").textContent();
  assert.equal(await step(page, "logout_response").getByTestId("sent-state").textContent(), sent);
  await page.context().close();
});

test("a new token and userinfo are a button each", async () => {
  const page = await new_page(world.browser);
  await log_in_at_demo(page, world.origins);
  const token = await page.getByTestId("token-raw-access_token").textContent();
  await page.getByTestId("refresh").click();
  await expect_page(page, "step-refresh");
  await page.getByTestId("userinfo").click();
  await expect_page(page, "step-userinfo");
  assert.equal(await step(page, "userinfo").getByTestId("received-pid").textContent(), someone);
  await page.getByTestId("to-service").click();
  assert.notEqual(await page.getByTestId("token-raw-access_token").textContent(), token);
  await page.context().close();
});

test("a logout comes by both channels, and both are shown", async () => {
  const page = await new_page(world.browser);
  await log_in_at_demo(page, world.origins);
  const sid = await text_of(page, "claim-sid");
  await page.getByTestId("logout").click();
  await expect_page(page, "demo-login");
  await page.goto(`${world.origins.demotjeneste}/logouts`);
  const notices = page.getByTestId("notice");
  const of_this = await notices.filter({ hasText: sid }).allTextContents();
  assert.equal(of_this.length, 2);
  assert.ok(of_this.some((text) => text.includes("Back-channel logout")));
  assert.ok(of_this.some((text) => text.includes("Front-channel logout")));
  assert.deepEqual(page.problems, []);
  await page.context().close();
});
