// Grants made to get in without the key, over a real port. RFC 8725 tells of most of them.
import assert from "node:assert/strict";
import * as crypto from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

import { run_to_the_end, start } from "./support/emulator.mjs";
import { jwk_of } from "./support/keys.mjs";
import { exchange, grant_claims } from "./support/maskinporten.mjs";

const registered = "demo-etat-nokkel-1";
const own_key = crypto.createPrivateKey({ key: jwk_of("demo-etat-nokkel"), format: "jwk" });
const certificate_key = crypto.createPrivateKey({ key: jwk_of("demo-etat-sertifikat"), format: "jwk" });
const attacker = crypto.generateKeyPairSync("rsa", { modulusLength: 2048 });
const attackers_jwk = { ...attacker.publicKey.export({ format: "jwk" }), kid: registered, use: "sig", alg: "RS256" };

let emulator;
let origins;
let trap;          // a server that nobody must ask
let trap_url;
let visits = [];
let folder;

before(async () => {
  emulator = await start();
  origins = emulator.origins;
  trap = createServer((request, response) => {
    visits.push(request.url);
    response.end(JSON.stringify({ keys: [attackers_jwk] }));
  }).on("connection", () => visits.push("a connection"));
  await new Promise((resolve) => trap.listen(0, "127.0.0.1", resolve));
  trap_url = `http://127.0.0.1:${trap.address().port}`;
  folder = await mkdtemp(join(tmpdir(), "digdir-emulator-"));
});
after(async () => {
  await new Promise((resolve) => trap.close(resolve));
  await emulator.stop();
  await rm(folder, { recursive: true });
});

const base64url = (value) => Buffer.from(value).toString("base64url");
const as_text = (value) => (typeof value === "string" || Buffer.isBuffer(value) ? value : JSON.stringify(value));
const claims = (changes) => grant_claims(origins, changes);

// What is signed: header and payload as objects or as the very text.
const input_of = (header, payload) => `${base64url(as_text(header))}.${base64url(as_text(payload))}`;
const sign = (header, payload = claims(), key = own_key, hash = "sha256") => {
  const input = input_of(header, payload);
  return `${input}.${base64url(crypto.sign(hash, Buffer.from(input), key))}`;
};
const rs256 = { alg: "RS256", kid: registered };
const hmac = (secret) => {
  const input = input_of({ alg: "HS256", kid: registered }, claims());
  return `${input}.${base64url(crypto.createHmac("sha256", secret).update(input).digest())}`;
};
// A right grant whose signature has been changed.
const with_signature = (change) => {
  const parts = sign(rs256).split(".");
  return `${parts[0]}.${parts[1]}.${base64url(change(Buffer.from(parts[2], "base64url")))}`;
};
const ec = () => crypto.generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
const public_key = crypto.createPublicKey(own_key);
const x5c_of_fixture = jwk_of("demo-etat-sertifikat").x5c;

async function made_certificate(...options) {
  const prefix = join(folder, options.join(""));
  const { code, log } = await run_to_the_end("certificate", "--orgnr", "310222224", "--out", prefix, ...options);
  assert.equal(code, 0, log);
  return JSON.parse(await readFile(`${prefix}.jwk.json`, "utf8"));
}
const signed_with_jwk = (jwk, x5c) =>
  sign({ alg: "RS256", x5c }, claims({ iss: "demo-etat-sertifikat" }), crypto.createPrivateKey({ key: jwk, format: "jwk" }));

