// Business certificates made by `digdir-emulator certificate`, used as real clients use them.
import assert from "node:assert/strict";
import { createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { createSecureContext } from "node:tls";

import { decodeJwt, importJWK, CompactSign } from "jose";
import * as oidc from "openid-client";

import { run_to_the_end, start } from "./support/emulator.mjs";
import { contact_scope, exchange, grant_claims, jwt_bearer } from "./support/maskinporten.mjs";
import { output_of, run } from "./support/programs.mjs";

const owner = "310222224";
const client_id = "demo-etat-sertifikat";

let folder;
let emulator;
let origins;
let made = 0;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "digdir-emulator-"));
  emulator = await start();
  origins = emulator.origins;
});
after(async () => {
  await emulator.stop();
  await rm(folder, { recursive: true });
});

// The prefix of the new files.
async function make_certificate(...options) {
  const prefix = join(folder, `c${++made}`);
  const { code, log } = await run_to_the_end("certificate", "--out", prefix, ...options);
  assert.equal(code, 0, log);
  return prefix;
}

const read_jwk = async (prefix) => JSON.parse(await readFile(`${prefix}.jwk.json`, "utf8"));

async function sign_with(jwk, header, changes = {}) {
  const claims = grant_claims(origins, { iss: client_id, ...changes });
  return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ alg: "RS256", ...header })
    .sign(await importJWK(jwk, "RS256"));
}

describe("what Maskinporten answers to a certificate", () => {
  for (const row of [
    { options: [], code: undefined },
    { options: ["--ca", "commfides"], code: undefined },
    { options: ["--profile", "seid1"], code: undefined },
    { options: ["--ca", "commfides", "--profile", "seid1", "--name", "Ærlig etat"], code: undefined },
    { options: ["--kind", "expired"], code: "MP-124" },
    { options: ["--kind", "not-yet-valid"], code: "MP-120" },
    { options: ["--kind", "wrong-usage"], code: "MP-120" },
    { options: ["--ca", "commfides", "--kind", "expired"], code: "MP-124" },
    { options: ["--ca", "prod"], code: "MP-120" },
    { options: ["--ca", "prod", "--kind", "expired"], code: "MP-120" },
    { options: ["--ca", "self-signed"], code: "MP-120" },
    { options: ["--ca", "self-signed", "--kind", "expired"], code: "MP-120" },
    { options: ["--orgnr", "313111113"], code: "MP-122" },
    { options: ["--orgnr", "313111113", "--kind", "expired"], code: "MP-124" },
  ]) {
    const orgnr = row.options.includes("--orgnr") ? [] : ["--orgnr", owner];
    test(`[maskinporten 4.1] ${row.options.join(" ") || "no options"}: ${row.code ?? "a token"}`, async () => {
      const jwk = await read_jwk(await make_certificate(...orgnr, ...row.options));
      for (const header of [{ x5c: jwk.x5c }, { x5c: jwk.x5c.slice(0, 1) }, { x5c: jwk.x5c, kid: jwk.kid }]) {
        const { status, body } = await exchange(origins, await sign_with(jwk, header));
        if (row.code) {
          assert.equal(status, 400, JSON.stringify(body));
          assert.equal(body.error, "invalid_grant");
          assert.equal(body.error_uri, `${origins.maskinporten}/errors/${row.code}`);
        } else {
          assert.equal(status, 200, JSON.stringify(body));
          const token = decodeJwt(body.access_token);
          assert.equal(token.client_amr, "virksomhetssertifikat");
          assert.equal(token.consumer.ID, `0192:${owner}`);
        }
      }
    });
  }

  test("openid-client exchanges a grant that carries one", async () => {
    const jwk = await read_jwk(await make_certificate("--orgnr", owner));
    const config = await oidc.discovery(new URL(`${origins.maskinporten}/`), client_id, undefined,
      oidc.None(), { algorithm: "oauth2", execute: [oidc.allowInsecureRequests] });
    const tokens = await oidc.genericGrantRequest(config, jwt_bearer, { assertion: await sign_with(jwk, { x5c: jwk.x5c }) });
    assert.equal(tokens.scope, contact_scope);
    assert.equal(decodeJwt(tokens.access_token).client_amr, "virksomhetssertifikat");
  });

  test("[maskinporten 4.1] a registered key beside a certificate is what counts, as KS sends both", async () => {
    const certificate = await read_jwk(await make_certificate("--orgnr", owner));
    const registered = JSON.parse(await readFile(new URL("../../fixtures/keys/demo-etat-nokkel.jwk.json", import.meta.url), "utf8"));
    const header = { kid: registered.kid, x5c: certificate.x5c };
    const { status, body } = await exchange(origins, await sign_with(registered, header, { iss: "demo-etat-nokkel" }));
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(decodeJwt(body.access_token).client_amr, "private_key_jwt");
  });
});

