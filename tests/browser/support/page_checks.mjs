// What a page is held to. Each check gives its complaints as texts, none where the page is sound.
import { axe_source } from "../../clients/support/packages.mjs";
import { languages, messages } from "./browser.mjs";

const most_bytes = 60_000;
const sure_to_be_a_sentence = 12;  // letters; shorter texts are the same in more than one language

// Bokmål's texts that can be no part of a page in the other language.
function foreign_texts(code) {
  const own = Object.values(messages[code]);
  return Object.values(messages.nb).filter((text) =>
    text.length >= sure_to_be_a_sentence && !text.includes("{{") && !own.some((other) => other.includes(text)));
}
export const foreign = Object.fromEntries(languages.map((code) => [code, code === "nb" ? [] : foreign_texts(code)]));

// The page's text, without what is marked as Bokmål: names and stories of the data set.
function text_not_in_nb() {
  const copy = document.body.cloneNode(true);
  copy.querySelectorAll("[lang=nb]").forEach((element) => element.remove());
  return copy.textContent;
}

export async function speaks(page, code, heading) {
  const complaints = [];
  const lang = await page.locator("html").getAttribute("lang");
  if (lang !== code) complaints.push(`lang is ${lang}`);
  const headings = await page.locator("h1").allTextContents();
  if (headings.length !== 1) complaints.push(`${headings.length} h1`);
  if (heading && headings[0].trim() !== messages[code][heading]) complaints.push(`the heading is ${headings[0]}`);
  const text = await page.evaluate(text_not_in_nb);
  complaints.push(...(text.match(/\[\[.*|\{\{.*/g) ?? []).map((mark) => `a mark was left: ${mark}`));
  complaints.push(...foreign[code].filter((other) => text.includes(other)).map((other) => `this is Bokmål: ${other}`));
  return complaints;
}

export async function says_it_is_an_emulator(page, code) {
  const complaints = [];
  if (!(await page.getByTestId("emulator-band").isVisible())) complaints.push("no band");
  if (!(await page.title()).endsWith(messages[code]["layout.emulator"])) complaints.push("the title does not say so");
  return complaints;
}

// What axe has to say, as "rule: element"; of all its rules, or of those named.
export async function axe(page, rules) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe_source);
  const { violations, looked } = await page.evaluate(async (only) => {
    const found = await globalThis.axe.run({ resultTypes: ["violations"], ...(only && { runOnly: only }) });
    return { violations: found.violations, looked: found.passes.length > 0 };
  }, rules);
  const complaints = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${help}): ${target.join(" ")}\n${failureSummary}`));
  return looked ? complaints : [...complaints, "axe has looked at nothing"];
}

// Only colours change.
export async function axe_in_the_dark(page) {
  await page.emulateMedia({ colorScheme: "dark" });
  try {
    return (await axe(page, ["color-contrast"])).map((complaint) => `in the dark: ${complaint}`);
  } finally {
    await page.emulateMedia({ colorScheme: "light" });
  }
}

// What reaches beyond the window's right edge.
function too_wide() {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (clientWidth > 320) return [`the window is ${clientWidth} wide`];
  if (scrollWidth <= clientWidth) return [];
  return [...document.body.querySelectorAll("*")]
    .filter((element) => element.getBoundingClientRect().right > clientWidth)
    .map((element) => `too wide: ${element.outerHTML.slice(0, 120)}`);
}

// [WCAG 1.4.10] At 320 pixels nobody scrolls sideways.
export async function fits_in_320_pixels(page, also = async () => {}) {
  const size = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  try {
    await also();
    return await page.evaluate(too_wide);
  } finally {
    await page.setViewportSize(size);
  }
}

// The headers that every page has: nothing from elsewhere, nothing inline, framed by nobody, kept by nobody.
export function headers_complaints(answer, { frames = false, logo = false } = {}) {
  const headers = answer.headers();
  const policy = Object.fromEntries((headers["content-security-policy"] ?? "").split(";")
    .map((directive) => directive.trim().split(/\s+/)).map(([name, ...sources]) => [name, sources]));
  const complaints = [];
  const expect = (sound, what) => { if (!sound) complaints.push(`${what} in ${JSON.stringify(policy)}`); };
  expect(policy["default-src"]?.join() === "'none'", "default-src is not 'none'");
  expect(policy["frame-ancestors"]?.join() === "'none'", "frame-ancestors is not 'none'");
  expect(policy["base-uri"]?.join() === "'none'", "base-uri is not 'none'");
  for (const [name, sources] of Object.entries(policy)) {
    if (name === "img-src" && logo) expect(sources.length === 2 && /^http:\/\/localhost:\d+\/static\/demotjeneste\.svg$/.test(sources[1]), "the logo");
    else if (name === "frame-src") expect(frames && sources.every((source) => source.startsWith("http://localhost:")), "frames");
    else expect(sources.every((source) => ["'none'", "'self'"].includes(source)), `${name} allows more than its own`);
  }
  expect(!frames || policy["frame-src"], "no frames");
  for (const [name, value] of [["x-content-type-options", "nosniff"], ["referrer-policy", "same-origin"], ["cache-control", "no-store"]]) {
    if (headers[name] !== value) complaints.push(`${name} is ${headers[name]}`);
  }
  return complaints;
}

// Runs in the page: keeps what gets the focus, and whether people can see that it has; gives the number of controls. A
// radio button's outline is around its field, and the skip link shows its focus by being there at all.
function record_focus() {
  const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  globalThis.controls = [...document.querySelectorAll(controls)].filter((element) =>
    !element.disabled && element.checkVisibility() && !element.matches("[aria-hidden=true]"));
  globalThis.focused = [];
  document.addEventListener("focusin", ({ target }) => {
    const outlined = [target, target.closest(".ds-field")].filter(Boolean).map((part) => getComputedStyle(part))
      .some(({ outlineStyle, outlineWidth }) => outlineStyle !== "none" && outlineWidth !== "0px");
    const { width, height } = target.getBoundingClientRect();
    globalThis.focused.push({ target, seen: (outlined || target.matches(".ds-skip-link")) && width > 0 && height > 0 });
  });
  return globalThis.controls.length;
}

// Runs in the page. One radio button of a group stands for them all: arrows lead to the others.
function focus_complaints() {
  const describe = (element) => element.outerHTML.slice(0, 160);
  const { focused, controls } = globalThis;
  const reached = new Set(focused.flatMap(({ target }) =>
    target.type === "radio" ? [...target.form.elements].filter(({ name }) => name === target.name) : [target]));
  return [
    ...focused.filter(({ seen }) => !seen).map(({ target }) => `the focus cannot be seen on ${describe(target)}`),
    ...controls.filter((element) => !reached.has(element)).map((element) => `not reached by Tab: ${describe(element)}`),
  ];
}

// [WCAG 2.1.1, 2.4.7] Tab leads to every control, and all can see where it is.
export async function can_be_used_by_keyboard(page) {
  await page.locator("body").focus();
  const controls = await page.evaluate(record_focus);
  for (let presses = 0; presses < controls + 2; presses++) await page.keyboard.press("Tab");
  return page.evaluate(focus_complaints);
}

// Runs in the page, as it is printed.
function print_complaints() {
  const shown = [...document.body.querySelectorAll("*")].filter((element) => element.checkVisibility());
  const of = (what, found) => found.map((element) => `${what}: ${element.outerHTML.slice(0, 120)}`);
  const has_text = (element) => [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const white = ["rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"];
  return [
    ...of("printed", shown.filter((element) => element.matches("nav, .bottom, .ds-skip-link, .ds-button"))),
    ...of("not black", shown.filter((element) => has_text(element) && getComputedStyle(element).color !== "rgb(0, 0, 0)")),
    ...of("not on white", shown.filter((element) => !element.matches("input, select, .mark") && !white.includes(getComputedStyle(element).backgroundColor))),
    ...(document.querySelector(".band").checkVisibility() ? [] : ["the band is not printed"]),
  ];
}

// On paper: black on white, without what can only be pressed.
export async function prints(page) {
  await page.emulateMedia({ media: "print" });
  try {
    return await page.evaluate(print_complaints);
  } finally {
    await page.emulateMedia({ media: "screen" });
  }
}

// Runs in the page.
function moving() {
  const still = ({ animationName, transitionDuration, scrollBehavior }) =>
    animationName === "none" && scrollBehavior === "auto" && transitionDuration.split(", ").every((time) => time === "0s");
  return [document.documentElement, ...document.querySelectorAll("body, body *")]
    .filter((element) => ["", "::before", "::after", "::details-content"].some((part) => !still(getComputedStyle(element, part))))
    .map((element) => `moves: ${element.outerHTML.slice(0, 120)}`);
}

// [WCAG 2.3.3] For those who have asked for less motion there is none.
export async function keeps_still(page) {
  await page.emulateMedia({ reducedMotion: "reduce" });
  try {
    return await page.evaluate(moving);
  } finally {
    await page.emulateMedia({ reducedMotion: "no-preference" });
  }
}

// Runs in the page: what it has loaded, but for fonts, and its scripts, which may have been stopped.
function parts_of_page() {
  const loaded = performance.getEntriesByType("resource").filter(({ initiatorType }) => initiatorType !== "iframe");
  const addresses = [...loaded.map(({ name }) => name), ...[...document.scripts].map(({ src }) => src)];
  return [...new Set(addresses)].filter((address) => address && !/\.woff2$/.test(address));
}

const sizes = new Map();
async function size_on_the_wire(page, address) {
  if (!sizes.has(address)) {
    const answer = await page.request.get(address, { headers: { "Accept-Encoding": "gzip" } });
    sizes.set(address, Number(answer.headers()["content-length"]));
  }
  return sizes.get(address);
}

// Before fonts, with nothing in the cache, as compressed as it is sent.
export async function weighs_little(page, answer, vendored = []) {
  const addresses = (await page.evaluate(parts_of_page)).filter((address) => !vendored.some((file) => address.endsWith(file)));
  const { responseBodySize } = await answer.request().sizes();
  const weights = { [answer.url()]: responseBodySize };
  for (const address of addresses) weights[address] = await size_on_the_wire(page, address);
  const whole = Object.values(weights).reduce((sum, one) => sum + one, 0);
  return whole < most_bytes ? [] : [`it weighs ${whole} bytes: ${JSON.stringify(weights)}`];
}

// `plain` is a page of a browser without JavaScript. No page waits for a script before it is there.
export async function does_without_scripts(page, plain, mark) {
  await plain.context().addCookies(await page.context().cookies());
  await plain.goto(page.url());
  const complaints = (await plain.getByTestId(mark).first().isVisible()) ? [] : [`without scripts there is no ${mark}`];
  const blocking = await page.locator("script:not([defer])").evaluateAll((scripts) => scripts.map(({ outerHTML }) => outerHTML));
  return [...complaints, ...blocking.map((script) => `waits for ${script}`)];
}
