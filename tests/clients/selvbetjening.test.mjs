// From nothing to a token, and from nothing to a login: what a team does that registers its integration by
// Selvbetjening's API.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { after, before, test } from "node:test";

import { CompactSign, importJWK } from "jose";
import * as oidc from "openid-client";

import { start } from "./support/emulator.mjs";
import { begin, finish, headless_callback, headless_hint, someone } from "./support/idporten.mjs";
import { access_token, exchange, grant_claims } from "./support/maskinporten.mjs";

const scopes = "idporten:dcr.write idporten:dcr.read idporten:scopes.write idporten:scopes.read";
const etat = "310222224";
const leverandoer = "313111113";

let emulator;

before(async () => { emulator = await start(); });
after(() => emulator.stop());

const admin = { client_id: "demo-selvbetjening", scope: scopes };

// Calls the API with a token of an admin client; fails unless it answers with that status.
async function call(origins, status, method, path, body, { client_id, scope } = admin) {
  const token = await access_token(origins, { iss: client_id, scope }, { key_name: client_id });
  const answer = await fetch(`${origins.selvbetjening}/api/v1${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  assert.equal(answer.status, status, text);
  return text && JSON.parse(text);
}

function new_key(kid) {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const jwk = { ...privateKey.export({ format: "jwk" }), kid, use: "sig", alg: "RS256" };
  const { kty, e, n } = jwk;
  return { jwk, public_jwk: { kty, e, use: "sig", kid, alg: "RS256", n } };
}

async function grant(origins, client_id, scope, jwk) {
  const payload = new TextEncoder().encode(JSON.stringify(grant_claims(origins, { iss: client_id, scope })));
  return exchange(origins, await new CompactSign(payload)
    .setProtectedHeader({ alg: "RS256", kid: jwk.kid }).sign(await importJWK(jwk, "RS256")));
}

const machine = (scope) => ({
  client_name: "Vedtak",
  description: "Henter vedtak",
  integration_type: "maskinporten",
  token_endpoint_auth_method: "private_key_jwt",
  grant_types: ["urn:ietf:params:oauth:grant-type:jwt-bearer"],
  scopes: [scope],
});

test("from an admin token to an access token with a scope of one's own", async () => {
  const { origins } = emulator;
  const { name } = await call(origins, 201, "POST", "/scopes", {
    prefix: "demo-etat", subscope: "vedtak.read", description: "Vedtak", visibility: "PUBLIC",
    allowed_integration_types: ["maskinporten"],
  });
  const query = `?scope=${encodeURIComponent(name)}`;
  const access = await call(origins, 200, "PUT", `/scopes/access/${leverandoer}${query}`);
  assert.equal(access.state, "APPROVED");

  const { client_id } = await call(origins, 201, "POST", "/clients", machine(name));
  const { jwk, public_jwk } = new_key("vedtak-1");
  const before_key = await grant(origins, client_id, name, jwk);
  assert.equal(before_key.status, 400, "no key is registered yet");
  await call(origins, 200, "POST", `/clients/${client_id}/jwks`, { keys: [public_jwk] });

  const { status, body } = await grant(origins, client_id, name, jwk);
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal(body.scope, name);
  const claims = JSON.parse(Buffer.from(body.access_token.split(".")[1], "base64url"));
  assert.equal(claims.client_id, client_id);
  assert.equal(claims.consumer.ID, `0192:${etat}`);

  await call(origins, 200, "DELETE", `/scopes${query}`);
  assert.equal((await grant(origins, client_id, name, jwk)).status, 400, "a deactivated scope gives no tokens");
  await call(origins, 200, "PUT", `/scopes${query}`, { description: "Vedtak" });
  assert.equal((await grant(origins, client_id, name, jwk)).status, 200);

  const rotated = new_key("vedtak-2");
  await call(origins, 200, "POST", `/clients/${client_id}/jwks`, { keys: [rotated.public_jwk] });
  assert.equal((await grant(origins, client_id, name, jwk)).status, 400, "the old key is gone");
  assert.equal((await grant(origins, client_id, name, rotated.jwk)).status, 200);

  await call(origins, 200, "DELETE", `/clients/${client_id}`);
  assert.equal((await grant(origins, client_id, name, rotated.jwk)).status, 400, "a deactivated client gets none");
});

test("from an admin token to a login by openid-client", async () => {
  const { origins } = emulator;
  const redirect_uri = "http://localhost:3000/callback";
  const registration = {
    client_name: "Ny tjeneste",
    description: "Laget av en test",
    integration_type: "idporten",
    token_endpoint_auth_method: "client_secret_basic",
    redirect_uris: [redirect_uri],
    post_logout_redirect_uris: ["http://localhost:3000/"],
  };
  const { client_id, client_secret } = await call(origins, 201, "POST", "/clients", registration);
  const party = (authentication) => oidc.discovery(new URL(origins.idporten), client_id, undefined, authentication,
    { execute: [oidc.allowInsecureRequests] });
  const log_in = async (config) => {
    const login = await begin(config, headless_hint());
    return (await finish(config, login, await headless_callback(login))).claims();
  };
  assert.equal((await log_in(await party(oidc.ClientSecretBasic(client_secret)))).pid, someone);

  const renewed = await call(origins, 200, "POST", `/clients/${client_id}/secret`);
  await assert.rejects(party(oidc.ClientSecretBasic(client_secret)).then(log_in));
  assert.equal((await log_in(await party(oidc.ClientSecretBasic(renewed.client_secret)))).pid, someone);

  const { jwk, public_jwk } = new_key("tjeneste-1");
  await call(origins, 200, "PUT", `/clients/${client_id}`, {
    ...registration, token_endpoint_auth_method: "private_key_jwt",
  });
  await call(origins, 200, "POST", `/clients/${client_id}/jwks`, { keys: [public_jwk] });
  const key = await importJWK(jwk, "RS256");
  assert.equal((await log_in(await party(oidc.PrivateKeyJwt({ key, kid: jwk.kid })))).aud, client_id);
});

test("[selvbetjening 10] a supplier registers a customer's client, and its tokens name both", async () => {
  const { origins } = emulator;
  const supplier = { client_id: "demo-leverandoer-selvbetjening", scope: "idporten:dcr.supplier" };
  const scope = "krr:global/kontaktinfo.read";
  const made = await call(origins, 201, "POST", "/clients", { ...machine(scope), client_orgno: etat }, supplier);
  assert.equal(made.supplier_orgno, leverandoer);
  const { jwk, public_jwk } = new_key("kunden-1");
  await call(origins, 200, "POST", `/clients/${made.client_id}/jwks`, { keys: [public_jwk] }, supplier);
  const { status, body } = await grant(origins, made.client_id, scope, jwk);
  assert.equal(status, 200, JSON.stringify(body));
  const claims = JSON.parse(Buffer.from(body.access_token.split(".")[1], "base64url"));
  assert.equal(claims.consumer.ID, `0192:${etat}`);
  assert.equal(claims.supplier.ID, `0192:${leverandoer}`);
  // The customer sees it, and leaves it to the supplier.
  assert.equal((await call(origins, 200, "GET", `/clients/${made.client_id}`)).client_id, made.client_id);
  await call(origins, 403, "DELETE", `/clients/${made.client_id}`);
});

test("[selvbetjening 10] an organisation registers a customer's client by hand", async () => {
  const { origins } = emulator;
  const description = "Laget for en kunde";
  await submit(origins, "/integrations", {
    integration_type: "maskinporten", application_type: "web", token_endpoint_auth_method: "private_key_jwt",
    client_name: "Kundens", description, client_orgno: leverandoer, scope: "krr:global/kontaktinformasjon.read",
  });
  const made = (await call(origins, 200, "GET", "/clients")).find((client) => client.description === description);
  assert.deepEqual([made.client_orgno, made.supplier_orgno], [leverandoer, etat]);
});

for (const scope of ["idporten:dcr/onbehalfof:write", "idporten:dcr/onbehalfof.write"]) {
  test(`[selvbetjening 2] customers are registered with ${scope}`, async () => {
    const { origins } = emulator;
    const by = { ...admin, scope };
    const path = "/clients/min-tjeneste/onbehalfof";
    const made = await call(origins, 201, "POST", path, { onbehalfof: "kunden", name: "Kunden", orgno: leverandoer }, by);
    assert.equal(made.name, "Kunden");
    assert.equal(await call(origins, 200, "DELETE", `${path}/kunden`, undefined, by), "");
  });
}

// What a form of the pages does, as a browser without scripts sends it.
async function submit(origins, path, fields) {
  const answer = await fetch(`${origins.selvbetjening}${path}`, {
    method: "POST", body: new URLSearchParams(fields), redirect: "manual",
  });
  assert.ok([200, 303].includes(answer.status), await answer.text());
}

const kinds = ["organisations", "scopes", "clients", "postboxes", "gotourls", "persons", "delegations", "systemusers",
  "consents"];
const everything = async (origins) => Object.fromEntries(await Promise.all(kinds.map(async (kind) =>
  [kind, (await (await fetch(`${origins.konsoll}/fixtures/${kind}.json`)).json())[kind]])));

test("with --database everything is there after the program was killed", async () => {
  const folder = mkdtempSync(`${tmpdir()}/selvbetjening-`);
  try {
    const first = await start("--database", `${folder}/data.db`);
    const made = await call(first.origins, 201, "POST", "/clients", machine("krr:global/kontaktinformasjon.read"));
    const { jwk, public_jwk } = new_key("k1");
    await call(first.origins, 200, "POST", `/clients/${made.client_id}/jwks`, { keys: [public_jwk] });
    const scope = await call(first.origins, 201, "POST", "/scopes",
      { prefix: "demo-etat", subscope: "varig", description: "Varig" });
    await call(first.origins, 200, "PUT", `/scopes/access/${leverandoer}?scope=${encodeURIComponent(scope.name)}`);
    await call(first.origins, 201, "POST", "/clients/min-tjeneste/onbehalfof", { onbehalfof: "kunden", name: "Kunden" },
      { ...admin, scope: "idporten:dcr/onbehalfof:write" });
    await submit(first.origins, "/access/prefix", { prefix: "varig" });
    await submit(first.origins, "/agreements/delegations", { supplier_orgno: "314102002", scope: "krr:global/postkasse.read" });
    await submit(first.origins, "/agreements/systemusers", { system_id: "313111113_varig" });
    await submit(first.origins, "/agreements/consents", { pid: someone, to_orgno: etat, resource: "varig" });
    await submit(first.origins, "/agreements/gotourls", { url: "https://varig.example/" });
    const before = await everything(first.origins);
    await first.kill();

    const second = await start("--database", `${folder}/data.db`);
    const kept = await call(second.origins, 200, "GET", `/clients/${made.client_id}`);
    assert.deepEqual(kept, made);
    assert.equal((await grant(second.origins, made.client_id, made.scopes[0], jwk)).status, 200);
    const accesses = await call(second.origins, 200, "GET", `/scopes/access?scope=${encodeURIComponent(scope.name)}`);
    assert.equal(accesses.length, 1);
    const after = await everything(second.origins);
    assert.deepEqual(after, before);
    const has = (kind, text) => assert.ok(JSON.stringify(after[kind]).includes(text), `${kind} has ${text}`);
    has("organisations", '"varig"');
    has("scopes", "demo-etat:varig");
    has("clients", '"onbehalfof":"kunden"');
    has("delegations", "314102002");
    has("systemusers", "313111113_varig");
    has("consents", '"varig"');
    has("gotourls", "https://varig.example/");
    await second.stop();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
