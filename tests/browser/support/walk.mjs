// A walk past every page in a browser that prefers `language`. At each one, `visit({ name, heading })` is awaited;
// `heading` is the key of the h1's text, absent where the heading is a name. Nothing in the register is changed.
import { expect_page } from "./browser.mjs";
import { go_to_login_page, log_in_at_minprofil, open_eid, press_person, someone } from "./services.mjs";

const unregistered = "21836797660";

async function unfold(page) {
  for (const part of await page.locator("details").all()) {
    if ((await part.getAttribute("open")) === null) await part.locator("> summary").click();
  }
}

async function pages_without_login(page, origins, visit) {
  await page.goto(`${origins.konsoll}/`);
  await unfold(page);
  await visit({ name: "konsoll", heading: "konsoll.heading" });
  for (const product of ["maskinporten", "idporten", "kontaktregisteret"]) {
    await page.goto(`${origins[product]}/`);
    await visit({ name: product });
  }
  await page.goto(`${origins.idporten}/authorize?client_id=min-tjeneste&redirect_uri=http://localhost:3000/annet`);
  await unfold(page);
  await visit({ name: "idporten-error", heading: "error.login.heading" });
  await page.goto(`${origins.minprofil}/finnes-ikke`);
  await visit({ name: "not-found", heading: "error.not_found.heading" });
}

async function demo_and_login(page, origins, visit) {
  await page.goto(`${origins.demotjeneste}/`);
  await visit({ name: "demo", heading: "demo.heading" });

  await go_to_login_page(page, origins);
  await page.getByTestId("login-cancel").click();
  await expect_page(page, "error");
  await unfold(page);
  await visit({ name: "demo-error", heading: "demo.error.login.heading" });

  await go_to_login_page(page, origins);
  await visit({ name: "login", heading: "login.choose" });
  await open_eid(page);
  await visit({ name: "login-testid" });
  await page.getByTestId("typed-pid").fill("01010012345");
  await page.getByTestId("login-submit").click();
  await expect_page(page, "login-error");
  await visit({ name: "login-refused" });

  await press_person(page, someone);
  await expect_page(page, "user-pid");
  await page.getByTestId("fetch-contact").click();
  await expect_page(page, "krr");
  await unfold(page);
  await visit({ name: "demo-logged-in", heading: "demo.heading" });
}

async function minprofil_and_logout(page, origins, language, visit) {
  await page.getByTestId("change-contact").click();
  await expect_page(page, "minprofil-title");
  await visit({ name: "minprofil", heading: "minprofil.heading" });
  await page.getByTestId("delete-link").click();
  await expect_page(page, "delete-title");
  await visit({ name: "minprofil-delete", heading: "minprofil.delete.heading" });
  await page.getByTestId("delete-cancel").click();
  await expect_page(page, "minprofil-title");
  await page.getByTestId("email").fill("ikke en adresse");
  await page.getByTestId("mobile").fill("12");
  await page.getByTestId("save").click();
  await expect_page(page, "email-error");
  await expect_page(page, "mobile-error");
  await visit({ name: "minprofil-refused", heading: "minprofil.heading" });
  await page.getByTestId("logout").click();
  await expect_page(page, "logged-out-title");
  await visit({ name: "minprofil-logged-out", heading: "minprofil.logged_out.heading" });

  await log_in_at_minprofil(page, origins, unregistered);
  await expect_page(page, "unregistered");
  await visit({ name: "minprofil-unregistered", heading: "minprofil.heading" });
  await page.goto(`${origins.idporten}/logout?ui_locales=${language}`);
  await expect_page(page, "logged-out-title");
  await visit({ name: "idporten-logged-out", heading: "logged_out.heading" });
}

export async function walk(page, origins, language, visit) {
  await pages_without_login(page, origins, visit);
  await demo_and_login(page, origins, visit);
  await minprofil_and_logout(page, origins, language, visit);
}
