// What the browser tests share: a browser for a file of tests, pages in a language, size and theme, and what is asked of every page.
// BASE_URL (default http://127.0.0.1:8080) names the server, DEMO_PASSWORD the password of its accounts, CHROMIUM the browser, SHOTS a folder for
// pictures. Pages and requests are those of the account `demo`, which has all roles of the business, unless a test says otherwise.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before } from "node:test";

const require = createRequire(new URL("../../../dashboards/package.json", import.meta.url));
const { chromium } = require("playwright-core");
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

export const BASE = process.env.BASE_URL ?? "http://127.0.0.1:8080";
const SHOTS = process.env.SHOTS;
const ARGS = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";
export const DESK = { width: 1440, height: 900 };
export const TABLET = { width: 1024, height: 768 };
export const PHONE = { width: 390, height: 844 };

let browser;
let cookie;
const PASSWORD = process.env.DEMO_PASSWORD ?? "";
const faults = [];

/** Starts a browser for the file's tests; after them, nothing may have been written as an error. */
export function useBrowser() {
  before(async () => {
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ARGS.split(" ") });
  });
  after(async () => {
    await browser?.close();
    assert.deepEqual(faults, [], "the pages wrote errors");
  });
}

/** Logs in as somebody; gives the session's cookie. It holds for the program that calls itself so, hence the name of the browser's. */
async function session(name, agent) {
  const response = await fetch(`${BASE}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json", "user-agent": agent },
    body: JSON.stringify({ name, password: PASSWORD }),
  });
  assert.equal(response.status, 200, `logging in as ${name}`);
  return response.headers.get("set-cookie").split(";")[0];
}

/** What the requests of the tests themselves call themselves. */
const TESTS = "browser-tests";

/** A fresh page in a language; what it writes as an error is collected. */
export async function open(path, { lang = "zh", size = DESK, theme = "light", before, as = "demo" } = {}) {
  const context = await browser.newContext({ viewport: size, locale: lang === "zh" ? "zh-CN" : "en-GB", colorScheme: theme });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on("pageerror", (error) => faults.push(`${path}: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of (401|403|404|422|503)|ERR_FAILED/.test(message.text())) faults.push(`${path}: ${message.text()}`);
  });
  if (as !== undefined && as !== null) {
    const [key, value] = (await session(as, await page.evaluate(() => navigator.userAgent))).split("=");
    await context.addCookies([{ name: key, value, url: BASE, httpOnly: true, sameSite: "Strict" }]);
  }
  await before?.(page);
  await page.goto(`${BASE}${path}${path.includes("?") ? "&" : "?"}lang=${lang}`);
  return { page, close: () => context.close() };
}

/** A request of the tests' own, under the account `demo`. */
export const ask = async (path, init = {}) => {
  cookie ??= await session("demo", TESTS);
  return fetch(`${BASE}/api/v1${path}`, { ...init, headers: { ...init.headers, cookie, "user-agent": TESTS } });
};

export const api = async (path) => {
  const response = await ask(path);
  assert.equal(response.status, 200, `GET ${path}`);
  return response.json();
};

/** The number in a text such as 共 1,234 条 or 1,234 in total. */
export const number = (text) => {
  const match = /\d[\d,]*/.exec(text ?? "");
  assert.ok(match, `a number in ${JSON.stringify(text)}`);
  return Number(match[0].replaceAll(",", ""));
};

export const listTotal = async (page) => {
  await page.locator(".page-head .total").waitFor();
  return number(await page.locator(".page-head .total").textContent());
};

/** Serious and critical findings of axe on the page as it stands. */
export async function findings(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
  return violations.filter((v) => v.impact === "serious" || v.impact === "critical").map((v) => `${v.id}: ${v.nodes.map((node) => node.target.join(" ")).slice(0, 3).join(", ")}`);
}

/** Waits until what the page loads is there. */
export async function settled(page) {
  await page.waitForLoadState("domcontentloaded");
  await page.locator("main .card").first().waitFor();
  await page.waitForFunction(() => document.querySelector(".skeleton") === null && document.querySelector("main .card")?.textContent?.trim() !== "");
}

/** Chooses an option of a select by its visible text. */
export async function choose(page, label, option) {
  await page.getByRole("combobox", { name: label, exact: true }).click();
  await page.getByRole("option", { name: option }).first().click();
}

/** Keeps a picture of the page where SHOTS asks for them. */
export async function shoot(page, name, { fullPage = false } = {}) {
  if (SHOTS === undefined) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage });
}
