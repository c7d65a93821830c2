// Writes the vendored files of web/static/ from installed packages:  node build.mjs <node_modules> <folder>
// Run by scripts/vendor-web. The same packages always give the same bytes.
import { createHash } from "node:crypto";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [modules, out] = process.argv.slice(2);
const read = (...path) => readFileSync(join(modules, ...path), "utf8");
const version = (name) => JSON.parse(read(name, "package.json")).version;

const css = "@digdir/designsystemet-css";
const theme = "@digdir/designsystemet-theme";
const inter = "@fontsource-variable/inter";
const swagger = "swagger-ui-dist";

// The components that the templates use, in the order and layers of the design system's own index.css.
const base = ["base", "heading", "label", "paragraph", "validation-message"];
const components = [
  "link", "data-size-workaround", "button", "input", "field", "fieldset", "skip-link", "details",
  "list", "card", "tag", "alert", "table",
];
// Blocks of the theme that no page asks for: a second typeface, and light colours that :root has already.
const unused_blocks = [
  /@layer ds\.theme\.typography\.secondary \{\s*[^{]*\{[^}]*\}\s*\}/,
  /@media \(prefers-color-scheme: light\) \{\n {2}\[data-color-scheme="auto"\] \{[^}]*\}\s*\}/,
];
const fonts = { "inter-latin.woff2": "latin-wght-normal", "inter-latin-ext.woff2": "latin-ext-wght-normal" };

function without_unused(text) {
  return unused_blocks.reduce((rest, block) => {
    if (!block.test(rest)) throw new Error(`the theme has no block ${block}; look at its new shape`);
    return rest.replace(block, "");
  }, text);
}

function minified(text) {
  return text
    .replace('@charset "UTF-8";', "")
    .replace(/\/\*[^]*?\*\//g, "")
    .replace(/\s+/g, " ")
    .replace(/\s*([{};])\s*/g, "$1")
    .replace(/;}/g, "}")
    .trim();
}

// The pages' Content-Security-Policy has no data: for images, so embedded icons become files.
function with_icon_files(text) {
  return text.replace(/url\("data:image\/svg\+xml;charset=utf-8,((?:[^"\\]|\\.)*)"\)/g, (_, encoded) => {
    const svg = decodeURIComponent(encoded.replaceAll('\\"', '"'));
    const name = `icon-${createHash("sha256").update(svg).digest("hex").slice(0, 8)}.svg`;
    writeFileSync(join(out, name), `${svg}\n`);
    return `url("/static/${name}")`;
  });
}

function font_face(file, subset) {
  const face = read(inter, "wght.css").match(new RegExp(`/\\* inter-${subset} \\*/\\s*@font-face \\{[^}]*\\}`));
  if (!face) throw new Error(`Inter has no subset ${subset}`);
  copyFileSync(join(modules, inter, "files", `inter-${subset}.woff2`), join(out, file));
  return face[0]
    .replace("'Inter Variable'", "'Inter'")
    .replace(/url\([^)]*\) format\('woff2-variations'\)/, `url("/static/${file}") format("woff2")`);
}

const layer = (name, parts) => `@layer ${name}{${parts.map((part) => read(css, "dist/src", `${part}.css`).trim()).join("")}}`;
const header = `/* Made by scripts/vendor-web from ${css} ${version(css)}, ${theme} ${version(theme)}
   (Digdir) and Inter ${version(inter)}; licences in LICENSES.txt. */\n`;
writeFileSync(join(out, "designsystem.css"), header + [
  "@layer ds.theme, ds.base, ds.components;",
  minified(Object.entries(fonts).map(([file, subset]) => font_face(file, subset)).join("")),
  minified(without_unused(read(theme, "brand/digdir.css"))),
  with_icon_files(layer("ds.base", base)),
  with_icon_files(layer("ds.components", components)),
].join("\n") + "\n");

// As it is, but for the icons and the maps that nobody asks for.
const without_map = (text) => text.replace(/\s*(\/\*|\/\/)# sourceMappingURL=.*$/, "\n");
writeFileSync(join(out, "swagger-ui.css"), without_map(with_icon_files(read(swagger, "swagger-ui.css"))));
writeFileSync(join(out, "swagger-ui-bundle.js"), without_map(read(swagger, "swagger-ui-bundle.js")));
copyFileSync(join(modules, swagger, "swagger-ui-bundle.js.LICENSE.txt"), join(out, "swagger-ui-bundle.js.LICENSE.txt"));

writeFileSync(join(out, "LICENSES.txt"), [css, theme, inter, swagger]
  .map((name) => `${name} ${version(name)}\n${"=".repeat(72)}\n${read(name, "LICENSE").trim()}\n`)
  .join("\n\n"));
