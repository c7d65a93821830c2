// Swagger UI over the API's own document, and the forms that give it tokens of this emulator.

const ui = SwaggerUIBundle({
  url: "/v3/api-docs",
  dom_id: "#swagger-ui",
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: true,
  validatorUrl: null,
});

// What Swagger UI leaves out for those who do not see the page, or have no mouse. It draws its parts when they are
// opened, so each change is looked through.
const frame = document.getElementById("swagger-ui");
const name_by = (element, heading) => element.setAttribute("aria-label", heading?.textContent.trim() || "Value");
const mends = {
  "main, section[role], .responses-table, [id$='_responses']:not([role=group])": (part) => part.setAttribute("role", "group"),
  "h1:not([aria-level]), h2:not([aria-level])": (heading) => heading.setAttribute("aria-level", "2"),
  // A link inside of a button, which does the same.
  ".opblock-summary-control a[href]": (link) => link.removeAttribute("href"),
  "select:not([aria-label]), textarea:not([aria-label])": (field) =>
    name_by(field, field.closest("tr, .schemes-server-container, .opblock-section-request-body, label, .response")
      ?.querySelector(".parameter__name, .servers-title, h4, label, small")),
  "pre:not([tabindex])": (text) => text.setAttribute("tabindex", "0"),
};
function mend() {
  for (const [selector, change] of Object.entries(mends)) frame.querySelectorAll(selector).forEach(change);
}
new MutationObserver(mend).observe(frame, { childList: true, subtree: true });
mend();

for (const form of document.querySelectorAll("form[data-token-of]")) {
  const status = form.querySelector("[role=status]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    status.textContent = "";
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    const { access_token, error_description } = await answer.json();
    if (answer.ok) ui.preauthorizeApiKey(form.dataset.tokenOf, access_token);
    status.textContent = answer.ok ? status.dataset.done : `${status.dataset.failed} ${error_description}`;
  });
}
