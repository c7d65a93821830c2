// Every page there is, in an order in which one browser can come to them all.
//   name       of the page and its pictures
//   template   of web/templates, which has the data-testid `mark`
//   heading    the key of the h1's text; absent where the heading is a name or a code
//   arrive     brings the browser to the page; with `anew` in each language, for what answers a posted form or is seen
//              once only; the others are asked for by their address in the other languages
//   leave      undoes what others must not see
//   vendored   files of others, which are not ours to mend
//   frames     the page may frame the services of the session
//   logo       the page shows Demotjeneste's
import assert from "node:assert/strict";

import { products } from "../../clients/support/emulator.mjs";
import { exchange, grant_claims, sign } from "../../clients/support/maskinporten.mjs";
import { expect_page } from "./browser.mjs";
import { another, go_to_login_page, log_in_at_demo, log_in_at_minprofil, open_eid, press_person, someone } from "./services.mjs";

const unregistered = "21836797660";
const deleted = "22885399316";

export function in_language(address, code) {
  const url = new URL(address);
  url.searchParams.delete("ui_locales");
  url.searchParams.set("locale", code);
  return url.href;
}

const at = (product, path) => (page, origins) => page.goto(`${origins[product]}${path}`);

// min-tjeneste's authorization request; nobody listens where its answer goes.
export function authorization_request(origins, parameters) {
  return `${origins.idporten}/authorize?${new URLSearchParams({
    client_id: "min-tjeneste", response_type: "code", scope: "openid profile", state: "tilstand", nonce: "n",
    redirect_uri: "http://localhost:3000/callback", code_challenge: "b7elB7ZyxIXgFyvBznKvxl7wOB-H17Pz0a3B62NIMFI",
    code_challenge_method: "S256", ...parameters,
  })}`;
}

// The Konsoll's page about the newest refusal.
async function open_newest_refusal(page, origins) {
  const { refusals } = await (await fetch(`${origins.konsoll}/refusals`)).json();
  await page.goto(`${origins.konsoll}/refusals/${refusals[0].trace_id}`);
}

async function refuse_grant(page, origins) {
  const { body } = await exchange(origins, await sign(grant_claims(origins, { aud: "https://maskinporten.no/" })));
  assert.equal(body.error, "invalid_grant");
  await open_newest_refusal(page, origins);
}

async function refuse_authorization(page, origins) {
  await fetch(authorization_request(origins, { scope: "openid altinn:x", acr_values: "Level4" }), { redirect: "manual" });
  await open_newest_refusal(page, origins);
}

async function move_clock(origins, move) {
  const { status } = await fetch(`${origins.konsoll}/clock`, {
    method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams({ move }),
  });
  assert.equal(status, 200);
}

// Nothing has been refused yet.
async function open_konsoll_later(page, origins) {
  await move_clock(origins, "P90D");
  await page.goto(`${origins.konsoll}/`);
  await expect_page(page, "no-refusals");
}

// The page around Swagger UI. What that draws into it is its makers' own: a second h1 and main, and 1.5 MB.
const open_without_swagger_ui = (product) => async (page, origins) => {
  await page.route("**/swagger-ui-bundle.js", (route) => route.fulfill({ body: "const SwaggerUIBundle = () => ({});" }));
  await page.goto(`${origins[product]}/swagger-ui/index.html`);
};

async function cancel_login(page, origins) {
  await go_to_login_page(page, origins);
  await page.getByTestId("login-cancel").click();
  await expect_page(page, "error");
}

const open_login = (eid) => async (page, origins) => {
  await go_to_login_page(page, origins);
  if (eid) await open_eid(page, eid);
};

async function type_wrong_number(page, origins, code) {
  await open_login("testid")(page, origins);
  await page.goto(in_language(page.url(), code));
  await page.getByTestId("typed-pid").fill("01010012345");
  await page.getByTestId("login-submit").click();
  await expect_page(page, "login-error");
}

const claim_at = (eid) => async (page, origins) => {
  await open_login(eid)(page, origins);
  await press_person(page, another);
  await expect_page(page, "claimed-pid");
};

async function type_wrong_code(page, origins, code) {
  await claim_at("minid")(page, origins);
  await page.goto(in_language(page.url(), code));
  await page.getByTestId("code").fill("1");
  await page.getByTestId("code-submit").click();
  await expect_page(page, "login-error");
}