describe("the files", () => {
  test("are of one key, and the secret ones are for their owner alone", async () => {
    const prefix = await make_certificate("--orgnr", owner, "--password", "hemmelig");
    const chain = (await readFile(`${prefix}.crt`, "utf8")).match(/-----BEGIN[^]*?-----END CERTIFICATE-----/g)
      .map((pem) => new X509Certificate(pem));
    const key = createPrivateKey(await readFile(`${prefix}.pem`, "utf8"));
    assert.equal(chain.length, 3);
    assert.ok(chain[0].checkPrivateKey(key));
    assert.ok(chain[0].checkIssued(chain[1]) && chain[1].checkIssued(chain[2]) && chain[2].checkIssued(chain[2]));
    assert.ok(chain[0].verify(chain[1].publicKey) && !chain[0].ca && chain[1].ca);
    const jwk = await read_jwk(prefix);
    assert.ok(createPublicKey({ key: jwk, format: "jwk" }).equals(createPublicKey(key)));
    assert.deepEqual(jwk.x5c, chain.map((certificate) => certificate.raw.toString("base64")));
    for (const suffix of ["pem", "p12", "jwk.json"])
      assert.equal((await stat(`${prefix}.${suffix}`)).mode & 0o777, 0o600, suffix);
  });

  test("[RFC 7292] the .p12 is read by openssl and by Node, with its password only", async () => {
    const prefix = await make_certificate("--orgnr", owner, "--password", "hemmelig");
    const read = (password, ...what) =>
      run("openssl", ["pkcs12", "-in", `${prefix}.p12`, "-passin", `pass:${password}`, ...what]);
    const { code, stdout } = await read("hemmelig", "-nodes");
    assert.equal(code, 0);
    assert.equal(stdout.match(/BEGIN CERTIFICATE/g).length, 3);
    const key = createPrivateKey(stdout.slice(stdout.indexOf("-----BEGIN PRIVATE KEY-----")));
    assert.ok(createPublicKey(key).equals(createPublicKey(createPrivateKey(await readFile(`${prefix}.pem`, "utf8")))));
    assert.notEqual((await read("changeit", "-nodes")).code, 0);
    const pfx = await readFile(`${prefix}.p12`);
    assert.ok(createSecureContext({ pfx, passphrase: "hemmelig" }));
    assert.throws(() => createSecureContext({ pfx, passphrase: "feil" }), /mac verify failure/);
  });

  test("[RFC 5280 6] openssl trusts the chain through the authority in the repository", async () => {
    const prefix = await make_certificate("--orgnr", owner, "--ca", "commfides");
    const authority = new URL("../../fixtures/keys/ca-commfides.crt", import.meta.url).pathname;
    assert.match(await output_of("openssl", ["verify", "-CAfile", authority, `${prefix}.crt`]), /: OK/);
  });
});

describe("wrong use ends with 2, writes nothing and says what would be right", () => {
  for (const row of [
    { name: "no number", options: ["certificate"], says: [/--orgnr is missing/, /313111113/] },
    { name: "a wrong number", options: ["certificate", "--orgnr", "313111112"], says: [/--orgnr 313111112/, /313111113/] },
    { name: "an unknown CA", options: ["certificate", "--orgnr", owner, "--ca", "verisign"], says: [/--ca verisign/, /commfides/] },
    { name: "an unknown command", options: ["sertifikat"], says: [/unknown command 'sertifikat'/, /--help/] },
    { name: "a misspelt command", options: ["certificates"], says: [/did you mean certificate\?/] },
    { name: "a folder that does not exist", options: ["certificate", "--orgnr", owner, "--out", "/finnes/ikke/x"], says: [/\/finnes\/ikke/] },
  ]) {
    test(row.name, async () => {
      const { code, log } = await run_to_the_end(...row.options);
      assert.equal(code, 2, log);
      for (const expected of row.says) assert.match(log, expected);
    });
  }

  test("a file that exists is kept", async () => {
    const prefix = await make_certificate("--orgnr", owner);
    const before_ = await readFile(`${prefix}.pem`, "utf8");
    const { code, log } = await run_to_the_end("certificate", "--orgnr", owner, "--out", prefix);
    assert.equal(code, 2);
    assert.match(log, /exists already.*--force/);
    assert.equal(await readFile(`${prefix}.pem`, "utf8"), before_);
  });
});
