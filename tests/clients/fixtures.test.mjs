// The schemas of the fixture files, and what `fixtures check` says of the same files.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import Ajv2020 from "ajv/dist/2020.js";

import { fixtures, output_of } from "./support/emulator.mjs";

const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false });
const schemas = {};
const documents = {};
let folder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "emulator-fixtures-"));
  for (const name of (await readdir(fixtures)).filter((file) => file.endsWith(".json"))) {
    const kind = name.replace(".json", "");
    documents[kind] = JSON.parse(await readFile(join(fixtures, name), "utf8"));
    schemas[kind] = JSON.parse(await readFile(join(fixtures, documents[kind].$schema), "utf8"));
    ajv.addSchema(schemas[kind], kind);
  }
});
after(() => rm(folder, { recursive: true }));

const fits = (kind, document) => ajv.validate(kind, document);

// What `fixtures check` says when the entries of some files are changed.
async function check(changes) {
  const copy = await mkdtemp(join(folder, "copy-"));
  await cp(fixtures, copy, { recursive: true });
  const changed = structuredClone(documents);
  for (const [kind, change] of Object.entries(changes)) {
    change(changed[kind][kind]);
    await writeFile(join(copy, `${kind}.json`), JSON.stringify(changed[kind], null, 2));
  }
  return { changed, ...(await output_of("fixtures", "check", "--fixtures", copy)) };
}

test("every built-in file names its schema and fits it, as an object and as an array", () => {
  assert.equal(Object.keys(documents).length, 9);
  for (const [kind, document] of Object.entries(documents)) {
    assert.ok(fits(kind, document), `${kind}: ${ajv.errorsText()}`);
    assert.ok(fits(kind, document[kind]), `${kind}: ${ajv.errorsText()}`);
    assert.ok(!fits(kind, { [kind]: "none" }), kind);
  }
});

test("schema and program know the same members", async () => {
  const strange = (object) => { object.strange = 1; };
  const { code, out } = await check({
    organisations: (entries) => strange(entries[0]),
    scopes: (entries) => { strange(entries[0]); entries[0].access = [{ consumer_orgno: "310222224", strange: 1 }]; },
    clients: (entries) => { strange(entries[0]); entries[1].onbehalfof = [{ onbehalfof: "x", strange: 1 }]; },
    postboxes: (entries) => strange(entries[0]),
    persons: (entries) => { [entries[0], entries[0].kontaktinformasjon, entries[0].digital_post].forEach(strange); },
    delegations: (entries) => strange(entries[0]),
    systemusers: (entries) => strange(entries[0]),
    consents: (entries) => strange(entries[0]),
  });
  assert.equal(code, 2);
  const known = [...out.matchAll(/(\w+)\.json:\d+:\d+: .*unknown member 'strange'; known members are ([^\n]*?)(?:, expected .*)?\n/g)]
    .map(([, kind, names]) => `${kind}: ${names.split(", ").sort().join(" ")}`).sort();
  const entry = (kind) => schemas[kind].$defs.entry.properties;
  const described = [
    ...Object.keys(schemas).filter((kind) => kind !== "gotourls").map((kind) => [kind, entry(kind)]),
    ["scopes", schemas.scopes.$defs.access.then.properties],
    ["clients", entry("clients").onbehalfof.items.properties],
    ["persons", entry("persons").kontaktinformasjon.properties],
    ["persons", entry("persons").digital_post.properties],
  ].map(([kind, properties]) => `${kind}: ${Object.keys(properties).sort().join(" ")}`).sort();
  assert.deepEqual(known, described);
});

describe("a mistake is refused by schema and program", () => {
  const set = (name, value) => (entries) => { entries[0][name] = value; };
  const without = (name) => (entries) => { delete entries[0][name]; };
  const rows = [
    ["organisations", "a number of eight digits", set("orgnr", "31022222")],
    ["organisations", "no id", without("id")],
    ["organisations", "a prefix in capitals", set("prefixes", ["KRR"])],
    ["scopes", "no name", without("name")],
    ["scopes", "an unknown visibility", set("visibility", "SECRET")],
    ["scopes", "an age below nothing", set("at_max_age", -1)],
    ["scopes", "an access of nobody", set("access", ["demo-etat"])],
    ["scopes", "an access in an unknown state", set("access", [{ consumer_orgno: "310222224", state: "GIVEN" }])],
    ["scopes", "a flag as a text", set("active", "true")],
    ["clients", "no client_id", without("client_id")],
    ["clients", "an unknown method", set("token_endpoint_auth_method", "jwt")],
    ["clients", "scopes in a text", set("scopes", "openid")],
    ["clients", "a lifetime above a hundred years", set("access_token_lifetime", 4e9)],
    ["clients", "a key without kid", (entries) => { delete entries[0].jwks.keys[0].kid; }],
    ["clients", "a private key", (entries) => { entries[0].jwks.keys[0].d = "AQAB"; }],
    ["clients", "six keys", (entries) => { entries[0].jwks.keys = [..."abcdef"].map((kid) => ({ kid })); }],
    ["clients", "a customer without a name of its own", set("onbehalfof", [{ name: "x" }])],
    ["clients", "a time of registration that is none", set("created", "yesterday")],
    ["postboxes", "a certificate in PEM", set("sertifikat", "-----BEGIN CERTIFICATE-----")],
    ["gotourls", "a number", (entries) => { entries[0] = 7; }],
    ["gotourls", "a script", (entries) => { entries[0] = "javascript:alert(1)"; }],
    ["persons", "a real-looking number", set("personidentifikator", "12345678901")],
    ["persons", "no status", without("status")],
    ["persons", "an unknown language", set("spraak", "no")],
    ["persons", "a reservation as a flag", set("reservasjon", true)],
    ["persons", "a time that is none", set("spraak_oppdatert", "last year")],
    ["persons", "an address without a time", set("kontaktinformasjon", { epostadresse: "a@example.no" })],
    ["persons", "half a postbox", (entries) => { delete entries[0].digital_post.postkasseadresse; }],
    ["delegations", "no supplier", without("supplier_orgno")],
    ["systemusers", "no owner", without("owner_orgno")],
    ["consents", "nobody who gave it", set("from", "28876895937")],
    ["consents", "an unknown status", set("status", "given")],
    ["consents", "no rights", set("consentRights", [])],
  ];
  for (const [kind, name, change] of rows) {
    test(`${kind}: ${name}`, async () => {
      const { changed, code, out } = await check({ [kind]: change });
      assert.ok(!fits(kind, changed[kind]), "the schema refuses it");
      assert.equal(code, 2);
      assert.match(out, new RegExp(`${kind}\\.json:\\d+:\\d+: entry 1`));
    });
  }
});
