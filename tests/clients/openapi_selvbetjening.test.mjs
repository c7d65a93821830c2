// The OpenAPI document of Selvbetjening is valid, and every answer of the API is one that it describes.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { start } from "./support/emulator.mjs";
import { access_token } from "./support/maskinporten.mjs";
import { assert_is_openapi, contract, operations_of } from "./support/openapi.mjs";

const scopes = ["dcr.read", "dcr.modify", "dcr.write", "scopes.write", "scopes.read", "dcr/onbehalfof:write",
  "dcr.datasharing"].map((name) => `idporten:${name}`).join(" ");
const example = (name, which) => structuredClone(Object.values(
  document.paths[name].post.requestBody.content["application/json"].examples)[which].value);
const leverandoer = "313111113";

let emulator;
let document;
let api;
let admin;
let other;  // of the same organisation, with no scope of Selvbetjening

before(async () => {
  emulator = await start();
  document = await (await fetch(`${emulator.origins.selvbetjening}/v3/api-docs`)).json();
  api = contract(document, emulator.origins.selvbetjening);
  admin = await access_token(emulator.origins, { iss: "demo-selvbetjening", scope: scopes },
    { key_name: "demo-selvbetjening" });
  other = await access_token(emulator.origins);
});
after(() => emulator.stop());

// What fills the parameters of a path unless a call says otherwise: the document's own examples.
function parameters_of(path, method) {
  const all = [...(document.paths[path].parameters ?? []), ...(document.paths[path][method]?.parameters ?? [])];
  return all.map(({ $ref }) => document.components.parameters[$ref.split("/").at(-1)]);
}

const servers_of = (path) =>
  (document.paths[path].servers ?? document.servers).map(({ url }) => url.replace(/\/$/, ""));

let calls = 0;

// Each call goes to the next of the path's servers.
function target(path, method, given = {}, query = undefined) {
  const parameters = parameters_of(path, method);
  const filled = path.replace(/\{(\w+)\}/g, (_, name) =>
    encodeURIComponent(given[name] ?? parameters.find((parameter) => parameter.name === name).example));
  const needed = parameters.filter(({ required, in: place }) => required && place === "query");
  const asked = query ?? Object.fromEntries(needed.map(({ name, example: value }) => [name, value ?? "unknown"]));
  const text = String(new URLSearchParams(asked));
  const servers = servers_of(path);
  return servers[calls++ % servers.length] + filled + (text && `?${text}`);
}

// A call with the admin's token, unless another is given.
function call(method, path, { at, query, token = admin, ...rest } = {}) {
  return api.call({ method, path, target: target(path, method.toLowerCase(), at, query), token, ...rest });
}

const unknown_id = { client_id: "00000000-0000-4000-8000-000000000000" };
const clients = "/clients";
const client = "/clients/{client_id}";
const secret = "/clients/{client_id}/secret";
const keys = "/clients/{client_id}/jwks";
const customers = "/clients/{client_id}/onbehalfof";
const customer = "/clients/{client_id}/onbehalfof/{onbehalfof}";
const accesses = "/scopes/access";
const access = "/scopes/access/{consumer_orgno}";
const shared = "/datasharing/consumer/client";

// A new client with a secret, which logs people in.
const new_client = async (changes) =>
  call("POST", clients, { status: 201, body: { ...example(clients, 1), ...changes } });

async function deactivated_client() {
  const { client_id } = await new_client();
  await call("DELETE", client, { at: { client_id } });
  return { client_id };
}

test("[OpenAPI 3.1] the document is a valid one", () => assert_is_openapi(document));

test("the document refuses what is not an answer", () => {
  const faults = (value, name) => api.faults(value, "components", "schemas", name);
  const first = (name) => document.components.schemas[name].examples[0];
  const without = (object, name) => Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
  for (const [name, wrong] of [
    ["Client", { client_secret: "a".repeat(43) }], ["Client", { jwks: {} }], ["Client", { active: "true" }],
    ["Client", { created: "2026-11-23T12:00:00Z" }], ["Client", { backchannel_logout_uri: "https://a.example" }],
    ["KeySet", { keys: [{ ...first("KeySet").keys[0], d: "x" }] }], ["Customer", { display_name: "x" }],
    ["Scope", { access: [] }], ["Access", { state: "approved" }], ["Access", { prefix: null }],
    ["Error", { errors: [] }], ["Error", { error: "invalid_request" }], ["Error", { correlation_id: "x" }],
  ]) assert.notDeepEqual(faults({ ...first(name), ...wrong }, name), [], JSON.stringify(wrong));
  assert.notDeepEqual(faults(without(first("Client"), "description"), "Client"), []);
  assert.notDeepEqual(faults({ keys: [{ ...first("KeySet").keys[0], d: "x" }] }, "KeySetInput"), []);
});

