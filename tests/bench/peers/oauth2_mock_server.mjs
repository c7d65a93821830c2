// npm oauth2-mock-server, which neither logs in nor looks at who asks: node oauth2_mock_server.mjs PORT PROCESSES
import { OAuth2Server } from "oauth2-mock-server";

import { on_every_core } from "./cluster.mjs";

const [port, processes] = process.argv.slice(2);

async function serve() {
  const server = new OAuth2Server();
  await server.issuer.keys.generate("RS256");
  await server.start(Number(port), "127.0.0.1");
}

await on_every_core(Number(processes), serve);
