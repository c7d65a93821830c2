// An organisation at Maskinporten and Oppslagstjenesten, with grants signed by the jose of npm.
import { randomUUID } from "node:crypto";

import { CompactSign } from "jose";

import { private_key } from "./keys.mjs";

export const jwt_bearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";
export const contact_scope = "krr:global/kontaktinformasjon.read";

// The claims of an ordinary grant of demo-etat-nokkel.
export function grant_claims(origins, changes = {}) {
  const iat = Math.floor(Date.now() / 1000);
  return {
    aud: `${origins.maskinporten}/`,
    iss: "demo-etat-nokkel",
    scope: contact_scope,
    iat,
    exp: iat + 100,
    jti: randomUUID(),
    ...changes,
  };
}

// Signs the payload as it is written, for what JSON.stringify does not write by itself.
export async function sign(payload, { key_name = "demo-etat-nokkel", header = {} } = {}) {
  const { key, kid, x5c } = await private_key(key_name, header.alg);
  const named = x5c ? { x5c } : { kid };
  const text = typeof payload === "string" ? payload : JSON.stringify(payload);
  return new CompactSign(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: "RS256", ...named, ...header })
    .sign(key);
}

export function token_request(assertion) {
  return new URLSearchParams({ grant_type: jwt_bearer, assertion });
}

export async function exchange(origins, assertion, path = "/token") {
  const response = await fetch(`${origins.maskinporten}${path}`, { method: "POST", body: token_request(assertion) });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

export async function access_token(origins, changes, signing) {
  const { status, body } = await exchange(origins, await sign(grant_claims(origins, changes), signing));
  if (status !== 200) throw new Error(`Maskinporten answered ${status}: ${JSON.stringify(body)}`);
  return body.access_token;
}

// The person as Oppslagstjenesten knows them, for an organisation.
export async function look_up(origins, token, pid) {
  const response = await fetch(`${origins.kontaktregisteret}/rest/v2/personer`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify({ personidentifikatorer: [pid] }),
  });
  if (response.status !== 200) throw new Error(`Oppslagstjenesten answered ${response.status}: ${await response.text()}`);
  const { personer } = await response.json();
  if (personer.length !== 1) throw new Error(`expected one person, got ${JSON.stringify(personer)}`);
  return personer[0];
}
