// Oppslagstjenesten as its clients use it: signed answers, certificates to encrypt to, copies of the register, and
// tokens that say nothing themselves.
import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

import { compactVerify, createRemoteJWKSet, importX509 } from "jose";
import * as oidc from "openid-client";

import { fixtures, start } from "./support/emulator.mjs";
import { headless_hint, headless_login, relying_party, someone } from "./support/idporten.mjs";
import { access_token } from "./support/maskinporten.mjs";
import { output_of, run } from "./support/programs.mjs";

const at_eboks = "03897595027";
const both = "krr:global/kontaktinformasjon.read krr:global/digitalpost.read";
// As Digdir's integrasjonspunkt asks for them.
const old_scopes = "global/kontaktinformasjon.read global/sikkerdigitalpost.read global/varslingsstatus.read "
  + "global/sertifikat.read global/navn.read global/postadresse.read";

let emulator;
let origin;
let folder;

before(async () => {
  emulator = await start();
  origin = emulator.origins.kontaktregisteret;
  folder = await mkdtemp(join(tmpdir(), "digdir-emulator-"));
});
after(async () => {
  await emulator.stop();
  await rm(folder, { recursive: true });
});

async function post(path, token, body, headers = {}) {
  const answer = await fetch(`${origin}${path}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json; charset=utf-8", ...headers },
    body: JSON.stringify(body),
  });
  assert.equal(answer.status, 200, await answer.clone().text());
  return answer;
}

async function look_up(numbers, { scope = both, signing, ...more } = {}) {
  const token = await access_token(emulator.origins, { scope, ...more }, signing);
  return (await (await post("/rest/v1/personer", token, { personidentifikatorer: numbers })).json()).personer;
}

const pem = (der) => `-----BEGIN CERTIFICATE-----\n${der.match(/.{1,64}/g).join("\n")}\n-----END CERTIFICATE-----\n`;

describe("signed answers", () => {
  test("[wire 3.3] are verified with the key of x5c[0], which the emulator's CA has certified", async () => {
    const token = await access_token(emulator.origins, { scope: both });
    const query = { personidentifikatorer: [someone, at_eboks] };
    const answer = await post("/rest/v1/personer", token, query, { Accept: "application/jose" });
    assert.equal(answer.headers.get("Content-Type"), "application/jose");
    const text = await answer.text();
    const header = JSON.parse(Buffer.from(text.split(".")[0], "base64url"));
    assert.deepEqual(Object.keys(header), ["x5c", "alg"]);
    const [leaf, ca] = header.x5c.map((der) => new X509Certificate(pem(der)));
    assert.ok(leaf.verify(ca.publicKey));
    const { payload } = await compactVerify(text, await importX509(pem(header.x5c[0]), "RS256"));
    const plain = await (await post("/rest/v1/personer", token, query)).text();
    assert.equal(Buffer.from(payload).toString(), plain);
    const keys = createRemoteJWKSet(new URL(`${emulator.origins.kontaktregisteret}/jwks.json`));
    await compactVerify(text, keys);
  });
});

describe("certificates", () => {
  // Encrypts to the certificate with openssl, and gives what decrypts with that key of fixtures/keys.
  async function sent_and_read(der, key_name) {
    const [certificate, letter, envelope] = ["to.crt", "letter.txt", "letter.cms"].map((name) => join(folder, name));
    await writeFile(certificate, pem(der));
    await writeFile(letter, "Kjære innbygger");
    await output_of("openssl", ["verify", "-CAfile", `${fixtures}/keys/ca-root.crt`, certificate]);
    await output_of("openssl", ["cms", "-encrypt", "-aes256", "-binary", "-outform", "DER", "-in", letter, "-out", envelope,
      certificate]);
    return run("openssl", ["cms", "-decrypt", "-inform", "DER", "-in", envelope, "-recip", certificate,
      "-inkey", `${fixtures}/keys/${key_name}.pem`]);
  }

  test("[kontaktregisteret 6] mail that is encrypted to sertifikat is read by the operator of the postbox", async () => {
    for (const [number, orgnr, other] of [[someone, "984661185", "922020175"], [at_eboks, "922020175", "984661185"]]) {
      const [{ digital_post, sertifikat }] = await look_up([number]);
      assert.equal(digital_post.postkasseleverandoeradresse, orgnr);
      assert.match(new X509Certificate(pem(sertifikat)).subject, new RegExp(orgnr));
      const read = await sent_and_read(sertifikat, `postboks-${orgnr}`);
      assert.equal(read.stdout, "Kjære innbygger", read.stderr);
      const other_key = await sent_and_read(sertifikat, `postboks-${other}`);
      assert.notEqual(other_key.stdout, "Kjære innbygger");
    }
  });

  test("[wire 3.5] and to the print certificate, by the print server", async () => {
    const { x509Sertifikat } = await (await fetch(`${origin}/rest/v2/printSertifikat`)).json();
    const read = await sent_and_read(x509Sertifikat, "printserver");
    assert.equal(read.stdout, "Kjære innbygger", read.stderr);
  });
});

describe("organisations", () => {
  const noted = async () => (await fetch(`${emulator.origins.konsoll}/refusals`)).text();

  test("[wire 3.6] the old scopes open the same members, and the Konsoll warns of them", async () => {
    const [person] = await look_up([someone], {
      iss: "demo-etat-integrasjonspunkt", scope: old_scopes, signing: { key_name: "demo-etat-integrasjonspunkt" },
    });
    assert.ok(person.kontaktinformasjon && person.varslingsstatus && person.digital_post && person.sertifikat);
    assert.equal(person.spraak, undefined);
    assert.ok((await noted()).includes("global/sertifikat.read is one of the old scopes"));
  });

  test("[kontaktregisteret 2] a supplier with consumer_org looks up by its delegation, without a warning", async () => {
    const [person] = await look_up([someone], {
      iss: "demo-leverandoer-klient", scope: "krr:global/postkasse.read", consumer_org: "310222224",
      signing: { key_name: "demo-leverandoer-klient" },
    });
    assert.ok(person.sertifikat);
    assert.equal(person.kontaktinformasjon, undefined);
    assert.ok(!(await noted()).includes("krr:global/postkasse.read"));
  });

  test("a body may come in chunks, and a path may end with a slash", async () => {
    const token = await access_token(emulator.origins, { scope: both });
    const parts = ['{"personidentif', `ikatorer":["${someone}`, '"]}'];
    const body = new ReadableStream({
      pull(controller) {
        const part = parts.shift();
        if (part) controller.enqueue(new TextEncoder().encode(part));
        else controller.close();
      },
    });
    const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
    const answer = await fetch(`${origin}/rest/v2/personer/`, { method: "POST", headers, body, duplex: "half" });
    assert.equal(answer.status, 200);
    assert.equal((await answer.json()).personer[0].personidentifikator, someone);
  });

  test("[wire 3.4] a copy of the register follows it, page by page", async () => {
    const scope = `${both} krr:global/hentendring.read`;
    const copy = new Map();
    let next = 0;
    async function follow() {
      const token = await access_token(emulator.origins, { scope });
      for (;;) {
        const page = await (await post("/rest/v2/krr/hentEndringer", token, { fraEndringsId: next })).json();
        assert.equal(page.fraEndringsId, next);
        for (const person of page.list) copy.set(person.personidentifikator, person);
        next = page.tilEndringsId;
        if (page.tilEndringsId >= page.sisteEndringsId || page.list.length === 0) return page.list.length;
      }
    }
    assert.ok(await follow() > 10);
    assert.equal(await follow(), 0);
    const own = await contact_token(someone, "krr:user/spraak.write");
    const headers = { Authorization: `Bearer ${own}`, "Content-Type": "application/json" };
    const set = await fetch(`${origin}/rest/v1/person`, { method: "PATCH", headers, body: '{"spraak":"en"}' });
    assert.equal(set.status, 204);
    assert.equal(await follow(), 1);
    assert.equal(copy.get(someone).spraak, "en");
    for (const [number, person] of copy) assert.deepEqual([person], await look_up([number]));
  });

  test("[kontaktregisteret 7] with the other reading, look-ups leave expired data out", async () => {
    const [expired, reserved] = ["28816196088", "05848998356"];
    const other = await start("--kontaktregisteret-expired", "left-out");
    const told = await look_up([expired, reserved]);
    try {
      const token = await access_token(other.origins, { scope: both });
      const answer = await fetch(`${other.origins.kontaktregisteret}/rest/v1/personer`, {
        method: "POST", headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
        body: JSON.stringify({ personidentifikatorer: [expired, reserved] }),
      });
      const { personer } = await answer.json();
      assert.deepEqual(personer.map(({ varslingsstatus }) => varslingsstatus), ["KAN_IKKE_VARSLES", "KAN_IKKE_VARSLES"]);
      assert.deepEqual(told.map(({ kontaktinformasjon }) => Boolean(kontaktinformasjon)), [true, true]);
      assert.deepEqual(personer.map(({ kontaktinformasjon }) => Boolean(kontaktinformasjon)), [false, true]);
    } finally {
      await other.stop();
    }
  });
});

async function contact_token(pid, scope, client_id = "min-tjeneste-nokkel") {
  const config = await relying_party(emulator.origins, client_id);
  return (await headless_login(config, { ...headless_hint(pid), scope: `openid ${scope}` })).tokens.access_token;
}

describe("tokens of ID-porten", () => {
  const contact = "krr:user/kontaktinformasjon.read";
  const get = (token) => fetch(`${origin}/rest/v1/person`, { headers: { Authorization: `Bearer ${token}` } });

  test("[kontaktregisteret 4] opaque and pseudonymous ones open one's own entry", async () => {
    for (const [other, opaque] of [["demo:dokumenter.read", true], ["demo:undersokelse.write", false]]) {
      const token = await contact_token(at_eboks, `${contact} ${other}`, "min-tjeneste-post");
      assert.equal(token.split(".").length === 1, opaque, token);
      assert.ok(!Buffer.from(token.split(".")[1] ?? "", "base64url").toString().includes(at_eboks));
      const answer = await get(token);
      assert.equal(answer.status, 200);
      assert.equal((await answer.json()).personidentifikator, at_eboks);
    }
  });

  test("[RFC 7009 2] a revoked opaque token opens nothing", async () => {
    const config = await relying_party(emulator.origins, "min-tjeneste-post");
    const { tokens } = await headless_login(config, { scope: `openid ${contact} demo:dokumenter.read` });
    assert.equal((await get(tokens.access_token)).status, 200);
    await oidc.tokenRevocation(config, tokens.access_token);
    const refused = await get(tokens.access_token);
    assert.equal(refused.status, 401);
    assert.match(refused.headers.get("WWW-Authenticate"), /^Bearer error="invalid_token"/);
  });
});
