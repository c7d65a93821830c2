// Other programs, run to their end.
import { execFile } from "node:child_process";

// { code, stdout, stderr }; `input` goes to standard input.
export function run(program, args, { input = "", env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { env: { ...process.env, ...env }, timeout: 60_000 }, (failure, stdout, stderr) => {
      if (failure && typeof failure.code !== "number") reject(failure);
      else resolve({ code: failure?.code ?? 0, stdout, stderr });
    });
    child.stdin.end(input);
  });
}

// The same, and its standard output is wanted.
export async function output_of(program, args, options) {
  const { code, stdout, stderr } = await run(program, args, options);
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${code}:\n${stderr}`);
  return stdout;
}
