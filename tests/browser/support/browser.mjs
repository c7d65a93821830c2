// Chromium against the emulator, and what every page is held to.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { root } from "../../clients/support/emulator.mjs";
import { chromium } from "../../clients/support/packages.mjs";

const step_ms = 15_000;
export const languages = ["nb", "nn", "en", "se"];
export const messages = Object.fromEntries(
  languages.map((code) => [code, JSON.parse(readFileSync(`${root}web/messages/${code}.json`, "utf8"))]));

export const launch = () =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });

// A page in a browser without cookies, with `problems`: what no page may do, as loading from elsewhere,
// breaking its Content-Security-Policy or throwing. Pages that would go on by themselves wait for the test, unless
// `goes_on`.
export async function new_page(browser, { goes_on = false, ...options } = {}) {
  const context = await browser.newContext({ locale: "nb-NO", ...options });
  if (!goes_on) await context.route("**/static/approve.js", (route) => route.fulfill({ body: "" }));
  const page = await context.newPage();
  page.setDefaultTimeout(step_ms);
  page.problems = [];
  page.on("pageerror", (error) => page.problems.push(`script: ${error}`));
  page.on("console", (message) => {
    if (message.text().includes("Content Security Policy")) page.problems.push(message.text());
  });
  page.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith("http") && hostname !== "localhost") page.problems.push(`loads ${request.url()}`);
  });
  return page;
}

// Into SCREENSHOTS, or nowhere.
export async function screenshot(page, name) {
  const folder = process.env.SCREENSHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

export const text_of = async (page, testid) => (await page.getByTestId(testid).textContent()).trim();

export async function expect_page(page, testid) {
  await page.getByTestId(testid).first().waitFor({ state: "visible" });
}

// Runs in the page: the focused element, and whether people can see that it has the focus. A radio button's
// outline is around its field, and the skip link shows its focus by being there at all.
function focused_element() {
  const element = document.activeElement;
  const outlined = [element, element.closest(".ds-field")].filter(Boolean).map((part) => getComputedStyle(part))
    .some(({ outlineStyle, outlineWidth }) => outlineStyle !== "none" && outlineWidth !== "0px");
  const { width, height } = element.getBoundingClientRect();
  const seen = (outlined || element.matches(".ds-skip-link")) && width > 0 && height > 0;
  return { testid: element.dataset.testid, seen, html: element.outerHTML.slice(0, 200) };
}

// Presses Tab until the element has the focus; fails where the way there leads over something unseen.
export async function tab_to(page, testid, most = 80) {
  for (let presses = 0; presses < most; presses++) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(focused_element);
    assert.ok(focused.seen, `the focus cannot be seen on ${focused.html}`);
    if (focused.testid === testid) return;
  }
  assert.fail(`${testid} is not reached by ${most} presses of Tab`);
}