test("the examples fit their schemas, and are answered in their order", async () => {
  for (const [name, { examples = [] }] of Object.entries(document.components.schemas))
    for (const value of examples) assert.deepEqual(api.faults(value, "components", "schemas", name), [], name);
  for (const [path, method, operation] of operations_of(document)) {
    const media = operation.requestBody?.content["application/json"];
    if (!media) continue;
    const status = Number(Object.keys(operation.responses).find((code) => code < "300"));
    for (const { value } of Object.values(media.examples)) {
      assert.deepEqual(api.faults(value, "components", "schemas", media.schema.$ref.split("/").at(-1)), []);
      await call(method.toUpperCase(), path, { body: value, status });
    }
  }
});

describe("answers", () => {
  test("clients of every kind, through their lives", async () => {
    const made = await new_client({
      backchannel_logout_uri: "http://localhost:3000/back", logo_uri: "https://a.example/logo", display_name: "Etaten",
      client_uri: "https://a.example",
    });
    assert.ok(made.client_secret);
    const at = { client_id: made.client_id };
    assert.equal((await call("GET", client, { at })).client_secret, undefined);
    assert.notEqual((await call("POST", secret, { at })).client_secret, made.client_secret);
    const read = await call("GET", client, { at });
    await call("PUT", client, { at, body: { ...read, token_endpoint_auth_method: "private_key_jwt" } });
    await call("PUT", client, { at, body: { ...read, last_updated: "2020-01-01T00:00:00.000Z" }, status: 409 });
    const old = { at, headers: { "If-Match": '"of-another-version"' }, status: 412 };
    await call("PUT", client, { ...old, body: read });
    for (const method of ["POST", "PUT"]) await call(method, keys, { ...old, body: example(keys, 0) });
    for (const [method, path] of [["POST", secret], ["DELETE", keys], ["DELETE", client]]) await call(method, path, old);
    assert.equal((await call("DELETE", client, { at })).active, false);
    const ids = async (query) => (await call("GET", clients, { query })).map(({ client_id }) => client_id);
    assert.ok(!(await ids()).includes(made.client_id));
    assert.ok((await ids({ inactive: "TRUE" })).includes(made.client_id));
    for (const client_id of await ids()) {
      await call("GET", client, { at: { client_id } });
      await call("GET", keys, { at: { client_id } });
    }
    for (const integration_type of ["maskinporten", "krr"])
      await call("POST", clients, { body: { integration_type }, status: 201 });
    for (const integration_type of ["idporten", "api_klient", "ansattporten"])
      for (const application_type of ["web", "browser", "native"]) {
        const { redirect_uris, post_logout_redirect_uris } = example(clients, 1);
        const body = { integration_type, application_type, redirect_uris, post_logout_redirect_uris };
        await call("POST", clients, { body, status: 201 });
      }
  });

  test("keys, which are told with the time they are valid until", async () => {
    const { client_id } = await new_client();
    const at = { client_id };
    assert.deepEqual((await call("GET", keys, { at })).keys, []);
    const set = await call("POST", keys, { at, body: example(keys, 0) });
    assert.ok(set.keys[0].exp > Date.now() / 1000);
    assert.equal((await call("PUT", keys, { at, body: set })).keys.length, 1);
    assert.deepEqual((await call("DELETE", keys, { at })).keys, []);
  });

  test("customers, under both spellings", async () => {
    const { client_id } = await new_client();
    const at = { client_id };
    await call("POST", customers, { at, body: example(customers, 0), status: 201 });
    await call("POST", customers, { at, body: example(customers, 0), status: 409 });
    const other_words = { onbehalfof: "kunde-2", display_name: "Kunde", url: "https://kunde.example" };
    const typo = `/clients/${client_id}/onbehalof`;
    await api.call({ path: customers, target: typo, token: admin, body: other_words, status: 201 });
    const listed = await api.call({ method: "GET", path: customers, target: typo, token: admin });
    assert.deepEqual(listed, await call("GET", customers, { at }));
    assert.deepEqual(listed, (await call("GET", client, { at })).onbehalfof);
    assert.deepEqual(await call("GET", customer, { at }), listed[0]);
    await call("PUT", customer, { at, body: { ...listed[0], name: "Ny kunde" } });
    await call("DELETE", customer, { at });
    await call("DELETE", customer, { at, status: 404 });
  });

  test("scopes and accesses", async () => {
    const body = { ...example("/scopes", 0), subscope: "sak.read", delegation_source: "https://tt02.altinn.no/",
      long_description: "**Saker**", enforced_aud_for_introspection: ["min-api"] };
    const { name } = await call("POST", "/scopes", { body, status: 201 });
    await call("POST", "/scopes", { body, status: 409 });
    const query = { scope: name };
    assert.equal((await call("GET", "/scopes", { query })).name, name);
    await call("PUT", "/scopes", { query, body: { description: "Saker" } });
    const old = { query, headers: { "If-Match": '"of-another-version"' }, status: 412 };
    await call("PUT", "/scopes", { ...old, body: { description: "Saker" } });
    await call("DELETE", "/scopes", old);
    const last_updated = "2020-01-01T00:00:00.000Z";
    await call("PUT", "/scopes", { query, body: { description: "Saker", last_updated }, status: 409 });
    assert.equal((await call("PUT", access, { query })).state, "APPROVED");
    assert.equal((await call("GET", accesses, { query: { ...query, consumer_orgno: leverandoer } })).length, 1);
    assert.equal((await call("DELETE", access, { query })).state, "DENIED");
    assert.equal((await call("GET", accesses, { query: { ...query, inactive: "true" } })).length, 1);
    assert.equal((await call("DELETE", "/scopes", { query })).active, false);
    await call("GET", "/scopes", { query: { prefix: "demo-etat", inactive: "true", accessible_for_all: "False" } });
    for (const list of [undefined, { accessible_for_all: "true" }, { prefix: "krr" }, { inactive: "TRUE" }])
      assert.ok((await call("GET", "/scopes/all", { token: undefined, query: list })).length > 0);
    assert.ok((await call("GET", "/scopes/access/all")).length > 0);
    await call("GET", "/scopes/access/all", { query: { accessible_for_all: "true" } });
    assert.deepEqual(await call("GET", "/prefix"), ["demo", "demo-etat"]);
    assert.equal((await call("GET", "/delegationsources", { token: undefined })).length, 1);
  });

  test("simplified onboarding", async () => {
    assert.ok((await call("GET", "/datasharing/consumer/scope/access")).length > 0);
    const { clientId } = await call("POST", shared, { body: { scopes: [] }, status: 201 });
    assert.ok((await call("GET", shared)).some((one) => one.clientId === clientId));
    await call("DELETE", shared, { query: { client_id: clientId } });
  });
});

