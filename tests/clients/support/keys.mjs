import { readFileSync } from "node:fs";

import { importJWK } from "jose";

import { fixtures } from "./emulator.mjs";

export const jwk_of = (name) => JSON.parse(readFileSync(`${fixtures}/keys/${name}.jwk.json`, "utf8"));

// { key, kid, x5c } of fixtures/keys/<name>.jwk.json; kid or x5c is undefined where the file has none.
export async function private_key(name, algorithm = "RS256") {
  const jwk = jwk_of(name);
  return { key: await importJWK(jwk, algorithm), kid: jwk.kid, x5c: jwk.x5c };
}
