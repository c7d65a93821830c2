// The ways through the pages that more than one test takes.
import { expect_page } from "./browser.mjs";

export const someone = "28876895937";
export const another = "20914695016";

// From Demotjeneste's start page to ID-porten's choice of eID.
export async function go_to_login_page(page, origins) {
  await page.goto(`${origins.demotjeneste}/`);
  await page.getByTestId("login").click();
  await expect_page(page, "eid-selector");
}

// From the choice of eID to the page of one.
export async function open_eid(page, eid = "testid") {
  await page.getByTestId(`eid-${eid}`).click();
  await expect_page(page, "login-form");
}

export const press_person = (page, pid) => page.getByTestId(`person-${pid}`).click();

// From the choice of eID through TestID.
export async function choose_person(page, pid) {
  await open_eid(page);
  await press_person(page, pid);
}

export async function log_in_at_demo(page, origins, pid = someone) {
  await go_to_login_page(page, origins);
  await choose_person(page, pid);
  await expect_page(page, "user-pid");
}

export async function log_in_at_minprofil(page, origins, pid = someone, query = "") {
  await page.goto(`${origins.minprofil}/${query}`);
  await expect_page(page, "eid-selector");
  await choose_person(page, pid);
  await expect_page(page, "minprofil-title");
}
