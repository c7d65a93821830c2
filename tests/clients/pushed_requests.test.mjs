// Pushed authorization requests and the response modes of ID-porten, as openid-client sees them.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

import * as oidc from "openid-client";

import { start } from "./support/emulator.mjs";
import {
  finish, headless_hint, open_testid, own_clients, redirect_uri, refusal_of, relying_party, someone,
} from "./support/idporten.mjs";
import { read_form, UserAgent } from "./support/user_agent.mjs";

let emulator;

before(async () => {
  emulator = await start();
});
after(() => emulator.stop());

async function push(config, parameters = {}) {
  const [verifier, state, nonce] = [oidc.randomPKCECodeVerifier(), oidc.randomState(), oidc.randomNonce()];
  const url = await oidc.buildAuthorizationUrlWithPAR(config, {
    redirect_uri, scope: "openid profile", state, nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256", ...parameters,
  });
  return { url, verifier, state, nonce };
}

describe("pushed requests", () => {
  for (const client_id of own_clients) {
    test(`[RFC 9126 2] ${client_id} pushes its request and logs in by the login page`, async () => {
      const config = await relying_party(emulator.origins, client_id);
      const login = await push(config);
      assert.deepEqual([...login.url.searchParams.keys()].sort(), ["client_id", "request_uri"]);
      const agent = new UserAgent();
      await agent.open(login.url);  // and once more: a page may be loaded again
      const { action, fields } = read_form(await open_testid(agent, login.url), "login-form");
      const answer = await agent.open(action, { form: { ...fields, pid: someone } });
      const tokens = await finish(config, login, new URL(answer.location));
      assert.equal(tokens.claims().pid, someone);
      const again = await agent.open(login.url);
      assert.equal(again.status, 400);
      assert.match(again.text, /used before/);
    });

    test(`[idporten 5] ${client_id} pushes a headless login`, async () => {
      const config = await relying_party(emulator.origins, client_id);
      const login = await push(config, headless_hint());
      const answer = await new UserAgent().open(login.url);
      assert.equal((await finish(config, login, new URL(answer.location))).claims().pid, someone);
    });
  }

  test("[RFC 9126 2.3] what is wrong is told at once", async () => {
    const config = await relying_party(emulator.origins, "min-tjeneste");
    const refusal = await refusal_of(push(config, { scope: "openid altinn:x" }));
    assert.equal(refusal.status, 400);
    assert.equal(refusal.error, "invalid_scope");
  });
});

test("--database keeps a pushed request through a SIGKILL, and that it was used", async () => {
  const folder = mkdtempSync(join(tmpdir(), "pushed-"));
  const file = join(folder, "pushed.db");
  const first = await start("--database", file);
  const login = await push(await relying_party(first.origins, "min-tjeneste"), headless_hint());
  await first.kill();

  const second = await start("--database", file);
  try {
    const url = second.origins.idporten + login.url.pathname + login.url.search;
    assert.equal((await new UserAgent().open(url)).status, 302);
    assert.equal((await new UserAgent().open(url)).status, 400);
  } finally {
    await second.stop();
    rmSync(folder, { recursive: true });
  }
});

describe("response modes", () => {
  test("[Form Post Response Mode 2] openid-client reads an answer that a browser posts", async () => {
    const config = await relying_party(emulator.origins, "min-tjeneste");
    const login = await push(config, { ...headless_hint(), response_mode: "form_post" });
    const page = await new UserAgent().open(login.url);
    assert.equal(page.status, 200);
    const { action, fields } = read_form(page, "form-post");
    assert.equal(action, redirect_uri);
    const posted = new Request(action, { method: "POST", body: new URLSearchParams(fields) });
    assert.equal((await finish(config, login, posted)).claims().pid, someone);
  });

  for (const response_mode of ["query.jwt", "form_post.jwt"]) {
    test(`[JARM 2.4] openid-client believes the signed answer of ${response_mode}`, async () => {
      // With this on, openid-client asks for response_mode=jwt, which ID-porten does not list: it asks without.
      const config = await relying_party(emulator.origins, "min-tjeneste");
      oidc.useJwtResponseMode(config);
      const login = await push(await relying_party(emulator.origins, "min-tjeneste"), { ...headless_hint(), response_mode });
      const page = await new UserAgent().open(login.url);
      let callback;
      if (response_mode === "query.jwt") {
        callback = new URL(page.location);
        assert.deepEqual([...callback.searchParams.keys()], ["response"]);
      } else {
        const { action, fields } = read_form(page, "form-post");
        assert.deepEqual(Object.keys(fields), ["response"]);
        callback = new Request(action, { method: "POST", body: new URLSearchParams(fields) });
      }
      assert.equal((await finish(config, login, callback)).claims().pid, someone);

      const forged = page.location && new URL(page.location.replace(/\.[^.]*$/, ".AAAA"));
      if (forged) await assert.rejects(finish(config, login, forged));
    });
  }
});
