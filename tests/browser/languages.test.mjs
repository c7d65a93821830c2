// Every page in the language of whoever asks.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { messages, new_page } from "./support/browser.mjs";
import { go_to_login_page, log_in_at_demo, log_in_at_minprofil } from "./support/services.mjs";
import { walk } from "./support/walk.mjs";
import { walkable_world } from "./support/world.mjs";

const world = walkable_world();

const sure_to_be_a_sentence = 12;  // letters; shorter texts are the same in more than one language

// Bokmål's texts that can be no part of a page in the other language.
function foreign_texts(code) {
  const own = Object.values(messages[code]);
  return Object.values(messages.nb).filter((text) =>
    text.length >= sure_to_be_a_sentence && !text.includes("{{") && !own.some((other) => other.includes(text)));
}

// The page's text, without what is marked as Bokmål: names and stories of the data set.
const text_not_in_nb = () => {
  const copy = document.body.cloneNode(true);
  copy.querySelectorAll("[lang=nb]").forEach((element) => element.remove());
  return copy.textContent;
};

for (const code of ["nn", "en", "se"]) {
  test(`every page speaks ${code} to those who ask for it`, async (t) => {
    const foreign = foreign_texts(code);
    assert.ok(foreign.length > 50, "there is something to look for");
    const page = await new_page(world.browser, { locale: code });
    await walk(page, world.origins, code, ({ name, heading }) => t.test(name, async () => {
      assert.equal(await page.locator("html").getAttribute("lang"), code);
      if (heading) assert.equal((await page.locator("h1").textContent()).trim(), messages[code][heading]);
      const text = await page.evaluate(text_not_in_nb);
      assert.doesNotMatch(text, /\[\[|\]\]|\{\{|\}\}/);
      assert.deepEqual(foreign.filter((other) => text.includes(other)), [], "these are Bokmål");
    }));
    await page.context().close();
  });
}

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
