// A browser as far as logins need one: cookies, redirects by hand, forms. Cookies belong to a host without its
// port, as in browsers, so that all origins on localhost share them.
import assert from "node:assert/strict";

const unescape_html = (text) =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");

export class UserAgent {
  #jars = new Map();

  cookie(url, name) {
    return this.#jars.get(new URL(url).hostname)?.get(name);
  }

  // One request, no redirect followed: { url, status, headers, location, text }.
  async open(url, { form, headers = {} } = {}) {
    const jar = this.#jar(url);
    const cookies = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, {
      method: form ? "POST" : "GET",
      body: form && new URLSearchParams(form),
      redirect: "manual",
      headers: { Accept: "text/html", ...(cookies && { Cookie: cookies }), ...headers },
    });
    response.headers.getSetCookie().forEach((line) => this.#keep(jar, line));
    const location = response.headers.get("Location");
    return {
      url: String(url),
      status: response.status,
      headers: response.headers,
      location: location && new URL(location, url).href,
      text: await response.text(),
    };
  }

  // Follows redirects until a page, or until one leads to an address that begins with `destination`, which is
  // not opened: its URL is the answer.
  async follow(url, destination) {
    let next = String(url);
    for (let hops = 0; hops < 10; hops++) {
      if (next.startsWith(destination)) return { arrived: new URL(next) };
      const page = await this.open(next);
      if (!page.location) return { page };
      next = page.location;
    }
    return assert.fail(`more than ten redirects from ${url}`);
  }

  #jar(url) {
    const host = new URL(url).hostname;
    if (!this.#jars.has(host)) this.#jars.set(host, new Map());
    return this.#jars.get(host);
  }

  #keep(jar, line) {
    const [pair, ...attributes] = line.split(";").map((part) => part.trim());
    const [name, value] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)];
    const gone = attributes.some((attribute) => attribute.toLowerCase() === "max-age=0");
    if (gone) jar.delete(name);
    else jar.set(name, value);
  }
}

// What the form of the page would send without anybody touching it, and where to: { action, fields }.
export function read_form(page, testid) {
  const form = page.text.match(new RegExp(`<form[^>]*data-testid="${testid}"[^>]*>([\\s\\S]*?)</form>`));
  assert.ok(form, `the page ${page.url} has no form ${testid}`);
  const attributes = (tag) =>
    Object.fromEntries([...tag.matchAll(/([\w-]+)(?:="([^"]*)")?/g)].map(([, name, value]) => [name, value ?? ""]));
  const fields = {};
  for (const [tag] of form[1].matchAll(/<input\b[^>]*>/g)) {
    const { name, type, value = "", checked } = attributes(tag.slice("<input".length));
    if (name && (type !== "radio" || checked !== undefined)) fields[name] = unescape_html(value);
  }
  const action = attributes(form[0].slice(0, form[0].indexOf(">"))).action;
  return { action: new URL(unescape_html(action), page.url).href, fields };
}

// Where the link with that data-testid leads.
export function read_link(page, testid) {
  const tag = page.text.match(new RegExp(`<a\\b[^>]*data-testid="${testid}"[^>]*>`))?.[0];
  assert.ok(tag, `the page ${page.url} has no link ${testid}`);
  return new URL(unescape_html(tag.match(/href="([^"]*)"/)[1]), page.url).href;
}
