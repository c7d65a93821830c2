// ID-porten as oauth4webapi sees it, the strictest of npm's clients: each answer is checked on its own, and whatever
// does not conform ends the test.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import * as oauth from "oauth4webapi";

import { start } from "./support/emulator.mjs";
import { contact_scope, headless_hint, redirect_uri, someone } from "./support/idporten.mjs";
import { private_key } from "./support/keys.mjs";

const insecure = { [oauth.allowInsecureRequests]: true };  // plain http on loopback

let emulator;
let server;

before(async () => {
  emulator = await start();
  const issuer = new URL(emulator.origins.idporten);
  server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
});
after(() => emulator.stop());

const secret = { client_id: "min-tjeneste" };
const keyed = { client_id: "min-tjeneste-nokkel" };
const with_secret = oauth.ClientSecretBasic("min-tjeneste-hemmelighet");
const with_key = async () => oauth.PrivateKeyJwt(await private_key("min-tjeneste-nokkel"));

async function prepare(client, parameters = {}) {
  const [verifier, state, nonce] =
    [oauth.generateRandomCodeVerifier(), oauth.generateRandomState(), oauth.generateRandomNonce()];
  const asked = new URLSearchParams({
    client_id: client.client_id, response_type: "code", redirect_uri, scope: "openid profile", state, nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256",
    ...headless_hint(), ...parameters,
  });
  return { client, verifier, state, nonce, asked };
}

// Pushes the request, and returns the address to which the login leads.
async function push_and_log_in(login, authentication) {
  const answer = await oauth.pushedAuthorizationRequest(server, login.client, authentication, login.asked, insecure);
  const { request_uri } = await oauth.processPushedAuthorizationResponse(server, login.client, answer);
  return authorize(new URLSearchParams({ client_id: login.client.client_id, request_uri }));
}

async function authorize(query) {
  const answer = await fetch(`${server.authorization_endpoint}?${query}`, { redirect: "manual" });
  assert.equal(answer.status, 302, await answer.text());
  return new URL(answer.headers.get("Location"));
}

async function redeem(login, authentication, callback) {
  const parameters = oauth.validateAuthResponse(server, login.client, callback, login.state);
  const answer = await oauth.authorizationCodeGrantRequest(
    server, login.client, authentication, parameters, redirect_uri, login.verifier, insecure);
  return oauth.processAuthorizationCodeResponse(server, login.client, answer, {
    expectedNonce: login.nonce, requireIdToken: true,
  });
}

async function tokens_of(client, authentication, parameters) {
  const login = await prepare(client, parameters);
  return redeem(login, authentication, await push_and_log_in(login, authentication));
}

test("[RFC 9126] a pushed request of a client with private_key_jwt ends in an id_token of the right person", async () => {
  const login = await prepare(keyed);
  const authentication = await with_key();
  const answer = await redeem(login, authentication, await push_and_log_in(login, authentication));
  const claims = oauth.getValidatedIdTokenClaims(answer);
  assert.equal(claims.pid, someone);
  assert.equal(claims.aud, keyed.client_id);
});

test("[OpenID Connect Core 3.1.3.7] the signature of the id_token holds against the published keys", async () => {
  const login = await prepare(secret);
  const callback = await authorize(login.asked);
  const parameters = oauth.validateAuthResponse(server, secret, callback, login.state);
  const answer = await oauth.authorizationCodeGrantRequest(
    server, secret, with_secret, parameters, redirect_uri, login.verifier, insecure);
  const tokens = await oauth.processAuthorizationCodeResponse(server, secret, answer, {
    expectedNonce: login.nonce, requireIdToken: true,
  });
  await oauth.validateApplicationLevelSignature(server, answer, insecure);
  assert.equal(oauth.getValidatedIdTokenClaims(tokens).iss, emulator.origins.idporten);
});

