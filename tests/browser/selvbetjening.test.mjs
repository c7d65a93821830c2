// Selvbetjening by hand: from nothing to a token and to a login, by forms alone. The same rules judge them as judge the
// API, so what is refused there is refused here.
import assert from "node:assert/strict";
import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { CompactSign, importJWK } from "../clients/support/packages.mjs";
import { start } from "../clients/support/emulator.mjs";
import { exchange, grant_claims, sign } from "../clients/support/maskinporten.mjs";
import { expect_page, launch, messages, new_page, screenshot, text_of } from "./support/browser.mjs";
import { open_eid, press_person, someone } from "./support/services.mjs";

const leverandoer = "313111113";

let emulator;
let origins;
let browser;

before(async () => {
  emulator = await start();
  origins = emulator.origins;
  browser = await launch();
});
after(async () => {
  await browser.close();
  await emulator.stop();
});

async function choose_organisation(page, orgno) {
  await page.goto(`${origins.selvbetjening}/`);
  await page.getByTestId("orgno").selectOption(orgno);
  await page.getByTestId("choose-organisation").click();
  await page.getByTestId("acting-for").getByText(orgno).waitFor();
}

async function begin_integration(page, type, application) {
  await page.goto(`${origins.selvbetjening}/`);
  await page.getByTestId("new-integration").click();
  await page.getByTestId(`choose-${type}-${application}`).click();
  await page.getByTestId("client-name").fill("Vedtak");
  await page.getByTestId("description").fill("Laget for hånd");
}

async function token(client_id, jwk, scope) {
  const payload = new TextEncoder().encode(JSON.stringify(grant_claims(origins, { iss: client_id, scope })));
  return exchange(origins, await new CompactSign(payload).setProtectedHeader({ alg: "RS256", kid: jwk.kid })
    .sign(await importJWK(jwk, "RS256")));
}

for (const javaScriptEnabled of [true, false]) {
  const subscope = javaScriptEnabled ? "vedtak.read" : "uten-skript.read";
  test(`from a prefix to a token, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
    const page = await new_page(browser, { javaScriptEnabled });
    await page.goto(`${origins.selvbetjening}/access`);
    await page.getByTestId("new-prefix").fill("vedtak");
    await page.getByTestId("take-prefix").click();
    await page.getByTestId("prefix").getByText("vedtak", { exact: true }).waitFor();
    await page.getByTestId("scope-prefix").selectOption("vedtak");
    await page.getByTestId("subscope").fill(subscope);
    await page.getByTestId("scope-description").fill("Vedtak om noe");
    await page.getByTestId("scope-type-maskinporten").check();
    await page.getByTestId("create-scope").click();
    const scope = `vedtak:${subscope}`;
    const row = page.getByTestId(`scope-${scope}`);
    await row.getByTestId(`grant-${leverandoer}`).click();
    await page.getByTestId(`scope-${scope}`).getByTestId(`withdraw-${leverandoer}`).waitFor();

    await choose_organisation(page, leverandoer);
    await begin_integration(page, "maskinporten", "web");
    await page.getByTestId(`scope-${scope}`).check();
    await page.getByTestId("save-client").click();
    await expect_page(page, "new-key");
    const jwk = JSON.parse(await text_of(page, "private-jwk"));
    const client_id = await text_of(page, "client-id");
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId("download-pem").click()]);
    assert.equal(download.suggestedFilename(), "private-key.pem");
    const pem = readFileSync(await download.path(), "utf8");
    assert.equal(createPrivateKey(pem).export({ format: "jwk" }).n, jwk.n);
    assert.ok((await text_of(page, "settings")).includes(`MASKINPORTEN_CLIENT_ID=${client_id}`));
    assert.ok((await page.getByTestId("sample-Go").innerHTML()).includes(client_id));

    const answer = await token(client_id, jwk, scope);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    assert.equal(answer.body.scope, scope);

    await choose_organisation(page, "310222224");
    await page.getByTestId("go-access").click();
    await page.getByTestId(`scope-${scope}`).getByTestId(`withdraw-${leverandoer}`).click();
    await page.getByTestId(`scope-${scope}`).getByTestId(`grant-${leverandoer}`).waitFor();
    assert.equal((await token(client_id, jwk, scope)).status, 403, "access was withdrawn");
    assert.deepEqual(page.problems, []);
    await page.context().close();
  });
}

test("from nothing to a login with a secret, and to none once the client is deactivated", async () => {
  const page = await new_page(browser);
  const redirect_uri = "http://localhost:3000/tilbake";
  await begin_integration(page, "idporten", "web");
  await page.getByTestId("redirect-uris").fill(`https://localhost/feil\n${redirect_uri}`);
  await page.getByTestId("post-logout-uris").fill("http://localhost:3000/");
  await page.getByTestId("save-client").click();
  // What was typed is still there beside what is wrong with it.
  assert.match(await text_of(page, "fault"), /^redirect_uris: .*localhost/);
  assert.equal(await page.getByTestId("client-name").inputValue(), "Vedtak");
  await page.getByTestId("redirect-uris").fill(redirect_uri);
  await page.getByTestId("save-client").click();
  const secret = await text_of(page, "secret");
  const client_id = await text_of(page, "client-id");

  await page.route(`${redirect_uri}**`, (route) => route.fulfill({ body: "tilbake" }));
  const request = `${origins.idporten}/authorize?${new URLSearchParams({
    client_id, redirect_uri, response_type: "code", scope: "openid profile", state: "s", nonce: "n",
    code_challenge: "b7elB7ZyxIXgFyvBznKvxl7wOB-H17Pz0a3B62NIMFI", code_challenge_method: "S256",
  })}`;
  await page.goto(request);
  await open_eid(page);
  await press_person(page, someone);
  await page.waitForURL(`${redirect_uri}**`);
  const code = new URL(page.url()).searchParams.get("code");
  const answer = await fetch(`${origins.idporten}/token`, {
    method: "POST",
    headers: { Authorization: `Basic ${btoa(`${client_id}:${encodeURIComponent(secret)}`)}` },
    body: new URLSearchParams({ grant_type: "authorization_code", code, redirect_uri, code_verifier: "x".repeat(43) }),
  });
  // The verifier is another one: the client was recognised, and got as far as PKCE.
  assert.equal((await answer.json()).error, "invalid_grant");

  await page.goto(`${origins.selvbetjening}/integrations/${client_id}`);
  await page.getByTestId("deactivate").click();
  await expect_page(page, "inactive");
  const refused = await page.goto(request);
  assert.equal(refused.status(), 400);
  await page.goto(`${origins.selvbetjening}/integrations/${client_id}`);
  await page.getByTestId("reactivate").click();
  await page.getByTestId("deactivate").waitFor();
  await page.context().close();
});

