// Other programs, run to their end.
import { execFile } from "node:child_process";

// { code, stdout, stderr }; `input` goes to standard input.
export function run(program, args, { input = "", env = {}, cwd } = {}) {
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { cwd, env: { ...process.env, ...env }, timeout: 60_000 }, (failure, stdout, stderr) => {
      if (failure && typeof failure.code !== "number") reject(failure);
      else resolve({ code: failure?.code ?? 0, stdout, stderr });
    });
    child.stdin.on("error", () => {}); // who reads nothing may be gone before the input is
    child.stdin.end(input);
  });
}

// The same, and its standard output is wanted.
export async function output_of(program, args, options) {
  const { code, stdout, stderr } = await run(program, args, options);
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${code}:\n${stderr}`);
  return stdout;
}

// A Python with these modules. The distribution's has the distribution's packages, whatever else comes first in PATH.
export async function python(modules) {
  for (const candidate of ["/usr/bin/python3", "python3"]) {
    const found = await run(candidate, ["-c", `import ${modules}`]).catch(() => ({ code: 1 }));
    if (found.code === 0) return candidate;
  }
  throw new Error(`no Python has ${modules}; scripts/packages test installs them`);
}
