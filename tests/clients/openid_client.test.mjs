// ID-porten as the openid-client of npm sees it: discovery, code flow with PKCE, userinfo, introspection.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import * as oidc from "openid-client";

import { start } from "./support/emulator.mjs";
import {
  begin, contact_scope, finish, headless_callback, headless_hint, headless_login, log_in_by_form, open_testid,
  own_clients, redirect_uri, refusal_of, relying_party, someone, substantial,
} from "./support/idporten.mjs";
import { private_key } from "./support/keys.mjs";
import { read_form, UserAgent } from "./support/user_agent.mjs";

let emulator;
let issuer;

before(async () => {
  emulator = await start();
  issuer = emulator.origins.idporten;
});
after(() => emulator.stop());

describe("every registered way to authenticate a client", () => {
  for (const client_id of own_clients) {
    test(`[OpenID Connect Core 3.1] ${client_id} logs in headless`, async () => {
      const config = await relying_party(emulator.origins, client_id);
      const { login, callback, tokens } = await headless_login(config);

      assert.deepEqual([...callback.searchParams.keys()], ["code", "iss", "state"]);
      assert.equal(callback.searchParams.get("iss"), issuer);
      assert.equal(callback.searchParams.get("state"), login.state);
      assert.equal(tokens.token_type.toLowerCase(), "bearer");
      assert.equal(tokens.expires_in, 120);
      assert.equal(tokens.scope, "openid profile");
      const claims = tokens.claims();
      assert.equal(claims.aud, client_id);
      assert.equal(claims.nonce, login.nonce);
      assert.equal(claims.acr, substantial);
      assert.deepEqual(claims.amr, ["TestID"]);
      assert.equal(claims.pid, someone);
      assert.notEqual(claims.sub, someone);
      assert.equal(claims.exp - claims.iat, 120);
    });

    test(`[OpenID Connect Core 3.1] ${client_id} logs in by the login page`, async () => {
      const config = await relying_party(emulator.origins, client_id);
      const agent = new UserAgent();
      const login = await begin(config);
      const callback = await log_in_by_form(agent, login);
      assert.ok(callback.href.startsWith(`${redirect_uri}?`), callback.href);
      const tokens = await finish(config, login, callback);
      assert.equal(tokens.claims().pid, someone);
      assert.ok(agent.cookie(issuer, "IDPORTEN_SESSION"), "a single sign-on session");
    });

    test(`[OpenID Connect Core 5.3.2] the sub of userinfo is that of the id_token for ${client_id}`, async () => {
      const config = await relying_party(emulator.origins, client_id);
      const { tokens } = await headless_login(config);
      const { sub } = tokens.claims();
      const user = await oidc.fetchUserInfo(config, tokens.access_token, sub);
      assert.deepEqual(user, { sub, pid: someone, locale: "nb" });
    });
  }
});

test("[OpenID Connect Core 8.1] sub is another one for each client, and stays the same", async () => {
  const subs = [];
  for (const client_id of ["min-tjeneste", "min-spa", "min-tjeneste"]) {
    const { tokens } = await headless_login(await relying_party(emulator.origins, client_id));
    subs.push(tokens.claims().sub);
  }
  assert.equal(subs[0], subs[2]);
  assert.notEqual(subs[0], subs[1]);
});

test("[OpenID Connect Core 3.1.3.7] the id_token's signature holds by the published keys", async () => {
  const config = await relying_party(emulator.origins, "min-tjeneste");
  const { tokens } = await headless_login(config);
  const keys = createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri));
  const expected = { issuer, audience: "min-tjeneste", algorithms: ["RS256"] };
  const { payload } = await jwtVerify(tokens.id_token, keys, expected);
  assert.equal(payload.pid, someone);

  const [header, body, signature] = tokens.id_token.split(".");
  const forged = { ...decodeJwt(tokens.id_token), pid: "20914695016" };
  const other_body = Buffer.from(JSON.stringify(forged)).toString("base64url");
  await assert.rejects(jwtVerify([header, other_body, signature].join("."), keys, expected),
    { code: "ERR_JWS_SIGNATURE_VERIFICATION_FAILED" });
  assert.notEqual(other_body, body);
});

