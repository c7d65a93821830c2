// npm oidc-provider with its in-memory adapter and its own login and consent pages; a client with private_key_jwt.
//   node oidc_provider.mjs PORT PROCESSES CLIENT_ID CLIENT_KEY.pem KID REDIRECT_URI
import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";

import Provider from "oidc-provider";

import { on_every_core } from "./cluster.mjs";

const [port, processes, client_id, key_file, kid, redirect_uri] = process.argv.slice(2);

const as_jwk = (key, kid) => ({ ...key.export({ format: "jwk" }), kid, alg: "RS256", use: "sig" });

function serve() {
  const provider = new Provider(`http://localhost:${port}`, {
    clients: [{
      client_id,
      token_endpoint_auth_method: "private_key_jwt",
      token_endpoint_auth_signing_alg: "RS256",
      jwks: { keys: [as_jwk(createPublicKey(createPrivateKey(readFileSync(key_file))), kid)] },
      redirect_uris: [redirect_uri],
      application_type: "native",
    }],
    jwks: { keys: [as_jwk(generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey, "provider")] },
    cookies: { keys: ["only-for-this-measurement"] },
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: true },
      // As ID-porten's: the access token is a signed JWT too.
      resourceIndicators: {
        enabled: true,
        defaultResource: () => "urn:api",
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: "api:read", audience: "urn:api", accessTokenFormat: "jwt", accessTokenTTL: 120,
          jwt: { sign: { alg: "RS256" } },
        }),
      },
    },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  });
  provider.listen(Number(port), "127.0.0.1");
}

await on_every_core(Number(processes), serve);
