// Swagger UI over the API's own document, and the forms that give it tokens of this emulator.

const ui = SwaggerUIBundle({
  url: "/v3/api-docs",
  dom_id: "#swagger-ui",
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: true,
  validatorUrl: null,
});

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