test("[idporten 9] the access token says who, for whom, at what level and by which authentication", async () => {
  const config = await relying_party(emulator.origins, "min-tjeneste");
  const { tokens } = await headless_login(config, { scope: `openid ${contact_scope}` });
  const { exp, iat, jti, ...claims } = decodeJwt(tokens.access_token);
  assert.deepEqual(claims, {
    sub: someone,
    acr: substantial,
    scope: `openid ${contact_scope}`,
    iss: issuer,
    client_amr: "client_secret_basic",
    pid: someone,
    client_id: "min-tjeneste",
    consumer: { authority: "iso6523-actorid-upis", ID: "0192:310222224" },
  });
  assert.equal(exp - iat, tokens.expires_in);
  assert.ok(jti.length > 10);
  assert.equal(decodeProtectedHeader(tokens.access_token).alg, "RS256");
});

describe("what a login must bring with it", () => {
  let config;
  before(async () => { config = await relying_party(emulator.origins, "min-tjeneste"); });

  test("[RFC 7636 4.6] a wrong code_verifier is refused", async () => {
    const login = await begin(config, headless_hint());
    const callback = await headless_callback(login);
    const refusal = await refusal_of(
      finish(config, login, callback, { pkceCodeVerifier: oidc.randomPKCECodeVerifier() }));
    assert.equal(refusal.status, 400);
    assert.equal(refusal.error, "invalid_grant");
    assert.match(refusal.description, /code_verifier/);
  });

  test("[RFC 6749 4.1.2] a code used twice is refused, and the tokens of its first use die", async () => {
    const { login, callback, tokens } = await headless_login(config, { scope: `openid profile ${contact_scope}` });
    const { sub } = tokens.claims();
    await oidc.fetchUserInfo(config, tokens.access_token, sub);
    assert.equal((await oidc.tokenIntrospection(config, tokens.access_token)).active, true);

    const refusal = await refusal_of(finish(config, login, callback));
    assert.equal(refusal.status, 400);
    assert.equal(refusal.error, "invalid_grant");

    const userinfo = await fetch(config.serverMetadata().userinfo_endpoint,
      { headers: { Authorization: `Bearer ${tokens.access_token}` } });
    assert.equal(userinfo.status, 401);
    assert.match(userinfo.headers.get("WWW-Authenticate"), /^Bearer .*error="invalid_token"/);
    assert.deepEqual(await oidc.tokenIntrospection(config, tokens.access_token), { active: false });
  });

  test("[RFC 6749 4.1.3] a code is bound to its client", async () => {
    const login = await begin(config, headless_hint());
    const callback = await headless_callback(login);
    const other = await relying_party(emulator.origins, "min-tjeneste-nokkel");
    const refusal = await refusal_of(finish(other, login, callback));
    assert.equal(refusal.error, "invalid_grant");
  });

  test("[RFC 6749 2.3.1] a wrong secret is refused with 401 and a challenge", async () => {
    const thief = await oidc.discovery(new URL(issuer), "min-tjeneste", undefined,
      oidc.ClientSecretBasic("feil"), { execute: [oidc.allowInsecureRequests] });
    const login = await begin(thief, headless_hint());
    const refused = await fetch(thief.serverMetadata().token_endpoint, {
      method: "POST",
      headers: { Authorization: `Basic ${btoa("min-tjeneste:feil")}` },
      body: new URLSearchParams({
        grant_type: "authorization_code", redirect_uri, code_verifier: login.verifier,
        code: (await headless_callback(login)).searchParams.get("code"),
      }),
    });
    assert.equal(refused.status, 401);
    assert.match(refused.headers.get("WWW-Authenticate"), /^Basic /);
    assert.equal((await refused.json()).error, "invalid_client");
  });

  test("[idporten 7] a client may authenticate only by its registered method", async () => {
    const by_body = await oidc.discovery(new URL(issuer), "min-tjeneste", undefined,
      oidc.ClientSecretPost("min-tjeneste-hemmelighet"), { execute: [oidc.allowInsecureRequests] });
    const login = await begin(by_body, headless_hint());
    const refusal = await refusal_of(finish(by_body, login, await headless_callback(login)));
    assert.equal(refusal.error, "invalid_client");
  });

  test("[RFC 7523 3] a client assertion is accepted once", async () => {
    const always_the_same = { [oidc.modifyAssertion]: (header, payload) => { payload.jti = "den-samme"; } };
    const repeating = await oidc.discovery(new URL(issuer), "min-tjeneste-nokkel", undefined,
      oidc.PrivateKeyJwt(await private_key("min-tjeneste-nokkel"), always_the_same), { execute: [oidc.allowInsecureRequests] });
    await headless_login(repeating);
    const login = await begin(repeating, headless_hint());
    const refusal = await refusal_of(finish(repeating, login, await headless_callback(login)));
    assert.equal(refusal.error, "invalid_client");
  });
});