const ask_for_consent = (...scopes) => async (page, origins) => {
  const parameters = { client_id: "min-tjeneste-nokkel", scope: ["openid", "profile", ...scopes].join(" "), prompt: "login" };
  await page.goto(authorization_request(origins, parameters));
  await open_eid(page);
  await press_person(page, someone);
  await expect_page(page, "consent-form");
};

// The data set lets ID-porten ask this person.
async function ask_about_contact(page, origins) {
  await page.goto(authorization_request(origins, { prompt: "login" }));
  await open_eid(page);
  await press_person(page, "17846595066");
  await expect_page(page, "contact-form");
}

// Those of the rows before.
async function ask_recent_people(page, origins) {
  await page.goto(authorization_request(origins, { prompt: "login" }));
  await open_eid(page);
}

// Its script would post the answer at once.
async function hold_form_post(page, origins, code) {
  await page.route("**/form_post.js", (route) => route.abort());
  await page.goto(authorization_request(origins, { response_mode: "form_post", prompt: "login" }));
  await page.goto(in_language(page.url(), code));
  await open_eid(page);
  await press_person(page, someone);
}

async function fetch_contact(page, origins) {
  await page.goto(`${origins.idporten}/logout`);
  await log_in_at_demo(page, origins);
  await page.getByTestId("fetch-contact").click();
  await expect_page(page, "krr");
}

// With what is asked for after a login.
async function open_trace(page, origins) {
  await page.goto(`${origins.demotjeneste}/`);
  await page.getByTestId("refresh").click();
  await page.getByTestId("userinfo").click();
  await page.getByTestId("introspect").click();
  await page.getByTestId("lookup").click();
  await expect_page(page, "step-contact");
}

async function save_contact(page, origins, code) {
  await page.goto(in_language(`${origins.minprofil}/`, code));
  await page.getByTestId("save").click();
}

async function type_wrong_contact(page, origins, code) {
  await page.goto(in_language(`${origins.minprofil}/`, code));
  await page.getByTestId("email").fill("ikke en adresse");
  await page.getByTestId("mobile").fill("12");
  await page.getByTestId("save").click();
  await expect_page(page, "mobile-error");
}

const log_in_as = (pid) => async (page, origins) => {
  await page.goto(`${origins.idporten}/logout`);
  await log_in_at_minprofil(page, origins, pid);
};

// A service that never answers in its frame holds the page.
async function hold_logout(page, origins, code) {
  await page.goto(in_language(`${origins.idporten}/logout`, code));
  await log_in_at_demo(page, origins);
  await page.route("**/frontchannel-logout?*", () => {});
  await page.route("**/logout.js", (route) => route.abort());
  const query = new URLSearchParams({ client_id: "demotjeneste", post_logout_redirect_uri: `${origins.demotjeneste}/` });
  await page.goto(`${origins.idporten}/logout?${query}`, { waitUntil: "commit" });
  await expect_page(page, "logging-out-title");
}

async function fill_in_client(page, origins, code, type) {
  const address = `${origins.selvbetjening}/integrations/new?integration_type=${type}&application_type=web`;
  await page.goto(in_language(address, code));
  await page.getByTestId("client-name").fill("Vedtak");
  await page.getByTestId("description").fill("Laget for å se på");
}

async function register_wrongly(page, origins, code) {
  await fill_in_client(page, origins, code, "idporten");
  await page.getByTestId("redirect-uris").fill("https://localhost/");
  await page.getByTestId("post-logout-uris").fill("tjenesten");
  await page.getByTestId("save-client").click();
}

async function register_machine(page, origins, code) {
  await fill_in_client(page, origins, code, "maskinporten");
  await page.getByTestId("save-client").click();
}

