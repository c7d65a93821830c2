// Small conveniences; every page works without them, and what belongs to them is hidden until this has run.

for (const button of document.querySelectorAll("button[data-copy]")) {
  const text = button.parentElement.querySelector("pre");
  const label = button.textContent;
  button.hidden = !navigator.clipboard;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text.textContent);
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = label; }, 2000);
  });
}

for (const box of document.querySelectorAll("[data-filter]")) {
  const field = box.querySelector("input");
  const count = box.querySelector("output");
  const lists = box.dataset.filter.split(" ").map((id) => document.getElementById(id));
  const rows = lists.flatMap((list) => [...(list?.children ?? [])]);
  box.hidden = false;
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/);
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    }
    count.value = `${rows.filter((row) => !row.hidden).length} / ${rows.length}`;
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}
