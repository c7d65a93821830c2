// The language switch of each page.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { messages, new_page } from "./support/browser.mjs";
import { go_to_login_page, log_in_at_demo, log_in_at_minprofil } from "./support/services.mjs";
import { walkable_world } from "./support/world.mjs";

const world = walkable_world();

describe("the language switch", () => {
  for (const row of [
    { name: "konsoll", heading: "konsoll.heading", open: (page) => page.goto(`${world.origins.konsoll}/`) },
    { name: "login", heading: "login.choose", open: (page) => go_to_login_page(page, world.origins) },
    { name: "demo-logged-in", heading: "demo.heading", open: (page) => log_in_at_demo(page, world.origins) },
    { name: "minprofil", heading: "minprofil.heading", open: (page) => log_in_at_minprofil(page, world.origins) },
  ]) {
    test(`${row.name} stays what it is in each language`, async () => {
      const page = await new_page(world.browser);
      await row.open(page);
      for (const code of ["nn", "en", "se", "nb"]) {
        await page.getByTestId(`language-${code}`).click();
        await page.locator(`html[lang=${code}]`).waitFor({ state: "attached" });
        assert.equal((await page.locator("h1").textContent()).trim(), messages[code][row.heading]);
        assert.equal(await page.getByTestId(`language-${code}`).getAttribute("aria-current"), "true");
      }
      await page.context().close();
    });
  }

  test("a language chosen on the login page stays for the next login", async () => {
    const page = await new_page(world.browser);
    await go_to_login_page(page, world.origins);
    await page.getByTestId("language-nn").click();
    await page.locator("html[lang=nn]").waitFor({ state: "attached" });
    await go_to_login_page(page, world.origins);
    assert.equal(await page.locator("html").getAttribute("lang"), "nn");
    await page.context().close();
  });
});
