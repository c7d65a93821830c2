// The program as whoever starts it sees it: exit codes, what it says, and what a file keeps.
import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

import { fixtures, run_to_the_end, start } from "./support/emulator.mjs";
import { contact_scope, headless_login, relying_party } from "./support/idporten.mjs";

let folder;
before(async () => { folder = await mkdtemp(join(tmpdir(), "digdir-emulator-")); });
after(() => rm(folder, { recursive: true }));

test("a port in use ends the second start with 1, and names its option", async () => {
  const first = await start();
  try {
    const port = new URL(first.origins.maskinporten).port;
    await assert.rejects(start("--maskinporten-port", port), (refusal) => {
      assert.match(refusal.message, /ended with 1 before it was ready/);
      assert.match(refusal.message, /--maskinporten-port/);
      assert.ok(refusal.message.includes(port), refusal.message);
      return true;
    });
    assert.equal((await fetch(`${first.origins.maskinporten}/isalive`)).status, 200, "the first goes on");
  } finally {
    await first.stop();
  }
});

describe("wrong use ends with 2 and says what would be right", () => {
  for (const row of [
    { name: "an unknown option", options: ["--maskinporten-prot", "0"], says: [/maskinporten-prot/, /did you mean --maskinporten-port/] },
    { name: "a port that is none", options: ["--idporten-port", "70000"], says: [/--idporten-port/, /70000/, /65535/] },
    { name: "a fixtures folder that does not exist", options: ["--fixtures", "/finnes/ikke"], says: [/--fixtures/, /\/finnes\/ikke/] },
    { name: "a log level that does not exist", options: ["--log-level", "loud"], says: [/loud/, /warning/] },
    { name: "a time that is none", options: ["--clock", "tomorrow"], says: [/--clock tomorrow/, /PT31M, -P1D, P18M, 2027-01-01T00:00:00Z/] },
    { name: "a signing algorithm of another family", options: ["--maskinporten-signing-alg", "PS256"], says: [/--maskinporten-signing-alg PS256/, /RS256, RS384 or RS512/] },
    { name: "an age of contact information that is no number", options: ["--idporten-ask-contact", "sometimes"], says: [/--idporten-ask-contact sometimes/, /whole number/] },
    { name: "a third reading of expired data", options: ["--kontaktregisteret-expired", "hidden"], says: [/--kontaktregisteret-expired hidden/, /told or left-out/] },
    { name: "a key size that is not offered", options: ["--maskinporten-key-size", "1024"], says: [/--maskinporten-key-size 1024/, /2048, 3072 or 4096/] },
  ]) {
    test(row.name, async () => {
      const { code, log } = await run_to_the_end(...row.options);
      assert.equal(code, 2, log);
      for (const expected of row.says) assert.match(log, expected);
    });
  }

  const broken_fixtures = async (name, file, edit) => {
    const copy = join(folder, name);
    await cp(fixtures, copy, { recursive: true });
    const path = join(copy, file);
    await writeFile(path, edit(await readFile(path, "utf8")));
    return copy;
  };
  const with_json = (kind, edit) => (text) => {
    const document = JSON.parse(text);
    edit(document[kind]);
    return JSON.stringify(document, null, 2);
  };
  for (const row of [
    {
      name: "a fixture file that is no JSON", file: "clients.json", edit: (text) => text.replace("[", "[,"),
      says: [/clients\.json/, /line 1/],
    },
    {
      name: "a person who is not synthetic", file: "persons.json",
      edit: with_json("persons", (persons) => { persons[3].personidentifikator = "01010012345"; }),
      says: [/persons\.json/, /entry 4\b/, /personidentifikator/, /synthetic/],
    },
    {
      name: "a client without client_id", file: "clients.json",
      edit: with_json("clients", (clients) => { delete clients[1].client_id; }),
      says: [/clients\.json/, /entry 2\b/, /client_id/],
    },
  ]) {
    test(`${row.name}: the file and the place are named`, async () => {
      const copy = await broken_fixtures(row.file + row.name.length, row.file, row.edit);
      await assert.rejects(start("--fixtures", copy), (refusal) => {
        assert.match(refusal.message, /ended with 2 before it was ready/);
        for (const expected of row.says) assert.match(refusal.message, expected);
        return true;
      });
    });
  }
});

test("--database keeps a change through a SIGKILL", async () => {
  const file = join(folder, "krr.db");
  const token_of = async ({ origins }) => {
    const config = await relying_party(origins, "min-tjeneste");
    return (await headless_login(config, { scope: `openid ${contact_scope} krr:user/spraak.write` })).tokens.access_token;
  };
  const person_url = ({ origins }) => `${origins.kontaktregisteret}/rest/v1/person`;
  const language = async (emulator) => {
    const answer = await fetch(person_url(emulator), { headers: { Authorization: `Bearer ${await token_of(emulator)}` } });
    assert.equal(answer.status, 200);
    return (await answer.json()).spraak;
  };

  const first = await start("--database", file);
  assert.equal(await language(first), "nb");
  const changed = await fetch(person_url(first), {
    method: "PATCH",
    headers: { Authorization: `Bearer ${await token_of(first)}`, "Content-Type": "application/json" },
    body: JSON.stringify({ spraak: "se" }),
  });
  assert.equal(changed.status, 204, await changed.text());
  await first.kill();

  const second = await start("--database", file);
  try {
    assert.equal(await language(second), "se");
  } finally {
    await second.stop();
  }
});

test("--database keeps a rotation of signing keys through a SIGKILL", async () => {
  const file = join(folder, "keys.db");
  const signing_keys = async ({ origins }, action) => {
    const answer = await fetch(`${origins.konsoll}/signing-keys`, action && { method: "POST", body: new URLSearchParams({ action }) });
    assert.equal(answer.status, 200);
    return answer.json();
  };
  const first = await start("--database", file, "--maskinporten-signing-alg", "RS512");
  const published = await signing_keys(first, "publish");
  const switched = await signing_keys(first, "switch");
  assert.deepEqual(switched.keys.map(({ kid, state }) => [kid, state]), [[published.keys[0].kid, "previous"], [published.keys[1].kid, "current"]]);
  assert.equal(switched.alg, "RS512");
  await first.kill();

  const second = await start("--database", file, "--maskinporten-signing-alg", "RS512");
  try {
    assert.deepEqual(await signing_keys(second), switched);
    const { keys } = await (await fetch(`${second.origins.maskinporten}/jwk`)).json();
    assert.deepEqual(keys.map(({ kid }) => kid), switched.keys.map(({ kid }) => kid));
  } finally {
    await second.stop();
  }
});

test("everything in memory is gone after a stop", async () => {
  const first = await start();
  const config = await relying_party(first.origins, "min-tjeneste");
  const { tokens } = await headless_login(config);
  const ports = Object.entries(first.origins).flatMap(([product, url]) => [`--${product}-port`, new URL(url).port]);
  await first.stop();

  const second = await start(...ports);
  try {
    const userinfo = await fetch(`${second.origins.idporten}/userinfo`, { headers: { Authorization: `Bearer ${tokens.access_token}` } });
    assert.equal(userinfo.status, 401);
  } finally {
    await second.stop();
  }
});