describe("refusals", () => {
  test("tokens that are missing, do not hold, or have none of the scopes", async () => {
    for (const [path, method, { security }] of operations_of(document)) {
      if (security.length === 0) continue;
      const body = method === "get" ? undefined : {};
      const send = (token, status) => call(method.toUpperCase(), path, { token, status, body });
      await send(null, 401);
      await send(`${admin}x`, 401);
      await send("two words", 400);
      await send(other, 403);
    }
  });

  test("each scope that is described is enough by itself, if the built-in data set gives it", async () => {
    const tokens = {};
    for (const scope of scopes.split(" "))
      tokens[scope] = await access_token(emulator.origins, { iss: "demo-selvbetjening", scope },
        { key_name: "demo-selvbetjening" });
    for (const [path, method, { security }] of operations_of(document)) {
      if (security.length === 0) continue;
      const enough = security.flatMap(({ maskinporten }) => maskinporten);
      for (const [scope, token] of Object.entries(tokens)) {
        // Refused for another reason, or answered; nothing is changed by what is no JSON.
        const answer = await fetch(`${emulator.origins.selvbetjening}${target(path, method, unknown_id, {})}`, {
          method: method.toUpperCase(), headers: { Authorization: `Bearer ${token}` },
        });
        const is_refused = answer.headers.has("WWW-Authenticate");
        assert.equal(is_refused, !enough.includes(scope), `${method} ${path} with ${scope}: ${answer.status}`);
      }
    }
  });

  test("bodies of another type, that are no JSON, no object, or wrong", async () => {
    for (const [path, method, { requestBody }] of operations_of(document)) {
      if (!requestBody) continue;
      const send = (rest) => call(method.toUpperCase(), path, rest);
      await send({ body: "{}", type: "text/plain", status: 415 });
      for (const body of ["{", "[]"]) await send({ body, status: 400 });
    }
    for (const body of [{}, { integration_type: "x" }, { ...example(clients, 1), redirect_uris: [] },
      { ...example(clients, 0), scopes: ["unknown:scope"], sso_disabled: "no" }])
      assert.ok((await call("POST", clients, { body, status: 400 })).errors.length > 0);
    const one = example(keys, 0).keys[0];
    for (const set of [undefined, [], Array(6).fill(one), [one, one], [{ ...one, d: "x" }]])
      await call("POST", keys, { body: { keys: set }, status: 400 });
    await call("POST", "/scopes", { body: { ...example("/scopes", 0), prefix: "krr" }, status: 400 });
    await call("POST", customers, { body: { onbehalfof: "kunde-3" }, status: 400 });
    await call("POST", shared, { body: { scopes: ["unknown:scope"] }, status: 400 });
  });

  test("queries that say nothing", async () => {
    for (const path of [clients, "/scopes", "/scopes/all", accesses])
      await call("GET", path, { query: { inactive: "perhaps" }, status: 400 });
    await call("GET", "/scopes/access/all", { query: { accessible_for_all: "perhaps" }, status: 400 });
    for (const [method, path] of [["DELETE", "/scopes"], ["PUT", access], ["DELETE", access], ["DELETE", shared]])
      await call(method, path, { query: {}, status: 400 });
    await call("PUT", access, { at: { consumer_orgno: "313111114" }, status: 400 });
  });

  test("what the organisation does not have", async () => {
    for (const path of [client, keys, customers, customer]) await call("GET", path, { at: unknown_id, status: 404 });
    const body = example(clients, 1);
    await call("PUT", client, { at: unknown_id, body, status: 403 });
    for (const [method, path] of [["DELETE", client], ["POST", secret], ["DELETE", keys], ["DELETE", customer]])
      await call(method, path, { at: unknown_id, status: 403 });
    await call("DELETE", shared, { query: unknown_id, status: 403 });
    const nobody = { onbehalfof: "ingen" };
    await call("PUT", customer, { at: nobody, body: { ...nobody, name: "Ingen" }, status: 404 });
    const query = { scope: "krr:global/kontaktinformasjon.read" };
    await call("GET", "/scopes", { query, status: 404 });
    await call("PUT", "/scopes", { query, body: { description: "x" }, status: 404 });
    for (const [method, path] of [["DELETE", "/scopes"], ["PUT", access], ["DELETE", access]])
      await call(method, path, { query, status: 404 });
  });

  test("changes of what is deactivated", async () => {
    const at = await deactivated_client();
    await call("POST", secret, { at, status: 409 });
    for (const method of ["POST", "PUT"]) await call(method, keys, { at, body: example(keys, 0), status: 409 });
    await call("PUT", customer, { at, body: example(customers, 0), status: 409 });
    await call("DELETE", customer, { at, status: 409 });
  });

  test("methods that a path does not have, at each of its servers", async () => {
    for (const path of Object.keys(document.paths)) {
      const known = ["GET", "POST", "PUT", "DELETE"].filter((method) => method.toLowerCase() in document.paths[path]);
      for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"].filter((one) => !known.includes(one))) {
        for (const _ of servers_of(path)) {
          const answer = await fetch(`${emulator.origins.selvbetjening}${target(path, "get")}`, { method });
          assert.equal(answer.status, 405, `${method} ${path}`);
          const allowed = answer.headers.get("Allow").split(", ").filter((one) => !["HEAD", "OPTIONS"].includes(one));
          assert.deepEqual(allowed.sort(), known.toSorted(), path);
          await api.hold(answer, "components", "responses", "MethodNotAllowed");
        }
      }
    }
  });

  test("every status that is described has been seen, but for faults", () => assert.deepEqual(api.unseen(), []));
});
