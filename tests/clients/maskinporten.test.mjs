// Maskinporten as a client with the jose of npm sees it, and Oppslagstjenesten behind its tokens.
import assert from "node:assert/strict";
import { createPrivateKey, createSign, randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";

import { createRemoteJWKSet, decodeJwt, jwtVerify } from "jose";
import * as oidc from "openid-client";

import { start } from "./support/emulator.mjs";
import { someone } from "./support/idporten.mjs";
import { jwk_of } from "./support/keys.mjs";
import {
  access_token, contact_scope, exchange, grant_claims, jwt_bearer, look_up, sign, token_request,
} from "./support/maskinporten.mjs";

let emulator;
let origins;

before(async () => {
  emulator = await start();
  origins = emulator.origins;
});
after(() => emulator.stop());

const granted = async (assertion, path) => {
  const answer = await exchange(origins, assertion, path);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer;
};

describe("a token", () => {
  test("[maskinporten 9] is answered with exactly four members, and is not cached", async () => {
    const { body, headers } = await granted(await sign(grant_claims(origins)));
    assert.deepEqual(Object.keys(body), ["access_token", "token_type", "expires_in", "scope"]);
    assert.equal(body.token_type, "Bearer");
    assert.equal(body.expires_in, 120);
    assert.equal(body.scope, contact_scope);
    assert.match(headers.get("Content-Type"), /^application\/json/);
    assert.equal(headers.get("Cache-Control"), "no-store");
  });

  test("[maskinporten 10] has the header and claims of recorded tokens, in their order", async () => {
    const { body } = await granted(await sign(grant_claims(origins)));
    const [header, payload] = body.access_token.split(".").slice(0, 2)
      .map((part) => JSON.parse(Buffer.from(part, "base64url").toString()));
    assert.deepEqual(Object.keys(header), ["kid", "alg"]);
    assert.equal(header.alg, "RS256");
    assert.deepEqual(Object.keys(payload),
      ["scope", "iss", "client_amr", "token_type", "exp", "iat", "client_id", "jti", "consumer"]);
    assert.deepEqual(payload, {
      scope: contact_scope,
      iss: `${origins.maskinporten}/`,
      client_amr: "private_key_jwt",
      token_type: "Bearer",
      exp: payload.iat + 120,
      iat: payload.iat,
      client_id: "demo-etat-nokkel",
      jti: payload.jti,
      consumer: { authority: "iso6523-actorid-upis", ID: "0192:310222224" },
    });
    assert.match(payload.jti, /^[\w-]{43}$/);
    assert.deepEqual(Object.keys(payload.consumer), ["authority", "ID"]);
  });

  for (const path of ["/jwk", "/jwk.json", "/.well-known/jwks.json"]) {
    test(`[RFC 7517 5] is verified by the keys of ${path}`, async () => {
      const keys = createRemoteJWKSet(new URL(origins.maskinporten + path));
      const token = await access_token(origins);
      const { payload } = await jwtVerify(token, keys, { issuer: `${origins.maskinporten}/`, algorithms: ["RS256"] });
      assert.equal(payload.client_id, "demo-etat-nokkel");
    });
  }

  test("[maskinporten 10] of a client with a business certificate says so", async () => {
    const claims = decodeJwt(await access_token(origins, { iss: "demo-etat-sertifikat" }, { key_name: "demo-etat-sertifikat" }));
    assert.equal(claims.client_amr, "virksomhetssertifikat");
    assert.equal(claims.client_id, "demo-etat-sertifikat");
    assert.deepEqual(claims.consumer, { authority: "iso6523-actorid-upis", ID: "0192:310222224" });
  });

  test("[RFC 8707 2] asked for a resource has it as aud", async () => {
    const claims = decodeJwt(await access_token(origins, { resource: "https://api.example.no/v1" }));
    assert.equal(claims.aud, "https://api.example.no/v1");
    assert.equal(Object.keys(claims)[0], "aud");
  });
});

describe("what real clients send", () => {
  const floats = ({ iat, exp, ...claims }) => JSON.stringify(claims).replace(/}$/, `,"iat":${iat}.0,"exp":${exp}.0}`);
  for (const row of [
    { name: "aud as an array", payload: () => grant_claims(origins, { aud: [`${origins.maskinporten}/`] }) },
    { name: "aud as the token endpoint", payload: () => grant_claims(origins, { aud: `${origins.maskinporten}/token` }) },
    { name: "iat and exp as floats", payload: () => floats(grant_claims(origins)) },
    { name: "sub and nbf", payload: () => grant_claims(origins, { sub: "demo-etat-nokkel", nbf: Math.floor(Date.now() / 1000) }) },
    { name: "no jti", payload: () => grant_claims(origins, { jti: undefined }) },
    { name: "typ in the header", payload: () => grant_claims(origins), header: { typ: "JWT" } },
    { name: "RS512", payload: () => grant_claims(origins), header: { alg: "RS512" } },
    { name: "a slash at the end of /token/", payload: () => grant_claims(origins), path: "/token/" },
    { name: "a life of 5 seconds", payload: () => { const iat = Math.floor(Date.now() / 1000); return grant_claims(origins, { iat, exp: iat + 5 }); } },
    { name: "a life of 120 seconds", payload: () => { const iat = Math.floor(Date.now() / 1000); return grant_claims(origins, { iat, exp: iat + 120 }); } },
    { name: "iat some seconds ahead", payload: () => { const iat = Math.floor(Date.now() / 1000) + 8; return grant_claims(origins, { iat, exp: iat + 60 }); } },
    { name: "a jti that is no UUID", payload: () => grant_claims(origins, { jti: randomUUID().slice(0, 8) + " ø" }) },
    { name: "resource as an array", payload: () => grant_claims(origins, { resource: ["https://api.example.no/"] }) },
  ]) {
    test(`[maskinporten 4.2] ${row.name} is accepted`, async () => {
      const payload = row.payload();
      const { body } = await granted(await sign(payload, { header: row.header }), row.path);
      assert.equal(decodeJwt(body.access_token).scope, contact_scope);
    });
  }

  test("base64 padding in all three parts is accepted", async () => {
    const key = createPrivateKey({ key: jwk_of("demo-etat-nokkel"), format: "jwk" });
    const padded = (value) => Buffer.from(value).toString("base64").replaceAll("+", "-").replaceAll("/", "_");
    let claims = JSON.stringify(grant_claims(origins));
    while (claims.length % 3 === 0) claims += " ";  // so that there is something to pad
    const input = `${padded('{"alg":"RS256","kid":"demo-etat-nokkel-1"} ')}.${padded(claims)}`;
    const assertion = `${input}.${padded(createSign("sha256").update(input).sign(key))}`;
    assert.match(assertion, /^[^.]+=\.[^.]+=\.[^.]+==$/);
    await granted(assertion);
  });

  for (const row of [
    { name: "scope, as Authlib sends it", fields: { scope: contact_scope } },
    { name: "client_id, as openid-client sends it", fields: { client_id: "demo-etat-nokkel" } },
    { name: "what nobody has heard of", fields: { ukjent: "x", resource: "https://api.example.no/" } },
  ]) {
    test(`extra form fields are ignored: ${row.name}`, async () => {
      const body = token_request(await sign(grant_claims(origins)));
      for (const [name, value] of Object.entries(row.fields)) body.append(name, value);
      const answer = await fetch(`${origins.maskinporten}/token`, { method: "POST", body });
      assert.equal(answer.status, 200, await answer.text());
    });
  }

  test("extra headers are ignored, as KS and others send them", async () => {
    const answer = await fetch(`${origins.maskinporten}/token`, {
      method: "POST",
      headers: { consumer_org: "313111113", Charset: "utf-8", "Cache-Control": "no-cache", "Content-Type": "application/x-www-form-urlencoded" },
      body: token_request(await sign(grant_claims(origins))).toString().replaceAll("%3A", ":"),
    });
    assert.equal(answer.status, 200, await answer.text());
  });

  test("[RFC 9112 7.1] a token request in chunks is accepted", async () => {
    const text = token_request(await sign(grant_claims(origins))).toString();
    const middle = Math.floor(text.length / 2);
    const answer = await fetch(`${origins.maskinporten}/token`, {
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded; charset=utf-8" },
      body: ReadableStream.from([text.slice(0, middle), text.slice(middle)].map((part) => Buffer.from(part))),
      duplex: "half",
    });
    assert.equal(answer.status, 200, await answer.text());
  });

  test("openid-client exchanges a grant, with its client_id in the form", async () => {
    const config = await oidc.discovery(new URL(`${origins.maskinporten}/`), "demo-etat-nokkel", undefined,
      oidc.None(), { algorithm: "oauth2", execute: [oidc.allowInsecureRequests] });
    const tokens = await oidc.genericGrantRequest(config, jwt_bearer, { assertion: await sign(grant_claims(origins)) });
    assert.equal(tokens.scope, contact_scope);
    assert.equal(decodeJwt(tokens.access_token).client_id, "demo-etat-nokkel");
  });

  test("[RFC 8414 3.2] the metadata has the members of the live service, also with a slash at the end", async () => {
    const read = async (path) => {
      const answer = await fetch(origins.maskinporten + path, { redirect: "error" });
      assert.equal(answer.status, 200);
      assert.match(answer.headers.get("Content-Type"), /^application\/json/);
      return answer.json();
    };
    const metadata = await read("/.well-known/oauth-authorization-server");
    assert.deepEqual(metadata, {
      issuer: `${origins.maskinporten}/`,
      token_endpoint: `${origins.maskinporten}/token`,
      jwks_uri: `${origins.maskinporten}/jwk`,
      token_endpoint_auth_methods_supported: ["private_key_jwt"],
      grant_types_supported: [jwt_bearer],
      token_endpoint_auth_signing_alg_values_supported: ["RS256", "RS384", "RS512"],
      authorization_details_types_supported: ["urn:altinn:systemuser", "urn:altinn:consent"],
    });
    assert.deepEqual(await read("/.well-known/oauth-authorization-server/"), metadata);
  });
});

