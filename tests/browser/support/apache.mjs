// Apache with mod_auth_openidc as a service of ID-porten, started from a configuration of its own.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const modules = "/usr/lib/apache2/modules";
const loaded = {
  mpm_event_module: "mod_mpm_event.so", authn_core_module: "mod_authn_core.so", authz_core_module: "mod_authz_core.so",
  authz_user_module: "mod_authz_user.so", dir_module: "mod_dir.so", include_module: "mod_include.so",
  filter_module: "mod_filter.so", mime_module: "mod_mime.so", auth_openidc_module: "mod_auth_openidc.so",
};

// The claims as the module hands them to what stands behind it.
const claims_page = (claims) => `<!doctype html><meta charset="utf-8"><title>Beskyttet</title><h1>Beskyttet</h1>
${claims.map((name) => `<p data-testid="${name}"><!--#echo var="OIDC_CLAIM_${name}" --></p>`).join("\n")}
`;

async function free_port() {
  const server = createServer().listen(0, "localhost");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

function configuration({ folder, port, idporten, client_id, client_secret }) {
  return `
ServerRoot ${folder}
ServerName localhost
Listen 127.0.0.1:${port}
PidFile ${folder}/apache.pid
DefaultRuntimeDir ${folder}
ErrorLog ${folder}/error.log
LogLevel warn
DocumentRoot ${folder}/pages
${Object.entries(loaded).map(([name, file]) => `LoadModule ${name} ${modules}/${file}`).join("\n")}
TypesConfig /dev/null
AddType text/html .html
AddOutputFilter INCLUDES .html
DirectoryIndex index.html
<Directory ${folder}/pages>
  Options +Includes
  Require all granted
</Directory>

OIDCProviderMetadataURL ${idporten}/.well-known/openid-configuration
OIDCClientID ${client_id}
OIDCClientSecret ${client_secret}
OIDCProviderTokenEndpointAuth client_secret_basic
OIDCScope "openid profile"
OIDCPKCEMethod S256
OIDCRedirectURI http://localhost:${port}/callback
OIDCDefaultLoggedOutURL http://localhost:${port}/
OIDCCryptoPassphrase only-for-this-test
OIDCRemoteUserClaim pid
<Location /protected>
  AuthType openid-connect
  Require valid-user
</Location>
<Location /callback>
  AuthType openid-connect
  Require valid-user
</Location>
`;
}

// A port on which Apache can be told to listen, with the addresses that ID-porten must know.
export async function apache_addresses() {
  const port = await free_port();
  const url = `http://localhost:${port}`;
  return {
    port,
    url,
    redirect_uri: `${url}/callback`,
    post_logout_redirect_uri: `${url}/`,
    frontchannel_logout_uri: `${url}/callback?logout=get`,
  };
}

// Started and answering; `stop()` ends it. `claims` are shown on /protected, each as data-testid=<claim>.
export async function start_apache({ port, url }, { idporten, client_id, client_secret, claims }) {
  const folder = mkdtempSync(join(tmpdir(), "emulator-apache-"));
  mkdirSync(join(folder, "pages", "protected"), { recursive: true });
  writeFileSync(join(folder, "pages", "index.html"), "<!doctype html><title>Åpen</title><h1 data-testid=\"open\">Open</h1>");
  writeFileSync(join(folder, "pages", "protected", "index.html"), claims_page(claims));
  const file = join(folder, "apache.conf");
  writeFileSync(file, configuration({ folder, port, idporten, client_id, client_secret }));
  const child = spawn("/usr/sbin/apache2", ["-f", file, "-DFOREGROUND"], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text) => { said += text; });
  const log = () => {
    try {
      return said + readFileSync(join(folder, "error.log"), "utf8");
    } catch {
      return said;
    }
  };
  await answers(url, child, log);
  return {
    log,
    async stop() {
      const ended = once(child, "close");
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

async function answers(url, child, log) {
  for (let tries = 0; tries < 100; tries++) {
    assert.equal(child.exitCode, null, `Apache ended:\n${log()}`);
    try {
      if ((await fetch(url)).ok) return;
    } catch {
      // Not yet.
    }
    await pause(100);
  }
  assert.fail(`Apache does not answer:\n${log()}`);
}