const public_pages = [
  {
    name: "konsoll-moved-clock", template: "layout", mark: "moved-clock", heading: "konsoll.heading",
    arrive: open_konsoll_later, leave: (_, origins) => move_clock(origins, "machine"),
  },
  { name: "konsoll-refused-grant", template: "konsoll-refusal", mark: "claims", arrive: refuse_grant },
  { name: "konsoll-refused-authorize", template: "konsoll-refusal", mark: "parameters", arrive: refuse_authorization },
  { name: "konsoll-person", template: "konsoll-person", mark: "person-entry", arrive: at("konsoll", "/persons/20914695016") },
  { name: "konsoll", template: "konsoll", mark: "refusal", heading: "konsoll.heading", arrive: at("konsoll", "/") },
  { name: "maskinporten-mp-110", template: "maskinporten-error", mark: "error-heading", arrive: at("maskinporten", "/errors/MP-110") },
  ...["maskinporten", "idporten", "kontaktregisteret"].map((product) => ({
    name: product, template: "product", mark: "product-heading", arrive: at(product, "/"),
  })),
  { name: "selvbetjening", template: "selvbetjening", mark: "organisation", heading: "self.title", arrive: at("selvbetjening", "/") },
  { name: "selvbetjening-new", template: "selvbetjening-type", mark: "types", heading: "self.new", arrive: at("selvbetjening", "/integrations/new") },
  { name: "selvbetjening-form", template: "selvbetjening-form", mark: "client-form", heading: "self.new", arrive: at("selvbetjening", "/integrations/new?integration_type=idporten&application_type=web") },
  { name: "selvbetjening-refused", template: "selvbetjening-top", mark: "faults", heading: "self.new", arrive: register_wrongly, anew: true },
  { name: "selvbetjening-made", template: "selvbetjening-client", mark: "new-key", arrive: register_machine, anew: true },
  { name: "selvbetjening-client", template: "selvbetjening-client", mark: "attributes", arrive: at("selvbetjening", "/integrations/demotjeneste") },
  { name: "selvbetjening-access", template: "selvbetjening-access", mark: "matrix", heading: "self.access", arrive: at("selvbetjening", "/access") },
  { name: "selvbetjening-scope", template: "selvbetjening-scope", mark: "scope-form", arrive: at("selvbetjening", "/access/edit?scope=demo-etat%3Ainntekt.read") },
  { name: "selvbetjening-agreements", template: "selvbetjening-agreements", mark: "delegations", heading: "self.agreements", arrive: at("selvbetjening", "/agreements") },
  {
    name: "swagger-ui", template: "swagger-ui", mark: "trial-person", heading: "swagger.heading.kontaktregisteret",
    arrive: open_without_swagger_ui("kontaktregisteret"), vendored: ["swagger-ui-bundle.js", "swagger-ui.css"],
  },
  {
    name: "swagger-ui-selvbetjening", template: "swagger-ui", mark: "token-maskinporten",
    heading: "swagger.heading.selvbetjening", arrive: open_without_swagger_ui("selvbetjening"),
    vendored: ["swagger-ui-bundle.js", "swagger-ui.css"],
  },
  ...products.map((product) => ({
    name: `${product}-not-found`, template: "error", mark: "developer", heading: "error.not_found.heading",
    arrive: at(product, "/finnes-ikke"),
  })),
  {
    name: "idporten-refused", template: "error", mark: "developer", heading: "error.login.heading",
    arrive: (page, origins) => page.goto(authorization_request(origins, { redirect_uri: "http://localhost:3000/annet" })),
  },
  { name: "idporten-logged-out", template: "idporten-logged-out", mark: "logged-out-title", heading: "logged_out.heading", arrive: at("idporten", "/logout") },
  { name: "minprofil-logged-out", template: "minprofil-logged-out", mark: "logged-out-title", heading: "minprofil.logged_out.heading", arrive: at("minprofil", "/logged-out") },
];

