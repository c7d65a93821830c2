// What a person is told about how they are reached: the history in MinProfil.
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import { expect_page, messages, new_page, screenshot } from "./support/browser.mjs";
import { axe } from "./support/page_checks.mjs";
import { log_in_at_minprofil, someone } from "./support/services.mjs";
import { walkable_world } from "./support/world.mjs";

const world = walkable_world();
let page;

beforeEach(async () => { page = await new_page(world.browser); });
afterEach(async () => {
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("MinProfil tells a person what they changed, when, and what it was before", async () => {
  await log_in_at_minprofil(page, world.origins, someone);
  await page.getByTestId("history-link").click();
  await expect_page(page, "history-none");
  await page.getByTestId("history-back").click();
  await page.getByTestId("email").fill("historisk@example.no");
  await page.getByTestId("reservation-yes").check();
  await page.getByTestId("save").click();
  await expect_page(page, "saved");
  await page.getByTestId("confirm").click();
  await expect_page(page, "saved");

  await page.getByTestId("history-link").click();
  await expect_page(page, "history-edit");
  assert.equal(await page.getByTestId("history-none").count(), 0);
  const told = (await page.getByTestId("history-edit").allTextContents()).join("\n");
  assert.match(told, /historisk@example\.no\s*Før: stodig\.vindmolle@example\.no/);
  assert.match(told, /historisk@example\.no\s*Bekreftet uendret/);
  assert.match(told, new RegExp(messages.nb["minprofil.reservation.yes"]));
  const year = new Intl.DateTimeFormat("nb-NO", { year: "numeric", timeZone: "Europe/Oslo" }).format(new Date());
  assert.match((await page.getByTestId("history-date").first().textContent()).trim(), new RegExp(`^\\d+\\. \\p{L}+ ${year} kl\\. \\d\\d\\.\\d\\d$`, "u"));
  assert.deepEqual(await axe(page), []);
  await screenshot(page, "minprofil-history-told");

  await page.getByTestId("language-en").click();
  await page.locator("html[lang=en]").waitFor({ state: "attached" });
  assert.equal(await page.locator("h1").textContent(), messages.en["minprofil.history.heading"]);
  assert.equal(await page.getByTestId("history-who").first().textContent(), messages.en["minprofil.history.by.minprofil"]);
});
