// Every page of support/page_table.mjs in every language: accessible in light and dark, readable on a small screen, in
// the language asked for, under the policy of all pages, and nothing loaded from elsewhere. In one language each is
// tried with the keyboard, printed, weighed and photographed too.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

import { root } from "../clients/support/emulator.mjs";
import { languages, new_page, screenshot } from "./support/browser.mjs";
import * as checks from "./support/page_checks.mjs";
import { page_table, visit } from "./support/page_table.mjs";
import { walkable_world } from "./support/world.mjs";

const world = walkable_world();
const templates = `${root}web/templates/`;

// Bokmål last, so that what comes after finds the language everything is made in.
const in_order = [...languages.filter((code) => code !== "nb"), "nb"];

async function in_every_language(page, row, { code, answer }) {
  return [
    ...await checks.speaks(page, code, row.heading),
    ...await checks.says_it_is_an_emulator(page, code),
    ...checks.headers_complaints(answer, row),
    ...await checks.axe(page),
    ...await checks.axe_in_the_dark(page),
    ...await checks.fits_in_320_pixels(page),
  ];
}

async function photograph(page, name) {
  await screenshot(page, name);
  await checks.fits_in_320_pixels(page, () => screenshot(page, `${name}-320`));
}

async function in_one_language(page, plain, row, { answer }) {
  if (process.env.SCREENSHOTS) await photograph(page, row.name);
  return [
    ...await checks.weighs_little(page, answer, row.vendored),
    ...await checks.prints(page),
    ...await checks.keeps_still(page),
    ...await checks.can_be_used_by_keyboard(page),
    ...(row.anew ? [] : await checks.does_without_scripts(page, plain, row.mark)),
  ];
}

test("every page in every language", async (t) => {
  const page = await new_page(world.browser, { locale: undefined });
  const plain = await new_page(world.browser, { javaScriptEnabled: false });
  for (const row of page_table) {
    await t.test(row.name, async () => {
      const complaints = [];
      await visit(page, world.origins, row, in_order, async (seen) => {
        const found = await in_every_language(page, row, seen);
        if (seen.code === "nb") found.push(...await in_one_language(page, plain, row, seen));
        complaints.push(...found.map((complaint) => `${seen.code}: ${complaint}`));
      });
      assert.deepEqual(complaints, []);
    });
  }
  assert.deepEqual([...page.problems, ...plain.problems], []);
  await page.context().close();
  await plain.context().close();
});

test("every template has a row, by a mark that is its own or its parts', or is part of one that has", () => {
  const of = (template) => readFileSync(`${templates}${template}.html`, "utf8");
  const parts_of = (template) => [...of(template).matchAll(/\[\[>([\w-]+)\]\]/g)].map(([, part]) => part);
  const seen = new Set();
  for (const { name, template, mark } of page_table) {
    const whole = [template, ...parts_of(template)];
    assert.ok(whole.some((part) => of(part).includes(`data-testid="${mark}"`)), `${name}: ${template} has no ${mark}`);
    whole.forEach((part) => seen.add(part));
  }
  const all = readdirSync(templates).map((file) => file.replace(/\.html$/, ""));
  assert.deepEqual(all.filter((template) => !seen.has(template)), []);
});
