// The page that posts a login's answer to its service, and what the Konsoll tells of a refused request.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { start } from "../clients/support/emulator.mjs";
import { expect_page, launch, new_page, text_of } from "./support/browser.mjs";
import { choose_person, someone } from "./support/services.mjs";

let emulator;
let browser;
let service;
let posted = [];

// A service that keeps what is posted to it, and sends its user on to another origin, as services do.
const receive = (request, response) => {
  let body = "";
  request.on("data", (part) => (body += part));
  request.on("end", () => {
    if (request.method === "POST") posted.push(Object.fromEntries(new URLSearchParams(body)));
    if (request.url === "/callback") response.writeHead(303, { Location: `http://127.0.0.1:${service.address().port}/home` });
    response.end("home");
  });
};

before(async () => {
  emulator = await start();
  browser = await launch();
  service = createServer(receive);
  await new Promise((up) => service.listen(0, "127.0.0.1", up));
});
after(async () => {
  await browser.close();
  await emulator.stop();
  service.close();
});

const address = (changes = {}) => `${emulator.origins.idporten}/authorize?${new URLSearchParams({
  client_id: "min-tjeneste", response_type: "code", response_mode: "form_post", scope: "openid profile", state: "tilstand",
  nonce: "n", redirect_uri: `http://localhost:${service.address().port}/callback`,
  code_challenge: "b7elB7ZyxIXgFyvBznKvxl7wOB-H17Pz0a3B62NIMFI", code_challenge_method: "S256", ...changes,
})}`;

test("[Form Post Response Mode 2] the browser posts the answer by itself, and goes on to where the service sends it", async () => {
  posted = [];
  const page = await new_page(browser);
  await page.goto(address());
  await choose_person(page, someone);
  await page.waitForURL("**/home");
  assert.equal(posted.length, 1);
  assert.deepEqual(Object.keys(posted[0]), ["code", "iss", "state"]);
  assert.equal(posted[0].iss, emulator.origins.idporten);
  await page.close();
});

test("a request that a page of another site posts finds the session, though the browser withholds its cookie at first", async () => {
  const page = await new_page(browser);
  await page.goto(address());
  await choose_person(page, someone);
  await page.waitForURL("**/home");
  posted = [];
  // 127.0.0.1 and localhost are two sites.
  await page.goto(`http://127.0.0.1:${service.address().port}/start`);
  const [target, query] = address({ state: "igjen" }).split("?");
  await page.evaluate(([action, fields]) => {
    const form = Object.assign(document.createElement("form"), { method: "post", action });
    for (const [name, value] of fields) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    document.body.append(form);
    form.submit();
  }, [target, [...new URLSearchParams(query)]]);
  await page.waitForURL("**/home");
  assert.equal(posted.length, 1);
  assert.equal(posted[0].state, "igjen");
  assert.ok(posted[0].code);
  await page.close();
});

test("without scripts a button posts the answer", async () => {
  posted = [];
  const page = await new_page(browser, { javaScriptEnabled: false });
  await page.goto(address());
  await choose_person(page, someone);
  await expect_page(page, "form-post-continue");
  assert.equal(posted.length, 0);
  await page.getByTestId("form-post-continue").click();
  await page.waitForURL("**/home");
  assert.equal(posted.length, 1);
  await page.context().close();
});

test("every check of a refused request is shown in the Konsoll", async () => {
  const refused = await fetch(address({ scope: "openid altinn:x", acr_values: "Level4" }), { redirect: "manual" });
  assert.equal(refused.status, 200);
  const { refusals } = await (await fetch(`${emulator.origins.konsoll}/refusals`)).json();
  assert.equal(refusals[0].error, "invalid_scope");
  const page = await new_page(browser);
  await page.goto(`${emulator.origins.konsoll}/refusals/${refusals[0].trace_id}`);
  await expect_page(page, "refusal-heading");
  assert.match(await text_of(page, "refusal-heading"), /invalid_scope/);
  assert.match(await text_of(page, "rule-levels_are_known"), /Level4/);
  assert.match(await text_of(page, "parameters"), /"scope": "openid altinn:x"/);
  await page.close();
});
