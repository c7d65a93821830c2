// [OWASP CSRF] Every form that changes something is refused, and changes nothing, without its token, with a token of
// somebody else's session, and from a page of another origin, even with the right token.
import assert from "node:assert/strict";
import { test } from "node:test";

import { access_token, look_up } from "../clients/support/maskinporten.mjs";
import { expect_page, new_page } from "./support/browser.mjs";
import { page_table, visit } from "./support/page_table.mjs";
import { another, go_to_login_page, log_in_at_demo, log_in_at_minprofil, someone } from "./support/services.mjs";
import { walkable_world } from "./support/world.mjs";

const world = walkable_world();
const tokens_of_another = {};  // by origin

// Runs in the page: its forms, as each of their buttons would send them, with what somebody would write.
function posted_forms(written) {
  return [...document.querySelectorAll("form[method=post]")].flatMap((form) => {
    // A button named action hides the form's own.
    const action = new URL(form.getAttribute("action"), document.baseURI).href;
    const fields = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value || written[name] || ""]));
    const buttons = [...form.querySelectorAll("button[type=submit]")];
    return buttons.map(({ name, value }) => ({ action, fields: { ...fields, ...(name && { [name]: value }) } }));
  });
}

const written = { typed_pid: someone, code: "12345", move: "PT1M" };
const ours = (action) => Object.values(world.origins).includes(new URL(action).origin);

async function token_on(open) {
  const page = await new_page(world.browser);
  await open(page, world.origins, another);
  const form = (await page.evaluate(posted_forms, written)).find(({ fields }) => fields.csrf);
  tokens_of_another[new URL(page.url()).origin] = form.fields.csrf;
}

// What somebody could want to change.
async function state_of_things() {
  const { origins } = world;
  const json = async (path) => (await fetch(`${origins.konsoll}${path}`)).json();
  const token = await access_token(origins);
  const { offset_seconds } = await json("/clock");
  return { offset_seconds, keys: await json("/signing-keys"), person: await look_up(origins, token, someone) };
}

function attempts_at({ action, fields }) {
  const { origin } = new URL(action);
  const { csrf, ...others } = fields;
  const elsewhere = { Origin: "http://localhost:1", "Sec-Fetch-Site": "same-site" };
  const from_elsewhere = { name: "from another origin", form: csrf === undefined ? fields : others, headers: elsewhere };
  const refused_with_the_token = [
    { name: "from another origin, with its token", form: fields, headers: { Origin: "http://localhost:1" } },
    { name: "from another page, with its token", form: fields, headers: { Referer: "http://localhost:1/" } },
  ];
  if (csrf === undefined) return [from_elsewhere, ...refused_with_the_token];
  assert.ok(tokens_of_another[origin] && tokens_of_another[origin] !== csrf, `a token of another session at ${origin}`);
  return [
    from_elsewhere,
    ...refused_with_the_token,
    { name: "without a token", form: others },
    { name: "with a token of another session", form: { ...others, csrf: tokens_of_another[origin] } },
  ];
}

// Sent with the browser's own cookies, which is more than a browser gives to a page of another site.
async function refuses(page, form) {
  for (const { name, form: sent, headers } of attempts_at(form)) {
    const what = `${form.action} ${JSON.stringify(sent)} ${name}`;
    const answer = await page.request.post(form.action, { form: sent, headers, maxRedirects: 0 });
    assert.ok([400, 403].includes(answer.status()), `${what}: ${answer.status()}`);
    assert.deepEqual(answer.headersArray().filter(({ name: header }) => header.toLowerCase() === "set-cookie"), [], what);
  }
}

// The same form is on more than one page, and one of a person as good as another's.
const name_of = ({ action, fields }) => `${action.replace(/\?.*/, "")} ${fields.pid ? "pid" : fields.action ?? fields.move ?? ""}`;

test("every form of every page", async (t) => {
  await token_on(go_to_login_page);
  await token_on(log_in_at_demo);
  await token_on(log_in_at_minprofil);
  const before = await state_of_things();
  const page = await new_page(world.browser);
  const tried = new Set();
  for (const row of page_table) {
    await visit(page, world.origins, row, ["nb"], async () => {
      for (const form of await page.evaluate(posted_forms, written)) {
        const name = name_of(form);
        if (tried.has(name) || !ours(form.action)) continue;
        tried.add(name);
        await t.test(name, () => refuses(page, form));
      }
      if (row.anew) return;
      await page.reload();
      await expect_page(page, row.mark);
    });
  }
  assert.ok(tried.size > 20, `forms were found: ${[...tried].join(", ")}`);
  assert.deepEqual(await state_of_things(), before);
  await page.context().close();
});