test("[JARM 2.4] a signed answer holds: issuer, audience, time and signature", async () => {
  const login = await prepare(secret, { response_mode: "query.jwt" });
  const callback = await authorize(login.asked);
  const parameters = await oauth.validateJwtAuthResponse(server, secret, callback, login.state, insecure);
  const answer = await oauth.authorizationCodeGrantRequest(
    server, secret, with_secret, parameters, redirect_uri, login.verifier, insecure);
  const tokens = await oauth.processAuthorizationCodeResponse(server, secret, answer, {
    expectedNonce: login.nonce, requireIdToken: true,
  });
  assert.equal(oauth.getValidatedIdTokenClaims(tokens).pid, someone);
});

test("[OpenID Connect Core 5.3] userinfo is of the subject of the id_token", async () => {
  const tokens = await tokens_of(secret, with_secret);
  const answer = await oauth.userInfoRequest(server, secret, tokens.access_token, insecure);
  const { sub } = oauth.getValidatedIdTokenClaims(tokens);
  const claims = await oauth.processUserInfoResponse(server, secret, sub, answer);
  assert.equal(claims.pid, someone);
});

test("[RFC 6749 6] a refresh gives a new access token for the same scopes", async () => {
  const tokens = await tokens_of(secret, with_secret, { scope: `openid ${contact_scope}` });
  const answer = await oauth.refreshTokenGrantRequest(server, secret, with_secret, tokens.refresh_token, insecure);
  const fresh = await oauth.processRefreshTokenResponse(server, secret, answer);
  assert.notEqual(fresh.access_token, tokens.access_token);
  assert.equal(fresh.scope, tokens.scope);
});

test("[RFC 7009, RFC 7662] a revoked token is told inactive", async () => {
  const tokens = await tokens_of(secret, with_secret, { scope: `openid ${contact_scope}` });
  const introspect = async () => {
    const answer = await oauth.introspectionRequest(server, secret, with_secret, tokens.access_token, insecure);
    return oauth.processIntrospectionResponse(server, secret, answer);
  };
  assert.equal((await introspect()).active, true);
  await oauth.processRevocationResponse(
    await oauth.revocationRequest(server, secret, with_secret, tokens.refresh_token, insecure));
  assert.deepEqual(await introspect(), { active: false });
});

test("[RFC 6749 5.2] a wrong secret is refused as invalid_client, with a challenge", async () => {
  const login = await prepare(secret);
  const callback = await authorize(login.asked);
  const parameters = oauth.validateAuthResponse(server, secret, callback, login.state);
  const wrong = oauth.ClientSecretBasic("noe annet");
  const answer = await oauth.authorizationCodeGrantRequest(
    server, secret, wrong, parameters, redirect_uri, login.verifier, insecure);
  assert.equal(answer.status, 401);
  await assert.rejects(oauth.processAuthorizationCodeResponse(server, secret, answer), (refusal) => {
    assert.equal(refusal.code, oauth.WWW_AUTHENTICATE_CHALLENGE);
    assert.equal(refusal.cause[0].scheme, "basic");
    return true;
  });
});

test("[RFC 9207 2.4] a refused request comes back with the issuer and is understood", async () => {
  const login = await prepare(secret, { scope: "openid finnes:ikke" });
  const callback = await authorize(login.asked);
  assert.throws(() => oauth.validateAuthResponse(server, secret, callback, login.state), (refusal) => {
    assert.equal(refusal.code, oauth.AUTHORIZATION_RESPONSE_ERROR);
    assert.equal(refusal.error, "invalid_scope");
    return true;
  });
});

test("[RFC 9126 2.3] a refused push is understood", async () => {
  const login = await prepare(secret, { redirect_uri: "http://localhost:3000/annet" });
  const answer = await oauth.pushedAuthorizationRequest(server, secret, with_secret, login.asked, insecure);
  await assert.rejects(oauth.processPushedAuthorizationResponse(server, secret, answer), (refusal) => {
    assert.equal(refusal.code, oauth.RESPONSE_BODY_ERROR);
    assert.equal(refusal.error, "invalid_request");
    return true;
  });
});