test("of two that edit one client, the second is told, and undoes nothing", async () => {
  const [first, second] = [await new_page(browser), await new_page(browser)];
  for (const page of [first, second]) await page.goto(`${origins.selvbetjening}/integrations/min-tjeneste/edit`);
  await first.getByTestId("description").fill("Endret først");
  await first.getByTestId("save-client").click();
  await expect_page(first, "client-heading");
  await second.getByTestId("description").fill("Endret sist");
  await second.getByTestId("save-client").click();
  await expect_page(second, "stale");
  assert.equal(await text_of(second, "now-description"), "Endret først");
  assert.equal(await second.getByTestId("description").inputValue(), "Endret sist");
  await screenshot(second, "selvbetjening_stale");
  await first.goto(`${origins.selvbetjening}/integrations/min-tjeneste`);
  assert.equal(await text_of(first, "attribute-description"), "Endret først");
  // Who has seen it decides; the page of the first is old in turn.
  await second.getByTestId("save-client").click();
  assert.equal(await text_of(second, "attribute-description"), "Endret sist");
  await first.getByTestId("renew-secret").click();
  await expect_page(first, "stale");
  assert.equal(await first.getByTestId("secret").count(), 0);
  await Promise.all([first, second].map((page) => page.context().close()));
});

test("keys are pasted, added to and removed, and a wrong set changes nothing", async () => {
  const page = await new_page(browser);
  await page.goto(`${origins.selvbetjening}/integrations/min-tjeneste-nokkel?locale=nb`);
  await page.getByTestId("generate-key").click();
  await expect_page(page, "new-key");
  assert.equal(await page.getByTestId("kid").count(), 2);
  const jwk = JSON.parse(await text_of(page, "private-jwk"));
  await page.getByTestId("jwks").fill(JSON.stringify(jwk));
  await page.getByTestId("paste-keys").click();
  assert.match(await text_of(page, "fault"), /expected a public key/);
  assert.deepEqual(JSON.parse(await page.getByTestId("jwks").inputValue()), jwk);
  assert.equal(await page.getByTestId("kid").count(), 2);
  const { kty, e, use, kid, alg, n } = jwk;
  await page.getByTestId("jwks").fill(JSON.stringify({ kty, e, use, kid, alg, n }));
  await page.getByTestId("paste-keys").click();
  assert.equal(await text_of(page, "kid"), kid);
  assert.equal(await page.getByTestId("kid").count(), 1);
  await page.getByTestId("remove-keys").click();
  assert.equal(await text_of(page, "no-keys"), messages.nb["self.keys.none"]);
  await page.context().close();
});

