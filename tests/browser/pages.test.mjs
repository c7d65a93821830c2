// What every page is held to: accessible, in light and dark, readable on a small screen, and nothing loaded from
// elsewhere. Each leaves screenshots.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { start } from "../clients/support/emulator.mjs";
import { exchange, grant_claims, sign } from "../clients/support/maskinporten.mjs";
import { axe_findings, launch, new_page, screenshot } from "./support/browser.mjs";
import { walk } from "./support/walk.mjs";

let emulator;
let origins;
let browser;

before(async () => {
  emulator = await start();
  origins = emulator.origins;
  browser = await launch();
  // For Konsoll's list of refusals.
  await exchange(origins, await sign(grant_claims(origins, { aud: "https://maskinporten.no/" })));
});
after(async () => {
  await browser.close();
  await emulator.stop();
});

async function says_it_is_an_emulator(page) {
  assert.equal(await page.getByTestId("emulator-band").isVisible(), true);
  assert.match(await page.title(), /Emulator/);
  assert.equal(await page.locator("h1").count(), 1);
}

// What reaches beyond the window's right edge.
const too_wide = () => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  return [...document.body.querySelectorAll("*")]
    .filter((element) => element.getBoundingClientRect().right > clientWidth)
    .map((element) => element.outerHTML.slice(0, 120));
};

async function fits_in_320_pixels(page, name) {
  const size = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  try {
    await screenshot(page, `${name}-320`);
    assert.ok((await page.evaluate(() => document.documentElement.clientWidth)) <= 320);
    assert.deepEqual(await page.evaluate(too_wide), []);
  } finally {
    await page.setViewportSize(size);
  }
}

// Only colours change.
async function has_contrast_in_the_dark(page, name) {
  await page.emulateMedia({ colorScheme: "dark" });
  try {
    await screenshot(page, `${name}-dark`);
    assert.deepEqual(await axe_findings(page, ["color-contrast"]), []);
  } finally {
    await page.emulateMedia({ colorScheme: "light" });
  }
}

test("every page is accessible, in light and dark, and fits in 320 pixels", async (t) => {
  const page = await new_page(browser);
  await walk(page, origins, "nb", async ({ name }) => {
    await screenshot(page, name);
    await t.test(`${name}: says that it is an emulator`, () => says_it_is_an_emulator(page));
    await t.test(`${name}: axe finds nothing`, async () => assert.deepEqual(await axe_findings(page), []));
    await t.test(`${name}: axe finds nothing in the dark`, () => has_contrast_in_the_dark(page, name));
    await t.test(`${name}: fits in 320 pixels`, () => fits_in_320_pixels(page, name));
  });
  assert.deepEqual(page.problems, []);
  await page.context().close();
});
