// Holds the answers of an API against its OpenAPI document (OpenAPI 3.1, JSON Schema 2020-12).
import assert from "node:assert/strict";

import { Validator } from "@seriousme/openapi-schema-validator";
import Ajv2020 from "ajv/dist/2020.js";

const faults_of_the_service = ["500", "502"];

const pointer = (...names) =>
  `openapi#/${names.map((name) => encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/")}`;

export async function assert_is_openapi(document) {
  const { valid, errors } = await new Validator().validate(structuredClone(document));
  assert.ok(valid, JSON.stringify(errors, null, 2));
  assert.equal(document.openapi, "3.1.0");
}

// The operations of a document: [path, method in small letters, operation].
export function operations_of(document) {
  const methods = ["get", "post", "put", "patch", "delete"];
  return Object.entries(document.paths).flatMap(([path, item]) =>
    methods.filter((method) => item[method]).map((method) => [path, method, item[method]]));
}

//   faults(value, ...place)   what the schema at that place of the document has against the value
//   hold(answer, ...place)    fails unless the answer is as the response at that place; gives its body
//   call({…})                 sends a call to a path of the document and holds its answer
//   unseen()                  what the document describes and no call was answered with
export function contract(document, origin) {
  const formats = { int64: true, "date-time": true };
  const ajv = new Ajv2020({ strict: false, allErrors: true, formats });
  ajv.addSchema(document, "openapi");
  const seen = new Set();

  function faults(value, ...place) {
    const valid = ajv.getSchema(pointer(...place)) ?? ajv.compile({ $ref: pointer(...place) });
    return valid(value) ? [] : valid.errors.map(({ instancePath, message }) => `${instancePath} ${message}`);
  }

  function resolve(place) {
    const found = place.reduce((value, name) => value?.[name], document);
    return found?.$ref ? resolve(found.$ref.slice(2).split("/")) : { place, found };
  }

  async function hold(answer, ...at) {
    const { place, found } = resolve(at);
    assert.ok(found, `${at.join(" ")} is not described`);
    for (const name of Object.keys(found.headers ?? {})) {
      const header = resolve([...place, "headers", name]);
      const value = answer.headers.get(name);
      assert.ok(value !== null || !header.found.required, `${at.join(" ")}: ${name} is missing`);
      if (value !== null) assert.deepEqual(faults(value, ...header.place, "schema"), [], `${name}: ${value}`);
    }
    const received = await answer.text();
    if (!found.content) {
      assert.equal(received, "");
      return undefined;
    }
    const media_type = answer.headers.get("Content-Type");
    assert.ok(media_type in found.content, `${media_type} is not described`);
    const value = media_type === "application/json" ? JSON.parse(received) : received;
    assert.deepEqual(faults(value, ...place, "content", media_type, "schema"), [], received);
    return value;
  }

  // `path` is the document's, `target` where it differs what is asked for; a body that is a string is sent as it is.
  async function call({
    method = "POST", path, target = path, token, body, type = "application/json", accept, headers = {}, status = 200,
  }) {
    const sent = { ...headers };
    if (token) sent.Authorization = `Bearer ${token}`;
    if (accept) sent.Accept = accept;
    if (body !== undefined) sent["Content-Type"] = type;
    const text = typeof body === "string" || body === undefined ? body : JSON.stringify(body);
    const answer = await fetch(`${origin}${target}`, { method, headers: sent, body: text });
    if (answer.status !== status) assert.fail(`${method} ${target}: ${answer.status} ${await answer.text()}`);
    const value = await hold(answer, "paths", path, method.toLowerCase(), "responses", String(status));
    seen.add(`${method} ${path} ${status}`);
    return value;
  }

  function unseen() {
    return operations_of(document).flatMap(([path, method, { responses }]) =>
      Object.keys(responses).filter((status) => !faults_of_the_service.includes(status))
        .map((status) => `${method.toUpperCase()} ${path} ${status}`))
      .filter((name) => !seen.has(name));
  }

  return { faults, hold, call, unseen };
}