describe("what is refused at the authorization endpoint", () => {
  let config;
  before(async () => { config = await relying_party(emulator.origins, "min-tjeneste"); });

  for (const row of [
    { name: "an unregistered redirect_uri", parameters: { redirect_uri: "http://localhost:3000/annet" } },
    { name: "a redirect_uri on another host", parameters: { redirect_uri: "http://localhost.example.org:3000/callback" } },
    { name: "an unknown client", parameters: { client_id: "finnes-ikke" } },
  ]) {
    test(`[RFC 9700 4.11] ${row.name} is a page of its own, and no redirect`, async () => {
      const login = await begin(config, { ...headless_hint(), ...row.parameters });
      const page = await new UserAgent().open(login.url);
      assert.equal(page.status, 400);
      assert.equal(page.location, null);
      assert.match(page.headers.get("Content-Type"), /^text\/html/);
      assert.match(page.text, /data-testid="error" data-status="400"/);
    });
  }

  for (const row of [
    { name: "a scope that the client lacks", parameters: { scope: "openid krr:global/hentendring.read" }, error: "invalid_scope" },
    { name: "the implicit flow", parameters: { response_type: "token" }, error: "unsupported_response_type" },
    { name: "a missing code_challenge", parameters: { code_challenge: "" }, error: "invalid_request" },
    { name: "a request object", parameters: { request: "e30.e30." }, error: "request_not_supported" },
    { name: "a person who is not synthetic", parameters: headless_hint("01010012345"), error: "access_denied" },
  ]) {
    test(`[OpenID Connect Core 3.1.2.6] ${row.name} goes back to the client as an error`, async () => {
      const login = await begin(config, { ...headless_hint(), ...row.parameters });
      const answer = await new UserAgent().open(login.url);
      assert.equal(answer.status, 302, answer.text);
      const callback = new URL(answer.location);
      assert.equal(callback.origin + callback.pathname, redirect_uri);
      assert.equal(callback.searchParams.get("error"), row.error);
      assert.equal(callback.searchParams.get("iss"), issuer);
      assert.equal(callback.searchParams.get("state"), login.state);
      assert.equal(callback.searchParams.get("code"), null);
    });
  }
});

