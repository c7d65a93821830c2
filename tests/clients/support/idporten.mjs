// Relying parties of ID-porten made of openid-client, as users of the emulator write them.
import assert from "node:assert/strict";

import * as oidc from "openid-client";

import { private_key } from "./keys.mjs";
import { read_form, read_link } from "./user_agent.mjs";

export const redirect_uri = "http://localhost:3000/callback";
export const contact_scope = "krr:user/kontaktinformasjon.read";
export const someone = "28876895937";
export const substantial = "idporten-loa-substantial";

const authentications = {
  "min-tjeneste": () => oidc.ClientSecretBasic("min-tjeneste-hemmelighet"),
  "min-tjeneste-nokkel": async (client_id) => oidc.PrivateKeyJwt(await private_key(client_id)),
  demotjeneste: async (client_id) => oidc.PrivateKeyJwt(await private_key(client_id)),
  "min-tjeneste-post": () => oidc.ClientSecretPost("min-tjeneste-post-hemmelighet"),
  "min-spa": () => oidc.None(),
};
export const own_clients = ["min-tjeneste", "min-tjeneste-nokkel", "min-spa"];

// One of the clients of fixtures/clients.json, by discovery.
export async function relying_party(origins, client_id) {
  const authentication = await authentications[client_id](client_id);
  return oidc.discovery(new URL(origins.idporten), client_id, undefined, authentication, {
    execute: [oidc.allowInsecureRequests],  // plain http on loopback
  });
}

// A login that has begun: { url, verifier, state, nonce }; `parameters` are added to the authorization request.
export async function begin(config, parameters = {}) {
  const [verifier, state, nonce] = [oidc.randomPKCECodeVerifier(), oidc.randomState(), oidc.randomNonce()];
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri,
    scope: "openid profile",
    state,
    nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    ...parameters,
  });
  return { url, verifier, state, nonce };
}

// The tokens, after all checks of openid-client: signature, iss, aud, exp, nonce, state, iss of the callback.
export function finish(config, login, callback, changes = {}) {
  return oidc.authorizationCodeGrant(config, callback, {
    pkceCodeVerifier: login.verifier,
    expectedState: login.state,
    expectedNonce: login.nonce,
    idTokenExpected: true,
    ...changes,
  });
}

export const headless_hint = (pid = someone, acr = substantial) => ({ login_hint: `testid:${pid}_${acr}` });

// Where a headless login leads to: the callback with its code.
export async function headless_callback(login) {
  const response = await fetch(login.url, { redirect: "manual" });
  assert.equal(response.status, 302, await response.text());
  return new URL(response.headers.get("Location"));
}

export async function headless_login(config, parameters = {}) {
  const login = await begin(config, { ...headless_hint(), ...parameters });
  const callback = await headless_callback(login);
  return { login, callback, tokens: await finish(config, login, callback) };
}

// The page of TestID, from the choice of eID that a login begins with.
export async function open_testid(agent, url) {
  const selector = await agent.open(url);
  assert.equal(selector.status, 200, selector.text);
  const link = read_link(selector, "eid-testid");
  return agent.open(link);
}

// Walks the login pages as a person does: opens them, chooses a person, and is sent back.
export async function log_in_by_form(agent, login, pid = someone) {
  const page = await open_testid(agent, login.url);
  assert.equal(page.status, 200, page.text);
  const { action, fields } = read_form(page, "login-form");
  const answer = await agent.open(action, { form: { ...fields, pid } });
  assert.equal(answer.status, 303, answer.text);
  return new URL(answer.location);
}

// What ID-porten refused openid-client with: { status, error, description }; fails where nothing was refused.
export async function refusal_of(promise) {
  const refusal = await promise.then(() => assert.fail("it was not refused"), (error) => error);
  // A refusal with a challenge keeps its body unread.
  const { error, error_description } = refusal.error ? refusal : await (refusal.response ?? assert.fail(refusal)).json();
  return { status: refusal.status, error, description: error_description };
}
