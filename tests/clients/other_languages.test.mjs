// Clients that are not written in JavaScript: Authlib in Python, and openssl with curl in a shell.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

import { decodeJwt } from "jose";

import { fixtures, root, run_to_the_end, start } from "./support/emulator.mjs";
import { someone } from "./support/idporten.mjs";
import { contact_scope, look_up } from "./support/maskinporten.mjs";
import { output_of, python, run } from "./support/programs.mjs";

const authlib = fileURLToPath(new URL("authlib_organisation.py", import.meta.url));
const token_script = `${root}scripts/maskinporten-token`;
const password = "hemmelig";

let folder;
let emulator;
let origins;
let made;  // prefix of a certificate for demo-etat-sertifikat

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "digdir-emulator-"));
  emulator = await start();
  origins = emulator.origins;
  made = join(folder, "laget");
  const { code, log } = await run_to_the_end("certificate", "--orgnr", "310222224", "--out", made, "--password", password);
  assert.equal(code, 0, log);
});
after(async () => {
  await emulator.stop();
  await rm(folder, { recursive: true });
});

const signers = [
  { name: "a registered key", client_id: "demo-etat-nokkel", key: () => `${fixtures}/keys/demo-etat-nokkel.pem`, named: () => "demo-etat-nokkel-1", amr: "private_key_jwt" },
  { name: "a certificate of the data set", client_id: "demo-etat-sertifikat", key: () => `${fixtures}/keys/demo-etat-sertifikat.pem`, named: () => `${fixtures}/keys/demo-etat-sertifikat.crt`, amr: "virksomhetssertifikat" },
  { name: "a certificate that the command made", client_id: "demo-etat-sertifikat", key: () => `${made}.pem`, named: () => `${made}.crt`, amr: "virksomhetssertifikat" },
];

describe("Authlib's AssertionSession", () => {
  for (const { name, client_id, key, named, amr } of signers) {
    test(`looks a person up with ${name}`, async () => {
      const got = JSON.parse(await output_of(await python("authlib, requests"),
        [authlib, origins.maskinporten, origins.kontaktregisteret, client_id, key(), named(), someone]));
      assert.equal(got.status, 200);
      assert.equal(got.body.personer[0].personidentifikator, someone);
      assert.equal(got.token.scope, contact_scope);
      assert.equal(decodeJwt(got.token.access_token).client_amr, amr);
    });
  }

  test("is told why in its own exception", async () => {
    const { code, stderr } = await run(await python("authlib, requests"), [authlib, origins.maskinporten, origins.kontaktregisteret,
      "demo-etat-nokkel", `${fixtures}/keys/demo-selvbetjening.pem`, "demo-etat-nokkel-1", someone]);
    assert.equal(code, 1);
    assert.match(stderr, /OAuth2?Error: invalid_grant: .*Invalid JWT signature/);
  });
});

describe("openssl and curl", () => {
  const fetch_token = (...args) => run(token_script, args, { env: { MASKINPORTEN: `${origins.maskinporten}/` } });

  for (const { name, client_id, key, named, amr } of signers) {
    test(`fetch a token with ${name}`, async () => {
      const { code, stdout, stderr } = await fetch_token(client_id, contact_scope, key(), named());
      assert.equal(code, 0, stderr);
      const token = stdout.trim();
      assert.equal(decodeJwt(token).client_amr, amr);
      assert.equal((await look_up(origins, token, someone)).personidentifikator, someone);
    });
  }

  test("[RFC 7292] fetch a token with what openssl takes out of the .p12", async () => {
    const [key, chain] = [join(folder, "ut.pem"), join(folder, "ut.crt")];
    const take = (...what) => output_of("openssl", ["pkcs12", "-in", `${made}.p12`, "-passin", `pass:${password}`, ...what]);
    await take("-nodes", "-nocerts", "-out", key);
    await take("-nokeys", "-clcerts", "-out", chain);
    const { code, stdout, stderr } = await fetch_token("demo-etat-sertifikat", contact_scope, key, chain);
    assert.equal(code, 0, stderr);
    assert.equal(decodeJwt(stdout.trim()).client_amr, "virksomhetssertifikat");
  });

  test("are told why, and the script fails", async () => {
    const { code, stdout, stderr } = await fetch_token("demo-etat-nokkel", "altinn:ukjent", `${fixtures}/keys/demo-etat-nokkel.pem`, "demo-etat-nokkel-1");
    assert.equal(code, 1);
    assert.equal(stdout, "");
    assert.match(stderr, /"error":"invalid_scope"/);
    const usage = await fetch_token();
    assert.equal(usage.code, 2);
    assert.match(usage.stderr, /CLIENT_ID SCOPE KEY\.pem KID/);
  });
});