describe("the single sign-on session", () => {
  test("[OpenID Connect Core 3.1.2.1] prompt=none needs a session, and shows no page", async () => {
    const config = await relying_party(emulator.origins, "min-tjeneste");
    const agent = new UserAgent();
    const silent = await begin(config, { prompt: "none" });
    const { arrived: refused } = await agent.follow(silent.url, redirect_uri);
    assert.equal(refused.searchParams.get("error"), "login_required");
    assert.equal((await refusal_of(finish(config, silent, refused))).error, "login_required");

    await log_in_by_form(agent, await begin(config));
    const again = await begin(config, { prompt: "none" });
    const { arrived } = await agent.follow(again.url, redirect_uri);
    assert.equal((await finish(config, again, arrived)).claims().pid, someone);
  });

  test("another client gets the same person without a page, and auth_time of the first login", async () => {
    const agent = new UserAgent();
    const first = await relying_party(emulator.origins, "min-tjeneste");
    const login = await begin(first);
    const logged_in = (await finish(first, login, await log_in_by_form(agent, login))).claims();

    const second = await relying_party(emulator.origins, "min-spa");
    const sso = await begin(second);
    const { arrived } = await agent.follow(sso.url, redirect_uri);
    const claims = (await finish(second, sso, arrived)).claims();
    assert.equal(claims.pid, logged_in.pid);
    assert.equal(claims.auth_time, logged_in.auth_time);
  });

  test("a higher level is a new login, and prompt=login too", async () => {
    const config = await relying_party(emulator.origins, "min-tjeneste");
    const agent = new UserAgent();
    await log_in_by_form(agent, await begin(config));
    for (const parameters of [{ acr_values: "idporten-loa-high" }, { prompt: "login" }]) {
      const { page } = await agent.follow((await begin(config, parameters)).url, redirect_uri);
      assert.equal(page?.status, 200);
      assert.match(page.text, /data-testid="eid-selector"/);
    }
  });

  test("a login page is answered once, and only by the browser it was shown to", async () => {
    const config = await relying_party(emulator.origins, "min-tjeneste");
    const agent = new UserAgent();
    const { action, fields } = read_form(await open_testid(agent, (await begin(config)).url), "login-form");
    const answer = (browser) => browser.open(action, { form: { ...fields, pid: someone } });
    assert.equal((await answer(new UserAgent())).status, 400, "another browser");
    assert.equal((await answer(agent)).status, 303);
    const again = await answer(agent);
    assert.equal(again.status, 400, "a second time");
    assert.equal(again.location, null);
  });

  test("[RP-Initiated Logout 1.0] logout ends the session and leads back with state", async () => {
    const config = await relying_party(emulator.origins, "min-tjeneste");
    const agent = new UserAgent();
    const login = await begin(config);
    const tokens = await finish(config, login, await log_in_by_form(agent, login));
    const url = oidc.buildEndSessionUrl(config, {
      id_token_hint: tokens.id_token, post_logout_redirect_uri: "http://localhost:3000/", state: "ute og ferdig",
    });
    const { arrived } = await agent.follow(url, "http://localhost:3000/");
    assert.equal(arrived?.searchParams.get("state"), "ute og ferdig");

    const silent = await begin(config, { prompt: "none" });
    const refused = await agent.follow(silent.url, redirect_uri);
    assert.equal(refused.arrived.searchParams.get("error"), "login_required");
  });

  test("[RP-Initiated Logout 1.0, 3] logout to an unregistered address stays on ID-porten's page", async () => {
    const config = await relying_party(emulator.origins, "min-tjeneste");
    const agent = new UserAgent();
    const login = await begin(config);
    const tokens = await finish(config, login, await log_in_by_form(agent, login));
    const url = oidc.buildEndSessionUrl(config, {
      id_token_hint: tokens.id_token, post_logout_redirect_uri: "http://example.org/",
    });
    const page = await agent.open(url);
    assert.equal(page.status, 200);
    assert.equal(page.location, null);
    assert.match(page.text, /data-testid="logged-out-title"/);
  });

  test("[idporten 16.1] logout without a session is an error page", async () => {
    const config = await relying_party(emulator.origins, "min-tjeneste");
    const page = await new UserAgent().open(oidc.buildEndSessionUrl(config, {}));
    assert.equal(page.status, 400);
    assert.match(page.text, /data-testid="error"/);
  });
});

describe("introspection", () => {
  const token_of = async (client_id, scope) =>
    (await headless_login(await relying_party(emulator.origins, client_id), { scope })).tokens.access_token;

  test("[RFC 7662 2.2] a client of the scope is told what the token says", async () => {
    const config = await relying_party(emulator.origins, "min-tjeneste");
    const token = await token_of("min-spa", `openid ${contact_scope}`);
    const answer = await oidc.tokenIntrospection(config, token);
    assert.equal(answer.active, true);
    assert.equal(answer.token_type, "Bearer");
    assert.ok(answer.expires_in > 0 && answer.expires_in <= 120, String(answer.expires_in));
    for (const [name, value] of Object.entries(decodeJwt(token))) assert.deepEqual(answer[name], value, name);
  });

  test("[idporten 12.1] a client without the scope for introspection is told nothing", async () => {
    const config = await relying_party(emulator.origins, "demotjeneste");
    const token = await token_of("min-tjeneste", `openid ${contact_scope}`);
    assert.deepEqual(await oidc.tokenIntrospection(config, token), { active: false });
  });

  test("[idporten 12.1] a token without a scope of the caller's is told nothing of", async () => {
    const config = await relying_party(emulator.origins, "min-tjeneste");
    const token = await token_of("min-tjeneste", "openid profile");
    assert.deepEqual(await oidc.tokenIntrospection(config, token), { active: false });
  });

  test("[RFC 7662 2.1] a caller who does not authenticate is refused", async () => {
    const endpoint = (await relying_party(emulator.origins, "min-tjeneste")).serverMetadata().introspection_endpoint;
    const token = await token_of("min-tjeneste", `openid ${contact_scope}`);
    const answer = await fetch(endpoint, { method: "POST", body: new URLSearchParams({ token }) });
    assert.equal(answer.ok, false);
    assert.equal((await answer.json()).active, undefined);
  });
});
