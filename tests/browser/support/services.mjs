// The ways through the pages that more than one test takes.
import { expect_page } from "./browser.mjs";

export const someone = "28876895937";
export const another = "20914695016";

// From Demotjeneste's start page to ID-porten's login page.
export async function go_to_login_page(page, origins) {
  await page.goto(`${origins.demotjeneste}/`);
  await page.getByTestId("login").click();
  await expect_page(page, "login-form");
}

export async function choose_person(page, pid) {
  await page.getByTestId(`person-${pid}`).click();
}

export async function log_in_at_demo(page, origins, pid = someone) {
  await go_to_login_page(page, origins);
  await choose_person(page, pid);
  await expect_page(page, "user-pid");
}

export async function log_in_at_minprofil(page, origins, pid = someone, query = "") {
  await page.goto(`${origins.minprofil}/${query}`);
  await expect_page(page, "login-form");
  await choose_person(page, pid);
  await expect_page(page, "minprofil-title");
}