const login_pages = [
  { name: "demo-logouts-none", template: "demo-logouts", mark: "logouts-empty", heading: "demo.logouts.heading", arrive: at("demotjeneste", "/logouts") },
  { name: "demo", template: "demo", mark: "demo-login", heading: "demo.heading", arrive: at("demotjeneste", "/") },
  { name: "demo-test", template: "demo-test", mark: "test-title", heading: "demo.test.heading", arrive: at("demotjeneste", "/test?prompt=login&onbehalfof=skoddevik&client_id=min-tjeneste-post") },
  { name: "demo-cancelled", template: "error", mark: "error-back", heading: "demo.error.login.heading", arrive: cancel_login, anew: true },
  { name: "login", template: "idporten-selector", mark: "eid-selector", heading: "login.choose", logo: true, arrive: open_login() },
  { name: "login-testid", template: "idporten-identify", mark: "login-form", logo: true, arrive: open_login("testid") },
  { name: "login-refused", template: "idporten-identify", mark: "login-error", logo: true, arrive: type_wrong_number, anew: true },
  { name: "login-minid", template: "idporten-identify", mark: "login-form", logo: true, arrive: open_login("minid") },
  { name: "login-minid-code", template: "idporten-code", mark: "code-form", logo: true, arrive: claim_at("minid") },
  { name: "login-minid-wrong-code", template: "idporten-code", mark: "login-error", logo: true, arrive: type_wrong_code, anew: true },
  { name: "login-bankid", template: "idporten-claim", mark: "claimed-pid", logo: true, arrive: claim_at("bankid") },
  { name: "login-bankid-mobil", template: "idporten-approve", mark: "reference", logo: true, arrive: claim_at("bankid-mobil") },
  { name: "login-buypass", template: "idporten-approve", mark: "approve-form", logo: true, arrive: claim_at("buypass") },
  { name: "login-commfides", template: "idporten-approve", mark: "approve-form", logo: true, arrive: claim_at("commfides") },
  { name: "consent", template: "idporten-consent", mark: "consent-form", heading: "consent.heading", arrive: ask_for_consent("demo-etat:inntekt.read") },
  { name: "consent-several", template: "idporten-consent", mark: "consent-form", heading: "consent.heading", arrive: ask_for_consent("demo-etat:inntekt.read", "demo-etat:bosted.read") },
  { name: "contact", template: "idporten-contact", mark: "contact-form", heading: "contact.confirm.heading", arrive: ask_about_contact },
  { name: "login-recent", template: "idporten-identify", mark: "recent-people", arrive: ask_recent_people },
  { name: "form-post", template: "idporten-form-post", mark: "form-post", heading: "form_post.heading", arrive: hold_form_post, anew: true },
];

const pages_of_people = [
  { name: "demo-logged-in", template: "demo", mark: "krr", heading: "demo.heading", arrive: fetch_contact },
  { name: "demo-trace", template: "demo-trace", mark: "trace-title", heading: "demo.trace.heading", arrive: open_trace },
  { name: "minprofil", template: "minprofil", mark: "minprofil-form", heading: "minprofil.heading", arrive: at("minprofil", "/") },
  { name: "minprofil-saved", template: "minprofil", mark: "saved", heading: "minprofil.heading", arrive: save_contact, anew: true },
  { name: "minprofil-refused", template: "minprofil", mark: "email-error", heading: "minprofil.heading", arrive: type_wrong_contact, anew: true },
  { name: "minprofil-history", template: "minprofil-history", mark: "history-title", heading: "minprofil.history.heading", arrive: at("minprofil", "/history") },
  { name: "minprofil-delete", template: "minprofil-delete", mark: "delete-title", heading: "minprofil.delete.heading", arrive: at("minprofil", "/delete") },
  { name: "minprofil-unregistered", template: "minprofil", mark: "unregistered", heading: "minprofil.heading", arrive: log_in_as(unregistered) },
  { name: "minprofil-deleted", template: "minprofil", mark: "deleted", heading: "minprofil.heading", arrive: log_in_as(deleted) },
  { name: "demo-logouts", template: "demo-logouts", mark: "notice", heading: "demo.logouts.heading", arrive: at("demotjeneste", "/logouts") },
  {
    name: "logging-out", template: "idporten-logged-out", mark: "told-services", heading: "logging_out.heading", frames: true,
    arrive: hold_logout, anew: true, leave: (page) => page.goto("about:blank"),
  },
];

export const page_table = [...public_pages, ...login_pages, ...pages_of_people];

async function unfold(page) {
  await page.locator("details:not([open])").evaluateAll((parts) => parts.forEach((part) => { part.open = true; }));
}

// Brings the browser to the row's page in each language; `look({ code, answer })` is awaited there, with the answer
// that brought the page.
export async function visit(page, origins, row, languages, look) {
  let answer;
  const keep = (response) => {
    if (response.request().isNavigationRequest() && response.frame() === page.mainFrame()) answer = response;
  };
  page.on("response", keep);
  try {
    for (const [index, code] of languages.entries()) {
      await page.setExtraHTTPHeaders({ "Accept-Language": code });
      if (index === 0 || row.anew) await row.arrive(page, origins, code);
      if (!row.anew) await page.goto(in_language(page.url(), code));
      await expect_page(page, row.mark);
      await unfold(page);
      await look({ code, answer });
    }
  } finally {
    page.off("response", keep);
    await row.leave?.(page, origins);
    await page.unrouteAll({ behavior: "ignoreErrors" });
  }
}
