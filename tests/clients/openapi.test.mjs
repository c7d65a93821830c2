// The OpenAPI document of Oppslagstjenesten is valid, and every answer of the API is one that it describes.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { start } from "./support/emulator.mjs";
import { headless_hint, headless_login, relying_party, someone } from "./support/idporten.mjs";
import { access_token } from "./support/maskinporten.mjs";
import { assert_is_openapi, contract, operations_of } from "./support/openapi.mjs";

const api = {
  lookup: "/rest/v2/personer",
  lookup_v1: "/rest/v1/personer",
  person: "/rest/v1/person",
  changes: "/rest/v2/krr/hentEndringer",
  print: "/rest/v2/printSertifikat",
  print_v1: "/rest/v1/printSertifikat",
  keys: "/jwks.json",
};
const machine_scope = "krr:global/kontaktinformasjon.read krr:global/digitalpost.read krr:global/hentendring.read";
const user_scope = "openid krr:user/kontaktinformasjon.read krr:user/digitalpost.read krr:user/spraak.write";
const unknown = "15898090032";
const everyone = [
  someone, "20914695016", "21879498012", "05895894984", "05848998356", "22885399316", "21836797660", "16828397668",
  "28816196088", "03897595027", "45840375084", "09830155160",
];

let emulator;
let document;
let faults;
let call;
let unseen;
let tokens;

async function user_token(pid) {
  const config = await relying_party(emulator.origins, "min-tjeneste-nokkel");
  return (await headless_login(config, { ...headless_hint(pid), scope: user_scope })).tokens.access_token;
}

before(async () => {
  emulator = await start();
  const origin = emulator.origins.kontaktregisteret;
  document = await (await fetch(`${origin}/v3/api-docs`)).json();
  ({ faults, call, unseen } = contract(document, origin));
  tokens = {
    machine: await access_token(emulator.origins, { scope: machine_scope }),
    user: await user_token(someone),
    deleted: await user_token("22885399316"),
    feed: await access_token(emulator.origins, { scope: "krr:global/hentendring.read" }),
    login: (await headless_login(await relying_party(emulator.origins, "min-tjeneste-nokkel"))).tokens.access_token,
  };
});
after(() => emulator.stop());

test("[OpenAPI 3.1] the document is a valid one", () => assert_is_openapi(document));

test("the document refuses what is not an answer", () => {
  const schema = (name) => ["components", "schemas", name];
  const person = { personidentifikator: someone, reservasjon: "NEI", status: "AKTIV" };
  assert.deepEqual(faults(person, ...schema("Person")), []);
  for (const wrong of [
    {}, { ...person, spraak: null }, { ...person, status: "DØD" }, { ...person, navn: "x" },
    { ...person, spraak_oppdatert: "2026-08-22T12:00:00Z" }, { ...person, kontaktinformasjon: {} },
    { ...person, sertifikat: "-----BEGIN CERTIFICATE-----" },
  ]) assert.notDeepEqual(faults(wrong, ...schema("Person")), [], JSON.stringify(wrong));
  assert.notDeepEqual(faults({ error: "invalid_request" }, ...schema("Error")), []);
  assert.notDeepEqual(faults("a.b", ...schema("Jose")), []);
});

test("the examples fit their schemas, and are answered", async () => {
  for (const [name, { examples = [] }] of Object.entries(document.components.schemas))
    for (const example of examples) assert.deepEqual(faults(example, "components", "schemas", name), [], name);
  for (const [path, method, operation] of operations_of(document)) {
    const media = operation.requestBody?.content["application/json"];
    if (!media) continue;
    const name = media.schema.$ref.split("/").at(-1);
    for (const { value } of Object.values(media.examples)) {
      assert.deepEqual(faults(value, "components", "schemas", name), []);
      const token = "maskinporten" in operation.security[0] ? tokens.machine : tokens.user;
      await call({ method: method.toUpperCase(), path, token, body: value, status: method === "patch" ? 204 : 200 });
    }
  }
});

describe("answers", () => {
  const numbers = (...personidentifikatorer) => ({ personidentifikatorer });

  test("look-ups of all kinds of people, by both versions and in both forms", async () => {
    for (const path of [api.lookup, api.lookup_v1]) {
      const { personer } = await call({ path, token: tokens.machine, body: numbers(...everyone) });
      assert.ok(personer.length >= everyone.length - 1);
      await call({ path, token: tokens.machine, body: numbers(...everyone), accept: "application/jose" });
    }
    const body = { ...numbers(...everyone, unknown), inkluderIkkeRegistrerte: true };
    const { personer } = await call({ path: api.lookup, token: tokens.machine, body });
    assert.deepEqual(personer.map(({ personidentifikator }) => personidentifikator), body.personidentifikatorer);
  });

  test("one's own entry, in both forms, and one's language", async () => {
    for (const accept of ["application/json", "application/jose"])
      await call({ method: "GET", path: api.person, token: tokens.user, accept });
    await call({ method: "PATCH", path: api.person, token: tokens.user, body: { spraak: "se" }, status: 204 });
    assert.equal((await call({ method: "GET", path: api.person, token: tokens.user })).spraak, "se");
  });

  test("changes, with all fields and with none", async () => {
    for (const token of [tokens.machine, tokens.feed])
      for (const accept of [undefined, "application/jose"])
        await call({ path: api.changes, token, body: { fraEndringsId: 0 }, accept });
  });

  test("the print certificate, without a token", async () => {
    for (const path of [api.print, api.print_v1])
      for (const accept of [undefined, "application/jose"]) await call({ method: "GET", path, accept });
  });

  test("the key of signed answers", () => call({ method: "GET", path: api.keys }));

  test("refusals", async () => {
    const bodies = {
      [api.lookup]: numbers(someone), [api.lookup_v1]: numbers(someone), [api.changes]: { fraEndringsId: 0 },
    };
    for (const [path, body] of Object.entries(bodies)) {
      const token = tokens.machine;
      await call({ path, body, status: 401 });
      await call({ path, body, token: `${token}x`, status: 401 });
      await call({ path, body, token: tokens.user, status: 401 });
      const other = path === api.changes
        ? await access_token(emulator.origins, { scope: "krr:global/digitalpost.read" }) : tokens.feed;
      await call({ path, body, token: other, status: 403 });
      await call({ path, token, body: "{", status: 400 });
      await call({ path, token, body: { ...body, x: 1 }, status: 400 });
      await call({ path, token, body: "x=1", type: "application/x-www-form-urlencoded", status: 415 });
    }
    for (const list of [[], ["01010112345"], [someone, "28876895938"], Array(1001).fill(someone)])
      await call({ path: api.lookup, token: tokens.machine, body: numbers(...list), status: 400 });

    const patch = { method: "PATCH", path: api.person, body: { spraak: "en" } };
    await call({ ...patch, status: 401 });
    await call({ ...patch, token: "opaque", status: 401 });
    await call({ ...patch, token: tokens.login, status: 403 });
    await call({ ...patch, token: tokens.deleted, status: 404 });
    await call({ ...patch, token: tokens.user, body: { spraak: "no" }, status: 400 });
    await call({ ...patch, token: tokens.user, type: "text/plain", status: 415 });
    await call({ method: "GET", path: api.person, status: 401 });
    await call({ method: "GET", path: api.person, token: "two words", status: 400 });
    await call({ method: "GET", path: api.person, token: tokens.login, status: 403 });
  });

  test("every status that is described has been seen, but for faults", () => assert.deepEqual(unseen(), []));
});
