// The code that Selvbetjening shows for a client just made, copied from its page and run as it stands. C# and Go have
// no compiler among the packages of the tests; Java runs where there is one.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

import { start } from "./support/emulator.mjs";
import { headless_hint, redirect_uri, someone } from "./support/idporten.mjs";
import { output_of, python, run } from "./support/programs.mjs";

let folder;
let emulator;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "digdir-emulator-"));
  await symlink(new URL("node_modules", import.meta.url).pathname, join(folder, "node_modules"));
  emulator = await start();
});
after(async () => {
  await emulator.stop();
  await rm(folder, { recursive: true });
});

const entities = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'" };
const text_after = (html, mark) => html.slice(html.indexOf(mark)).match(/<pre[^>]*>([^<]*)<\/pre>/)[1]
  .replace(/&[^;]+;/g, (entity) => entities[entity]);

// A client made by hand: { secret, sample(language) }; its private key lies in the folder.
async function make(scopes, form) {
  const answer = await fetch(`${emulator.origins.selvbetjening}/integrations`, {
    method: "POST",
    body: new URLSearchParams([
      ...Object.entries({ client_name: "Prøve", description: "Prøver koden", keys: "generate", ...form }),
      ...scopes.map((scope) => ["scope", scope]),
    ]),
  });
  const html = await answer.text();
  assert.equal(answer.status, 200, html);
  if (html.includes('data-testid="private-pem"'))
    await writeFile(join(folder, "private-key.pem"), text_after(html, "<h2 class=\"ds-heading\" data-size=\"2xs\">PEM"));
  return {
    secret: html.includes('data-testid="secret"') ? text_after(html, 'data-testid="new-secret"') : "",
    sample: (language) => text_after(html, `data-testid="sample-${language}"`),
  };
}

const languages = [
  { name: "curl", file: "sample.sh", program: () => "sh" },
  { name: "Node.js", file: "sample.mjs", program: () => process.execPath },
  { name: "Python", file: "sample.py", program: () => python("jwt, requests") },
];

async function written({ file }, code) {
  await writeFile(join(folder, file), code);
  return file;
}

describe("a client of Maskinporten", () => {
  let client;
  before(async () => {
    client = await make(["krr:global/kontaktinformasjon.read"], {
      integration_type: "maskinporten", application_type: "web", token_endpoint_auth_method: "private_key_jwt",
    });
  });
  const java = { name: "Java", file: "Token.java", program: () => "java" };
  for (const language of [...languages, java]) {
    test(`gets a token with ${language.name}`, async (t) => {
      const program = await language.program();
      if (language === java && (await run(program, ["-version"]).catch(() => ({ code: 1 }))).code !== 0)
        return t.skip("there is no Java here");
      const file = await written(language, client.sample(language.name));
      const printed = await output_of(program, [file], { cwd: folder });
      assert.match(printed, /access_token['"]?: ?['"]eyJ/);
    });
  }
});

// Runs a sample of a login: goes where it says, and gives it the address that comes of it.
async function log_in(program, file, secret) {
  const child = spawn(program, [file], { cwd: folder, env: { ...process.env, IDPORTEN_CLIENT_SECRET: secret } });
  const ended = once(child, "close");
  const printed = { out: "", faults: "" };
  child.stderr.setEncoding("utf8").on("data", (text) => { printed.faults += text; });
  let login;
  child.stdout.setEncoding("utf8").on("data", async (text) => {
    printed.out += text;
    const found = printed.out.match(/^(http:\S+\/authorize\?\S+)\n/m);
    if (login || !found) return;
    login = new URL(found[1]);
    for (const [name, value] of Object.entries(headless_hint())) login.searchParams.set(name, value);
    const answer = await fetch(login, { redirect: "manual" });
    child.stdin.end(`${answer.headers.get("Location")}\n`);
  });
  const [code] = await ended;
  assert.equal(code, 0, printed.faults + printed.out);
  return printed.out;
}

const methods = [
  ["client_secret_basic", "web"], ["client_secret_post", "web"], ["private_key_jwt", "web"], ["none", "browser"],
];
for (const [token_endpoint_auth_method, application_type] of methods) {
  describe(`a client of ID-porten with ${token_endpoint_auth_method}`, () => {
    let client;
    before(async () => {
      client = await make(["openid", "profile"], {
        integration_type: "idporten", application_type, token_endpoint_auth_method,
        redirect_uris: redirect_uri, post_logout_redirect_uris: "http://localhost:3000/",
      });
    });
    for (const language of languages) {
      test(`logs somebody in with ${language.name}`, async () => {
        const file = await written(language, client.sample(language.name));
        const printed = await log_in(await language.program(), file, client.secret);
        // The shell prints the tokens, the others what the id_token says once they have checked it.
        const id_token = printed.match(/"id_token":"[^".]+\.([^".]+)/);
        const claims = id_token ? Buffer.from(id_token[1], "base64url").toString() : printed;
        assert.match(claims, new RegExp(`pid['"]?: ?['"]${someone}`));
      });
    }
  });
}
