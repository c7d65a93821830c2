// What a person is asked and told about how they are reached: the question at a login, the history in MinProfil.
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import { expect_page, messages, new_page, screenshot, text_of } from "./support/browser.mjs";
import { axe } from "./support/page_checks.mjs";
import { choose_person, go_to_login_page, log_in_at_minprofil, open_eid, someone } from "./support/services.mjs";
import { walkable_world } from "./support/world.mjs";

const world = walkable_world();
const stale = "17846595066";  // the data set lets ID-porten ask this person
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
  assert.match(told, /\+4799999901\s*Bekreftet uendret/);
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

for (const javaScriptEnabled of [true, false]) {
  test(`[krr_brukerprofil] old contact information is asked about at a login, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
    const page = await new_page(world.browser, { javaScriptEnabled });
    await go_to_login_page(page, world.origins);
    await choose_person(page, stale);
    await expect_page(page, "contact-form");
    assert.match(await text_of(page, "service-name"), /Demotjeneste/);
    if (javaScriptEnabled) {
      await page.getByTestId("contact-skip").click();
      await expect_page(page, "user-pid");
      await page.goBack();
    } else {
      await page.getByTestId("mobile").fill("12");
      await page.getByTestId("contact-save").click();
      await expect_page(page, "mobile-error");
      assert.equal(await page.getByTestId("mobile").inputValue(), "12");
      await screenshot(page, "idporten-contact-refused");
      await page.getByTestId("mobile").fill("+4799999909");
      await page.getByTestId("contact-save").click();
    }
    await expect_page(page, "user-pid");
    assert.equal(await text_of(page, "user-pid"), stale);
    assert.deepEqual(page.problems, []);
    await page.context().close();
  });
}

test("whom a browser has used stands first at its next login, found by the filter too", async () => {
  await log_in_at_minprofil(page, world.origins, someone);
  await page.getByTestId("logout").click();
  await expect_page(page, "logged-out-title");
  await go_to_login_page(page, world.origins);
  await open_eid(page);
  const first = page.getByTestId("recent-people").locator("button");
  assert.equal(await first.getAttribute("value"), someone);
  await page.getByTestId("person-filter").fill("trapesoid");
  await first.waitFor({ state: "hidden" });
  await page.getByTestId("person-filter").fill("vindmølle");
  await first.click();
  await expect_page(page, "user-pid");
  assert.equal(await text_of(page, "user-pid"), someone);
});