const hostile = {
  "[RFC 8725 3.1] an algorithm that is not the service's": [
    ...["none", "None", "NONE", "nOnE"].flatMap((alg) => [
      { name: `alg ${alg} without signature`, code: "MP-011", make: () => `${input_of({ ...rs256, alg }, claims())}.` },
      { name: `alg ${alg} with a right one`, code: "MP-011", make: () => sign({ ...rs256, alg }) },
    ]),
    { name: "HS256 with the public key in PEM as secret", code: "MP-011", make: () => hmac(public_key.export({ type: "spki", format: "pem" })) },
    { name: "HS256 with it in PEM, no line break at its end", code: "MP-011", make: () => hmac(public_key.export({ type: "spki", format: "pem" }).trimEnd()) },
    { name: "HS256 with it in DER", code: "MP-011", make: () => hmac(public_key.export({ type: "spki", format: "der" })) },
    { name: "HS256 with it in PKCS #1 DER", code: "MP-011", make: () => hmac(public_key.export({ type: "pkcs1", format: "der" })) },
    { name: "HS256 with the modulus", code: "MP-011", make: () => hmac(Buffer.from(jwk_of("demo-etat-nokkel").n, "base64url")) },
    { name: "HS256 with nothing", code: "MP-011", make: () => hmac("") },
    {
      name: "PS256 by the right key", code: "MP-011",
      make: () => sign({ ...rs256, alg: "PS256" }, claims(), { key: own_key, padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }),
    },
    {
      name: "PSS padding under the name of RS256", code: "MP-124",
      make: () => sign(rs256, claims(), { key: own_key, padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }),
    },
    { name: "ES256", code: "MP-011", make: () => sign({ ...rs256, alg: "ES256" }, claims(), { key: ec(), dsaEncoding: "ieee-p1363" }) },
    { name: "ES256 under the name of RS256", code: "MP-124", make: () => sign(rs256, claims(), ec()) },
    { name: "EdDSA", code: "MP-011", make: () => sign({ ...rs256, alg: "EdDSA" }, claims(), crypto.generateKeyPairSync("ed25519").privateKey, null) },
    { name: "RS512 under the name of RS256", code: "MP-124", make: () => sign(rs256, claims(), own_key, "sha512") },
    { name: "RS1", code: "MP-011", make: () => sign({ ...rs256, alg: "RS1" }, claims(), own_key, "sha1") },
    { name: "SHA-1 under the name of RS256", code: "MP-124", make: () => sign(rs256, claims(), own_key, "sha1") },
    { name: "alg as an array", code: "MP-011", make: () => sign({ ...rs256, alg: ["RS256"] }) },
    { name: "alg in small letters", code: "MP-011", make: () => sign({ ...rs256, alg: "rs256" }) },
    { name: "alg with a space behind", code: "MP-011", make: () => sign({ ...rs256, alg: "RS256 " }) },
  ],

  "[RFC 8725 3.10] a key of the attacker's own": [
    { name: "in jwk", code: "MP-124", make: () => sign({ ...rs256, jwk: attackers_jwk }, claims(), attacker.privateKey) },
    { name: "in jwk, without kid", code: "MP-100", make: () => sign({ alg: "RS256", jwk: attackers_jwk }, claims(), attacker.privateKey) },
    { name: "behind jku", code: "MP-124", make: () => sign({ ...rs256, jku: `${trap_url}/jwk` }, claims(), attacker.privateKey) },
    { name: "behind jku, with an unknown kid", code: "MP-100", make: () => sign({ alg: "RS256", kid: "ny", jku: `${trap_url}/jwk` }, claims(), attacker.privateKey) },
    { name: "behind x5u", code: "MP-124", make: () => sign({ ...rs256, x5u: `${trap_url}/x5u` }, claims(), attacker.privateKey) },
    {
      name: "behind x5u and jku, of a client without a key", code: "MP-100",
      make: () => sign({ alg: "RS256", x5u: `${trap_url}/x5u`, jku: `${trap_url}/jwk` }, claims({ iss: "demo-etat-sertifikat" }), attacker.privateKey),
    },
    { name: "behind iss as a URL", code: "MP-100", make: () => sign(rs256, claims({ iss: trap_url }), attacker.privateKey) },
  ],

  "a kid that is a path, a query or a trick": [
    ...["../../../../../../etc/passwd", "/dev/null", "' OR '1'='1", "demo-etat-nokkel-1' --", "demo-etat-nokkel-1\u0000",
      "demo-etat-nokkel-1%00", "demo-etat-nokkel-1 ", "DEMO-ETAT-NOKKEL-1", "demo-etat-nøkkel-1", "$(id)", "{{7*7}}",
      "\r\nX-Forged: 1", "*", "", "k".repeat(20_000), "demo-selvbetjening-1",
    ].map((kid) => ({
      name: JSON.stringify(kid).slice(0, 60), code: "MP-100", make: () => sign({ alg: "RS256", kid }),
    })),
    { name: "an object", code: "MP-011", make: () => sign({ alg: "RS256", kid: { $ne: null } }) },
    { name: "an array", code: "MP-011", make: () => sign({ alg: "RS256", kid: [registered] }) },
  ],

  "[maskinporten 4.1] a certificate of the attacker's own": [
    {
      name: "self-signed", code: "MP-120",
      make: async () => { const jwk = await made_certificate("--ca", "self-signed"); return signed_with_jwk(jwk, jwk.x5c); },
    },
    {
      name: "self-signed, the right one behind it", code: "MP-120",
      make: async () => {
        const jwk = await made_certificate("--ca", "self-signed", "--force");
        return signed_with_jwk(jwk, [...jwk.x5c, ...x5c_of_fixture]);
      },
    },
    {
      name: "of a foreign chain that is sent whole", code: "MP-120",
      make: async () => { const jwk = await made_certificate("--ca", "prod"); return signed_with_jwk(jwk, jwk.x5c); },
    },
    {
      name: "the right one, shown by who has not its key", code: "MP-124",
      make: () => sign({ alg: "RS256", x5c: x5c_of_fixture }, claims({ iss: "demo-etat-sertifikat" }), attacker.privateKey),
    },
    {
      name: "the authority's, shown in its place", code: "MP-120",
      make: () => sign({ alg: "RS256", x5c: x5c_of_fixture.slice(1) }, claims({ iss: "demo-etat-sertifikat" }), attacker.privateKey),
    },
    {
      name: "the right one, for a client of another organisation that has a key", code: "MP-100",
      make: () => sign({ alg: "RS256", x5c: x5c_of_fixture }, claims({ iss: "demo-leverandoer-klient" }), certificate_key),
    },
    { name: "x5c as a string", code: "MP-123", make: () => sign({ alg: "RS256", x5c: x5c_of_fixture[0] }, claims({ iss: "demo-etat-sertifikat" }), certificate_key) },
    { name: "x5c with a null", code: "MP-123", make: () => sign({ alg: "RS256", x5c: [null] }, claims({ iss: "demo-etat-sertifikat" }), certificate_key) },
  ],

  "[RFC 7515 5.2] a signature that was meddled with": [
    { name: "a byte shorter", code: "MP-124", make: () => with_signature((bytes) => bytes.subarray(0, -1)) },
    { name: "a byte longer", code: "MP-124", make: () => with_signature((bytes) => Buffer.concat([bytes, Buffer.from([0])])) },
    { name: "a zero before", code: "MP-124", make: () => with_signature((bytes) => Buffer.concat([Buffer.from([0]), bytes])) },
    { name: "twice", code: "MP-124", make: () => with_signature((bytes) => Buffer.concat([bytes, bytes])) },
    { name: "all zeros", code: "MP-124", make: () => with_signature((bytes) => Buffer.alloc(bytes.length)) },
    { name: "all ones", code: "MP-124", make: () => with_signature((bytes) => Buffer.alloc(bytes.length, 0xff)) },
    { name: "none", code: "MP-124", make: () => with_signature(() => Buffer.alloc(0)) },
    {
      name: "of another grant", code: "MP-124",
      make: () => `${sign(rs256).split(".").slice(0, 2).join(".")}.${sign(rs256).split(".")[2]}`,
    },
  ],

  "[RFC 7515 7.1] a text that is no JWT": [
    { name: "three dots", code: "MP-011", make: () => `${sign(rs256)}.` },
    { name: "three dots alone", code: "MP-011", make: () => "..." },
    { name: "two dots alone", code: "MP-011", make: () => ".." },
    { name: "one dot", code: "MP-011", make: () => sign(rs256).replace(/\.[^.]*$/, "") },
    { name: "five parts, as if encrypted", code: "MP-011", make: () => `${sign(rs256)}.AAAA.AAAA` },
    { name: "a space before", code: "MP-011", make: () => ` ${sign(rs256)}` },
    { name: "a line break after", code: "MP-011", make: () => `${sign(rs256)}\n` },
    { name: "the JSON form", code: "MP-011", make: () => JSON.stringify({ payload: base64url(as_text(claims())), signatures: [] }) },
    { name: "a header of 100 kB", code: "MP-011", make: () => sign({ ...rs256, x: "x".repeat(100_000) }) },
    { name: "claims of 100 kB", code: "MP-011", make: () => sign(rs256, claims({ scope: "x".repeat(100_000) })) },
    { name: "a deep header", code: "MP-011", make: () => sign(`{"alg":"RS256","kid":"${registered}","x":${"[".repeat(10_000)}${"]".repeat(10_000)}}`) },
    { name: "deep claims", code: "MP-011", make: () => sign(rs256, as_text(claims()).replace(/}$/, `,"x":${'{"x":'.repeat(5000)}1${"}".repeat(5000)}}`)) },
    { name: "a header with alg twice", code: "MP-011", make: () => sign(`{"alg":"none","alg":"RS256","kid":"${registered}"}`) },
    { name: "crit", code: "MP-011", make: () => sign({ ...rs256, crit: ["b64"], b64: false }) },
    { name: "padding of the wrong length", code: "MP-011", make: () => `${sign(rs256)}=` },
    { name: "claims as an array", code: "MP-011", make: () => sign(rs256, "[]") },
    { name: "claims as text", code: "MP-011", make: () => sign(rs256, '"text"') },
    { name: "no claims", code: "MP-011", make: () => sign(rs256, "") },
  ],

  "[maskinporten 4.2] claims that mean two things": [
    { name: "iss twice", code: "MP-011", make: () => sign(rs256, as_text(claims()).replace(/^{/, '{"iss":"demo-leverandoer-klient",')) },
    { name: "scope twice, once escaped", code: "MP-011", make: () => sign(rs256, as_text(claims()).replace(/^{/, '{"\\u0073cope":"openid",')) },
    { name: "bytes that are not UTF-8", code: "MP-011", make: () => sign(rs256, Buffer.from([...Buffer.from('{"iss":"'), 0xff, ...Buffer.from('"}')])) },
    { name: "an overlong NUL", code: "MP-011", make: () => sign(rs256, Buffer.from([...Buffer.from('{"iss":"'), 0xc0, 0x80, ...Buffer.from('"}')])) },
    { name: "UTF-16", code: "MP-011", make: () => sign(rs256, Buffer.from(as_text(claims()), "utf16le")) },
    { name: "__proto__", code: "MP-011", make: () => sign(rs256, as_text(claims()).replace(/^{/, '{"__proto__":{"scope":"x"},')) },
    { name: "iss in full-width letters", code: "MP-100", make: () => sign(rs256, claims({ iss: "ｄｅｍｏ-etat-nokkel" })) },
    { name: "iss with a NUL behind", code: "MP-100", make: () => sign(rs256, claims({ iss: "demo-etat-nokkel\u0000" })) },
    { name: "iss as an array", code: "MP-100", make: () => sign(rs256, claims({ iss: ["demo-etat-nokkel"] })) },
    { name: "iss with SQL", code: "MP-100", make: () => sign(rs256, claims({ iss: "' OR client_id='demo-etat-nokkel" })) },
    { name: "pid in Arabic digits", code: "MP-011", make: () => sign(rs256, claims({ pid: "٢٨٨٧٦٨٩٥٩٣٧" })) },
    { name: "pid in full-width digits", code: "MP-011", make: () => sign(rs256, claims({ pid: "２８８７６８９５９３７" })) },
    { name: "aud as an object", code: "MP-110", make: () => sign(rs256, claims({ aud: { [`${origins.maskinporten}/`]: true } })) },
    { name: "aud as a prefix", code: "MP-110", make: () => sign(rs256, claims({ aud: `${origins.maskinporten}/.evil.example` })) },
    { name: "exp that is infinite", code: "MP-011", make: () => sign(rs256, as_text(claims()).replace(/"exp":\d+/, '"exp":1e999')) },
    { name: "exp as a string", code: "MP-011", make: () => sign(rs256, claims({ exp: "9999999999" })) },
    { name: "exp in milliseconds", code: "MP-011", make: () => sign(rs256, claims({ exp: Date.now() })) },
    { name: "iat far back, exp soon", code: "MP-011", make: () => sign(rs256, claims({ iat: -1 })) },
    { name: "scope as an array", code: "MP-011", make: () => sign(rs256, claims({ scope: ["krr:global/kontaktinformasjon.read"] })) },
    { name: "jti as an object", code: "MP-011", make: () => sign(rs256, claims({ jti: {} })) },
  ],
};

for (const [group, rows] of Object.entries(hostile)) {
  describe(group, () => {
    for (const row of rows) {
      test(`${row.name}: ${row.code}`, async () => {
        const { status, body, headers } = await exchange(origins, await row.make());
        assert.equal(status, 400, JSON.stringify(body));
        assert.deepEqual(Object.keys(body), ["error", "error_description", "error_uri"]);
        assert.equal(body.error_uri, `${origins.maskinporten}/errors/${row.code}`, body.error_description);
        assert.match(body.error_description, /^[\x20\x21\x23-\x5b\x5d-\x7e]{1,400}$/);
        assert.equal(headers.get("x-forged"), null);
      });
    }
  });
}

test("[RFC 7523 3] a grant without jti is spent, however its signature is written", async () => {
  const grant = sign(rs256, claims({ jti: undefined }));
  assert.equal((await exchange(origins, grant)).status, 200);
  for (const again of [grant, `${grant}==`]) {
    const { body } = await exchange(origins, again);
    assert.equal(body.error_uri, `${origins.maskinporten}/errors/MP-012`, body.error_description);
  }
});

test("after all that, nobody has been asked for a key, and a right grant is exchanged", async () => {
  assert.deepEqual(visits, []);
  assert.equal((await exchange(origins, sign(rs256))).status, 200);
  assert.equal((await fetch(`${origins.maskinporten}/isalive`)).status, 200);
});