describe("while the emulator's clock is moved", () => {
  const move = async (to) => {
    const answer = await fetch(`${origins.konsoll}/clock`, {
      method: "POST", body: new URLSearchParams({ move: to }), headers: { accept: "application/json" },
    });
    assert.equal(answer.status, 200);
    return (await answer.json()).offset_seconds;
  };

  for (const to of ["P18M", "-P2M"]) {
    test(`clients that go by the machine's clock get tokens of the emulator's time: ${to}`, async () => {
      const offset = await move(to);
      try {
        const grant = await sign(grant_claims(origins));
        const { body } = await granted(grant);
        const { iat } = decodeJwt(body.access_token);
        assert.ok(Math.abs(iat - offset - Date.now() / 1000) < 30, `iat ${iat}`);
        assert.match((await exchange(origins, grant)).body.error_description, /Grant is used before/);
      } finally {
        await move("machine");
      }
    });
  }
});

describe("what is refused, with the recorded text", () => {
  const failed = "Invalid assertion. Client authentication failed. ";
  const now = Math.floor(Date.now() / 1000);
  for (const row of [
    {
      name: "an expired grant", changes: { iat: now - 300, exp: now - 200 },
      status: 400, error: "invalid_grant", text: "Invalid assertion. JWT is expired.", code: "MP-130",
    },
    {
      name: "a wrong audience", changes: { aud: "https://maskinporten.no/" },
      status: 400, error: "invalid_grant", text: `${failed}Invalid JWT claim aud`, code: "MP-110",
    },
    {
      name: "a scope that the client lacks", changes: { scope: "altinn:serviceowners/read" },
      status: 400, error: "invalid_scope",
      text: "Token request contains invalid scopes for client, altinn:serviceowners/read", code: "MP-200",
    },
    {
      name: "a kid that is not registered", header: { kid: "finnes-ikke" },
      status: 400, error: "invalid_grant", text: `${failed}Unknown key identifier (kid) for client.`, code: "MP-100",
    },
    {
      name: "no kid where a key is registered", header: { kid: undefined },
      status: 400, error: "invalid_grant",
      text: `${failed}Invalid JWT. The client requires pre-registered jwk and no key identifier (kid) provided`, code: "MP-100",
    },
    {
      name: "an unknown client", changes: { iss: "finnes-ikke" },
      status: 400, error: "invalid_grant", text: "Client not found", code: "MP-100",
    },
    {
      name: "a signature by another key", key_name: "demo-selvbetjening", header: { kid: "demo-etat-nokkel-1" },
      status: 400, error: "invalid_grant", text: `${failed}Invalid JWT signature.`, code: "MP-124",
    },
    {
      name: "a grant that lives too long", changes: { iat: now, exp: now + 3600 },
      status: 400, error: "invalid_grant", text: "Invalid assertion. JWT has too long lifetime.", code: "MP-011",
    },
  ]) {
    test(`[maskinporten 12] ${row.name}`, async () => {
      const assertion = await sign(grant_claims(origins, row.changes), { key_name: row.key_name, header: row.header });
      const { status, body, headers } = await exchange(origins, assertion);
      assert.deepEqual(Object.keys(body), ["error", "error_description", "error_uri"]);
      assert.equal(status, row.status);
      assert.equal(body.error, row.error);
      const [, text] = body.error_description.match(/^(.*) \(trace_id: [0-9a-f]{32}\)$/) ?? [];
      assert.equal(text, row.text, body.error_description);
      assert.equal(body.error_uri, `${origins.maskinporten}/errors/${row.code}`);
      assert.equal(headers.get("Cache-Control"), "no-store");
    });
  }

  test("[maskinporten 12] a grant used before", async () => {
    const assertion = await sign(grant_claims(origins));
    await granted(assertion);
    const { status, body } = await exchange(origins, assertion);
    assert.equal(status, 400);
    assert.equal(body.error, "invalid_grant");
    assert.match(body.error_description, /Grant is used before\. \(trace_id: [0-9a-f]{32}\)$/);
    assert.equal(body.error_uri, `${origins.maskinporten}/errors/MP-012`);
  });

  test("[maskinporten 12] another grant with the same jti", async () => {
    const jti = randomUUID();
    await granted(await sign(grant_claims(origins, { jti })));
    const { body } = await exchange(origins, await sign(grant_claims(origins, { jti, exp: Math.floor(Date.now() / 1000) + 60 })));
    assert.equal(body.error_uri, `${origins.maskinporten}/errors/MP-012`);
  });

  test("of the same grant sent twenty times at once, one wins", async () => {
    const assertion = await sign(grant_claims(origins));
    const answers = await Promise.all(Array.from({ length: 20 }, () => exchange(origins, assertion)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, ...Array(19).fill(400)]);
  });

  test("[RFC 6749 4] error_uri leads to a page that explains the refusal", async () => {
    const { body } = await exchange(origins, await sign(grant_claims(origins, { aud: "https://maskinporten.no/" })));
    const page = await fetch(body.error_uri, { headers: { Accept: "text/html" } });
    assert.equal(page.status, 200);
    assert.match(await page.text(), /MP-110/);
  });
});

