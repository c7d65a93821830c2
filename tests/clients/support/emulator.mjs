// The built emulator as a child process on free ports.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../..", import.meta.url));
export const fixtures = `${root}fixtures`;

export const products = ["konsoll", "maskinporten", "idporten", "kontaktregisteret", "minprofil", "selvbetjening",
  "demotjeneste"];
const longest_stop_ms = 1000;

function executable() {
  const path = process.env.DIGDIR_EMULATOR;
  assert.ok(path, "set DIGDIR_EMULATOR to the path of the built digdir-emulator");
  return path;
}

// Whatever the shell around the tests has set must not change the emulator under test.
function clean_environment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("DIGDIR_")));
}

function launch(options) {
  const child = spawn(executable(), options, { env: clean_environment(), stdio: ["ignore", "pipe", "pipe"] });
  const launched = { child, log: "" };
  child.stderr.setEncoding("utf8").on("data", (text) => { launched.log += text; });
  // "close" and not "exit": by then everything that was printed has been read.
  launched.ended = once(child, "close").then(([code, signal]) => ({ code, signal, log: launched.log }));
  launched.ended.catch(() => {});
  return launched;
}

// Runs it to its own end, as where it refuses to start: { code, signal, log }.
export async function run_to_the_end(...options) {
  const { child, ended } = launch(options);
  child.stdout.resume();
  return ended;
}

// Runs a command to its end: { code, out }.
export async function output_of(...options) {
  const { child, ended } = launch(options);
  let out = "";
  child.stdout.setEncoding("utf8").on("data", (text) => { out += text; });
  return { code: (await ended).code, out };
}

// Started and ready. `options` win over the free ports and the fixtures of the source tree.
//   origins   public URLs by product, without a slash at the end
//   stop()    SIGTERM; fails unless it ends with 0 within a second
//   kill()    SIGKILL
export async function start(...options) {
  const ports = products.flatMap((product) => [`--${product}-port`, "0"]);
  const given = new Set(options);
  const defaults = [...ports, "--fixtures", fixtures];
  const arguments_ = [];
  for (let i = 0; i < defaults.length; i += 2) {
    if (!given.has(defaults[i])) arguments_.push(defaults[i], defaults[i + 1]);
  }
  const launched = launch([...arguments_, ...options]);
  const { child, ended } = launched;
  const origins = await Promise.race([read_origins(child.stdout), refused_to_start(ended)]);
  return {
    origins,
    get log() { return launched.log; },
    async stop() {
      const began = performance.now();
      child.kill("SIGTERM");
      const { code, signal } = await ended;
      const took = performance.now() - began;
      assert.deepEqual({ code, signal }, { code: 0, signal: null }, launched.log);
      assert.ok(took < longest_stop_ms, `the emulator took ${Math.round(took)} ms to stop`);
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

async function refused_to_start(ended) {
  const { code, signal, log } = await ended;
  throw new Error(`the emulator ended with ${code ?? signal} before it was ready:\n${log}`);
}

// From the lines "  Maskinporten       http://localhost:4701" up to "digdir-emulator ready at …".
async function read_origins(stdout) {
  const origins = {};
  for await (const line of createInterface({ input: stdout })) {
    const origin = line.match(/^ {2}(\S+) +(http:\/\/\S+)$/);
    if (origin) origins[origin[1].toLowerCase().replaceAll("-", "")] = origin[2];
    if (!line.startsWith("digdir-emulator ready at ")) continue;
    stdout.resume();
    assert.deepEqual(Object.keys(origins).sort(), [...products].sort());
    assert.ok(line.startsWith(`digdir-emulator ready at ${origins.konsoll} in `), line);
    return origins;
  }
  return new Promise(() => {});  // its end says why
}
