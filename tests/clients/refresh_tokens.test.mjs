// Refresh tokens and their end as openid-client uses them, and across the death of the emulator.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

import { decodeJwt } from "jose";
import * as oidc from "openid-client";

import { start } from "./support/emulator.mjs";
import { headless_login, own_clients, refusal_of, relying_party } from "./support/idporten.mjs";

const reused = "The refresh token has been used before; all tokens of the grant are revoked";

let emulator;
before(async () => { emulator = await start(); });
after(() => emulator.stop());

for (const client_id of own_clients) {
  describe(`refresh tokens of ${client_id}`, () => {
    let config;
    before(async () => { config = await relying_party(emulator.origins, client_id); });

    test("[OpenID Connect Core 12] a refresh gives a new access token and a new refresh token", async () => {
      const { tokens } = await headless_login(config);
      assert.equal(tokens.refresh_token_expires_in, 600);
      const fresh = await oidc.refreshTokenGrant(config, tokens.refresh_token);
      assert.notEqual(fresh.access_token, tokens.access_token);
      assert.notEqual(fresh.refresh_token, tokens.refresh_token);
      assert.equal(fresh.scope, "openid profile");
      assert.equal(fresh.id_token, undefined);
      assert.equal(decodeJwt(fresh.access_token).sub, decodeJwt(tokens.access_token).sub);
      const { sub } = tokens.claims();
      assert.equal((await oidc.fetchUserInfo(config, fresh.access_token, sub)).sub, sub);
    });

    test("[RFC 9700 4.14.2] a refresh token that comes again ends the grant", async () => {
      const { tokens } = await headless_login(config);
      const fresh = await oidc.refreshTokenGrant(config, tokens.refresh_token);
      const { status, error, description } = await refusal_of(oidc.refreshTokenGrant(config, tokens.refresh_token));
      assert.deepEqual({ status, error, description }, { status: 400, error: "invalid_grant", description: reused });
      const ended = await refusal_of(oidc.refreshTokenGrant(config, fresh.refresh_token));
      assert.equal(ended.error, "invalid_grant");
      await assert.rejects(oidc.fetchUserInfo(config, fresh.access_token, oidc.skipSubjectCheck));
    });

    test("[RFC 7009 2.1] a revoked token ends the other one of its grant", async () => {
      for (const kind of ["access_token", "refresh_token"]) {
        const { tokens } = await headless_login(config);
        await oidc.tokenRevocation(config, tokens[kind]);
        assert.equal((await refusal_of(oidc.refreshTokenGrant(config, tokens.refresh_token))).error, "invalid_grant");
        await assert.rejects(oidc.fetchUserInfo(config, tokens.access_token, oidc.skipSubjectCheck));
      }
    });
  });
}

test("[RFC 9700 4.14.2] of fifty refreshes at once one is answered, and its grant has ended", async () => {
  const config = await relying_party(emulator.origins, "min-tjeneste");
  const { tokens } = await headless_login(config);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 50 }, () => oidc.refreshTokenGrant(config, tokens.refresh_token)));
  const won = outcomes.filter(({ status }) => status === "fulfilled");
  assert.equal(won.length, 1);
  assert.ok(outcomes.every(({ status, reason }) => status === "fulfilled" || reason.error === "invalid_grant"));
  assert.equal((await refusal_of(oidc.refreshTokenGrant(config, won[0].value.refresh_token))).error, "invalid_grant");
});

test("with --database a refresh token outlives a kill -9, and a used one is still known as used", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "emulator-"));
  t.after(() => rm(folder, { recursive: true }));
  const options = ["--database", join(folder, "data.sqlite")];
  const first = await start(...options);
  const config = await relying_party(first.origins, "min-tjeneste");
  const login = (await headless_login(config)).tokens;
  const kept = await oidc.refreshTokenGrant(config, login.refresh_token);
  await first.kill();

  const second = await start(...options);
  t.after(() => second.stop());
  const again = await relying_party(second.origins, "min-tjeneste");
  const fresh = await oidc.refreshTokenGrant(again, kept.refresh_token);
  assert.ok(fresh.access_token);
  assert.equal((await refusal_of(oidc.refreshTokenGrant(again, login.refresh_token))).description, reused);
  assert.equal((await refusal_of(oidc.refreshTokenGrant(again, fresh.refresh_token))).error, "invalid_grant");
});
