// What the tests of the browser need of this folder's packages; modules are found from the file that names them.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

export { CompactSign, decodeJwt, importJWK } from "jose";
export { chromium } from "playwright-core";

export const axe_source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