test("a scope is edited, unless somebody else has edited it meanwhile", async () => {
  const [first, second] = [await new_page(browser), await new_page(browser)];
  for (const page of [first, second]) {
    await page.goto(`${origins.selvbetjening}/access?locale=en`);
    await page.getByTestId("scope-demo-etat:inntekt.read").getByTestId("edit-scope").click();
  }
  await first.getByTestId("scope-description").fill("Inntekt");
  await first.getByTestId("save-scope").click();
  await first.getByTestId("scope-demo-etat:inntekt.read").getByText("Inntekt", { exact: true }).waitFor();
  await second.getByTestId("scope-description").fill("Inntekten");
  await second.getByTestId("save-scope").click();
  await expect_page(second, "stale");
  assert.equal(await text_of(second, "now-description"), "Inntekt");
  assert.equal(await second.getByTestId("scope-description").inputValue(), "Inntekten");
  await screenshot(second, "selvbetjening_scope_stale");
  await Promise.all([first, second].map((page) => page.context().close()));
});

test("customers of a client are registered, changed and removed", async () => {
  const page = await new_page(browser);
  await page.goto(`${origins.selvbetjening}/integrations/min-tjeneste`);
  const save = async (name, orgno) => {
    await page.getByTestId("customer-id").fill("kunden");
    await page.getByTestId("customer-name").fill(name);
    await page.getByTestId("customer-orgno").fill(orgno);
    await page.getByTestId("save-customer").click();
  };
  await save("Kunden", "123");
  assert.match(await text_of(page, "fault"), /^orgno: /);
  assert.equal(await page.getByTestId("customer-name").inputValue(), "Kunden");
  await save("Kunden", leverandoer);
  await save("Kunden AS", leverandoer);
  assert.match(await text_of(page, "customer-kunden"), /Kunden AS.*313111113/s);
  const selector = await new_page(browser);
  const login = `${origins.idporten}/authorize?${new URLSearchParams({
    client_id: "min-tjeneste", redirect_uri: "http://localhost:3000/callback", response_type: "code", scope: "openid",
    state: "s", nonce: "n", code_challenge: "b7elB7ZyxIXgFyvBznKvxl7wOB-H17Pz0a3B62NIMFI",
    code_challenge_method: "S256", onbehalfof: "kunden",
  })}`;
  await selector.goto(login);
  await selector.getByText("Kunden AS").first().waitFor();
  await screenshot(page, "selvbetjening_customers");
  await page.getByTestId("remove-customer").click();
  await page.getByTestId("customer-kunden").waitFor({ state: "detached" });
  const refused = await fetch(login, { redirect: "manual" });
  assert.match(refused.headers.get("Location"), /error=invalid_request/);
  await Promise.all([page, selector].map((open) => open.context().close()));
});

test("a delegation that is ended by hand gives no token, and one that is made gives one", async () => {
  const page = await new_page(browser);
  const scope = "krr:global/postkasse.read";
  const supplier_token = async () => {
    const claims = grant_claims(origins, { iss: "demo-leverandoer-klient", scope, consumer_org: "310222224" });
    return (await exchange(origins, await sign(claims, { key_name: "demo-leverandoer-klient" }))).status;
  };
  assert.equal(await supplier_token(), 200);
  await choose_organisation(page, "310222224");
  await page.getByTestId("go-agreements").click();
  await page.getByTestId("delegation").filter({ hasText: scope }).getByTestId("end-delegation").click();
  await page.getByTestId("delegation").filter({ hasText: scope }).waitFor({ state: "detached" });
  assert.notEqual(await supplier_token(), 200);
  await page.getByTestId("supplier").fill(leverandoer);
  await page.getByTestId("delegated").selectOption(scope);
  await page.getByTestId("delegate").click();
  await page.getByTestId("delegation").filter({ hasText: scope }).waitFor();
  assert.equal(await supplier_token(), 200);

  await page.getByTestId("goto-new").fill("tjeneste uten protokoll");
  await page.getByTestId("add-goto").click();
  assert.match(await text_of(page, "fault"), /^url: expected an address with http/);
  assert.equal(await page.getByTestId("goto-new").inputValue(), "tjeneste uten protokoll");
  await page.getByTestId("goto-new").fill("https://tjeneste.example/");
  await page.getByTestId("add-goto").click();
  await page.getByTestId("goto-url").filter({ hasText: "https://tjeneste.example/" }).waitFor();
  await page.context().close();
});