describe("Oppslagstjenesten", () => {
  test("[kontaktregisteret 3] answers an organisation that has a token", async () => {
    const person = await look_up(origins, await access_token(origins), someone);
    assert.equal(person.personidentifikator, someone);
    assert.equal(person.status, "AKTIV");
    assert.equal(person.varslingsstatus, "KAN_VARSLES");
    assert.equal(person.kontaktinformasjon.epostadresse, "stodig.vindmolle@example.no");
    assert.match(person.kontaktinformasjon.epostadresse_oppdatert, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+]0[12]$/);
    assert.equal(person.digital_post, undefined);
  });

  test("[kontaktregisteret 2] opens other members to other scopes", async () => {
    const token = await access_token(origins, { iss: "demo-etat-sertifikat", scope: "krr:global/digitalpost.read" },
      { key_name: "demo-etat-sertifikat" });
    const person = await look_up(origins, token, someone);
    assert.equal(person.digital_post.postkasseadresse, "stodig.vindmolle#7K2D");
    assert.equal(person.kontaktinformasjon, undefined);
  });

  test("[RFC 9112 7.1] reads a body in chunks, as .NET sends it", async () => {
    const parts = ['{"personidentifikatorer":["2887', '6895937","20914695016"]}'].map((part) => Buffer.from(part));
    const answer = await fetch(`${origins.kontaktregisteret}/rest/v2/personer`, {
      method: "POST",
      headers: { Authorization: `Bearer ${await access_token(origins)}`, "Content-Type": "application/json" },
      body: ReadableStream.from(parts),
      duplex: "half",
    });
    assert.equal(answer.status, 200);
    const { personer } = await answer.json();
    assert.deepEqual(personer.map((person) => person.personidentifikator), [someone, "20914695016"]);
  });

  for (const row of [
    { name: "no token", status: 401, headers: async () => ({}) },
    { name: "a token that is none", status: 401, headers: async () => ({ Authorization: "Bearer e30.e30.e30" }) },
    {
      name: "a token without a scope of the register", status: 403,
      headers: async () => ({
        Authorization: `Bearer ${await access_token(origins, { iss: "demo-selvbetjening", scope: "idporten:dcr.read" },
          { key_name: "demo-selvbetjening" })}`,
      }),
    },
  ]) {
    test(`[kontaktregisteret 9] refuses ${row.name} with ${row.status} and a challenge`, async () => {
      const answer = await fetch(`${origins.kontaktregisteret}/rest/v2/personer`, {
        method: "POST",
        headers: { "Content-Type": "application/json", ...(await row.headers()) },
        body: JSON.stringify({ personidentifikatorer: [someone] }),
      });
      assert.equal(answer.status, row.status);
      assert.match(answer.headers.get("WWW-Authenticate") ?? "", /^Bearer\b/);
    });
  }
});
