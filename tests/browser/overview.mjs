// Uses the overview as a leader would: every number on it is the length of the list that it leads to, now and in the period.
//
//   BASE_URL=http://127.0.0.1:8080 node --test tests/browser/overview.mjs
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { BASE, DESK, PHONE, TABLET, api, ask, choose, findings, listTotal, number, open, settled, shoot, useBrowser } from "./harness/page.mjs";

useBrowser();

/** Open cases that are over, due today and due tomorrow: the generated district has ended most of its cases by its last day. Sent twice they count once. */
before(async () => {
  const meta = await api("/meta");
  if (process.env.LIVE === "0" || meta.clock.started_at?.slice(0, 10) !== "2025-06-30" || !meta.centres.some((centre) => centre.code === "wanshan")) return;
  const events = [];
  const promises = [3, 3, 5, 5, 5, 5, 6, 6, 6, 9, 9, 9, 9, 9];
  promises.forEach((promised_days, index) => {
    const of = (type, occurred_at, payload) => events.push({ id: `browser-due-${index}-${type}`, source: "browser_due", type, centre: "wanshan", case_no: `BROWSERDUE${index}`, dept_code: meta.departments[index % 3].code, occurred_at, payload });
    of("received", "2025-06-23T09:00:00+08:00", { item_name: "食品经营许可", case_type: 2 });
    of("accepted", "2025-06-23T10:00:00+08:00", { promised_days });
  });
  const sent = await ask(`/events`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(events) });
  assert.equal(sent.status, 200);
  for (let turn = 0; turn < 100 && (await api("/cases?limit=1&q=BROWSERDUE")).total < promises.length; turn += 1) await new Promise((then) => setTimeout(then, 100));
});

/** Links whose text has a number, with that number: the last one of the text, behind names that may have figures of their own. */
const figuresOf = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("main .grid a[href^='/cases'], main .grid a[href^='/alerts']")].map((a) => {
      const text = (a.querySelector("b") ?? a).textContent ?? "";
      return { href: a.getAttribute("href"), text, place: a.closest("section, li")?.className ?? "" };
    }),
  );

/** The overview with its figures there. */
async function opened(path, options) {
  const { page, close } = await open(path, options);
  await settled(page);
  await page.locator(".tile").first().waitFor();
  return { page, close };
}

/** Presses all buttons that show more: tables in the place of charts, all departments. */
async function showAll(page) {
  for (const name of ["看表", /^看全部/]) {
    const buttons = page.getByRole("button", { name });
    while ((await buttons.count()) > 0) await buttons.first().click();
  }
}

/** The list's length by the API, as its page would ask for it. */
async function totalOf(href) {
  const url = new URL(href, BASE);
  const query = new URLSearchParams(url.search);
  query.delete("lang");
  query.set("limit", "1");
  return (await api(`${url.pathname}?${query}`)).total;
}

async function walk(path) {
  const { page, close } = await opened(path);
  await showAll(page);
  const links = await figuresOf(page);
  const distinct = [...new Map(links.map((link) => [`${link.href}|${link.text}`, link])).values()];
  for (let from = 0; from < distinct.length; from += 16) {
    await Promise.all(
      distinct.slice(from, from + 16).map(async ({ href, text }) => {
        assert.equal(await totalOf(href), number(text), `${href} has the length that ${path} says`);
      }),
    );
  }
  await close();
  return links;
}

describe("overview", () => {
  test("every number on it is the length of its list", async () => {
    const links = await walk("/");
    assert.ok(links.length > 300, `${links.length} numbers were walked`);
    // Now, the period and the one before, what falls due, the heat map's and the trend's tables: none of them may have dropped out.
    for (const part of ["due_from=", "overdue=true", "accepted_from=", "finished_from=", "on_time=true", "kind=", "rule=", "dept=", "level=red%2Cyellow"]) {
      assert.ok(links.some(({ href }) => href.includes(part) || href.includes(decodeURIComponent(part))), `no number leads to a list with ${part}`);
    }
    const { page, close } = await opened("/");
    const stray = await page.evaluate(() => [...document.querySelectorAll("main .grid b")].filter((b) => /\d/.test(b.textContent ?? "") && !/%/.test(b.textContent ?? "") && b.closest("a") === null).map((b) => b.textContent));
    assert.deepEqual(stray, [], "numbers that lead nowhere");
    await close();
  });

  test("in a scope and period of one's own too", async () => {
    const overview = await api("/overview");
    const dept = overview.departments.reduce((most, one) => (one.received > most.received ? one : most));
    const links = await walk(`/?dept=${encodeURIComponent(dept.code)}&from=2025-04-01&to=2025-05-31`);
    assert.ok(links.length > 80, `${links.length} numbers were walked`);
    assert.ok(links.every(({ href }) => new URL(href, BASE).searchParams.get("dept") === dept.code), "a list left the department");
  });

  test("a sample of each kind opens the list of that length on the page", async () => {
    const { page, close } = await opened("/");
    await showAll(page);
    const links = await figuresOf(page);
    const kinds = new Map();
    for (const link of links) {
      const url = new URL(link.href, BASE);
      const kind = `${url.pathname} ${[...url.searchParams.keys()].sort().join(",")}`;
      if (!kinds.has(kind) && number(link.text) > 0) kinds.set(kind, link);
    }
    assert.ok(kinds.size >= 12, `${kinds.size} kinds of lists`);
    for (const { href, text } of kinds.values()) {
      await page.goto(`${BASE}${href}`);
      assert.equal(await listTotal(page), number(text), href);
    }
    await close();
  });

  test("a click on a figure opens its list, and back comes back", async () => {
    const { page, close } = await opened("/");
    const first = page.locator(".tile a.main").first();
    const figure = number(await first.locator("b").textContent());
    await first.click();
    await page.waitForURL(/\/alerts/);
    assert.equal(await listTotal(page), figure);
    await page.goBack();
    await page.locator(".figures").first().waitFor();
    await close();
  });

  test("says in one sentence what is red, what falls due and whether it gets better", async () => {
    const overview = await api("/overview");
    const { page, close } = await opened("/");
    const told = (await page.locator(".headline").textContent()) ?? "";
    const red = overview.alerts_by_level.find((row) => row.level === "red").open;
    for (const part of [`红牌 ${red.toLocaleString("en")} 张`, `在办 ${overview.totals.open.toLocaleString("en")} 件`, "按时办结率", "今天"]) assert.ok(told.includes(part), `${part} in ${told}`);
    await close();
  });

  test("the period is compared with the one before it, and a rate of nothing is a dash", async () => {
    const { page, close } = await opened("/?from=2025-05-01&to=2025-05-31");
    const overview = await api("/overview?from=2025-05-01&to=2025-05-31");
    assert.deepEqual([overview.before.from, overview.before.to], ["2025-04-01", "2025-04-30"]);
    const text = (await page.locator(".figures").nth(1).textContent()) ?? "";
    assert.ok(text.includes("2025-04-01") && text.includes("2025-04-30"), text);
    await page.goto(`${BASE}/?from=2001-01-01&to=2001-01-31`);
    await page.waitForFunction(() => document.querySelector("main .figures + .figures b")?.textContent === "–");
    await close();
  });

  test("the year of days shows rest days and make-up workdays, one thing at a time, and as a table", async () => {
    const overview = await api("/overview");
    const { page, close } = await opened("/");
    const year = page.locator("section.year");
    await year.locator("svg.map").waitFor();
    assert.equal(await year.locator("svg.map .cell").count(), overview.days.length);
    for (const kind of ["rest", "holiday", "makeup"]) assert.equal(await year.locator(`svg.map .cell.${kind}`).count(), overview.days.filter((day) => day.kind === kind).length, kind);
    const heading = await year.locator("h2").textContent();
    await year.getByRole("button", { name: "新发生预警" }).click();
    await page.waitForFunction((before) => document.querySelector("section.year h2")?.textContent !== before, heading);
    const most = overview.days.reduce((a, b) => (b.alerts > a.alerts ? b : a));
    assert.equal(number((await year.locator("h2").textContent())?.split("，").at(-1)), most.alerts);
    const busy = year.locator("svg.map .cell.some").last();
    await busy.click();
    await page.waitForURL(/\/alerts\?.*state=all/);
    await page.goBack();
    await year.getByRole("button", { name: "看表" }).click();
    assert.equal(await year.locator("tbody tr").count(), overview.days.length);
    await close();
  });

  test("the trend stands as a picture and as a table whose days lead to lists", async () => {
    const { page, close } = await opened("/");
    const trend = page.locator(".trend");
    await trend.scrollIntoViewIfNeeded();
    await trend.locator("svg").first().waitFor();
    await trend.getByRole("button").click();
    const cell = trend.locator("td a").first();
    const figure = number(await cell.textContent());
    await cell.click();
    assert.equal(await listTotal(page), figure);
    await close();
  });

  test("the table may be asked for before the picture is there", async () => {
    const { page, close } = await opened("/", { before: (page) => page.route("**/trend-drawing*", async (route) => (await new Promise((then) => setTimeout(then, 500)), route.continue())) });
    const trend = page.locator(".trend");
    await trend.scrollIntoViewIfNeeded();
    await trend.getByRole("button").click();
    await trend.locator("tbody tr").first().waitFor();
    await page.waitForTimeout(1000);
    await close();
  });

  test("a simulated clock is told", async () => {
    const meta = await api("/meta");
    const { page, close } = await opened("/");
    const told = page.getByText("演示时钟");
    if (meta.clock.simulated) await told.first().waitFor();
    else assert.equal(await told.count(), 0);
    await close();
  });

  test("the scope narrows every page and stays in the address", async () => {
    const overview = await api("/overview");
    const dept = overview.departments.reduce((most, one) => (one.open > most.open ? one : most));
    const { page, close } = await opened("/");
    await choose(page, "部门", dept.name);
    await page.waitForURL(/dept=/);
    await page.getByRole("link", { name: "办件", exact: true }).click();
    await page.waitForURL(/\/cases\?.*dept=/);
    const narrowed = await api(`/cases?limit=1&dept=${encodeURIComponent(dept.code)}`);
    assert.equal(await listTotal(page), narrowed.total);
    await close();
  });

  for (const lang of ["zh", "en"]) {
    for (const size of [DESK, TABLET, PHONE]) {
      test(`with its tables in ${lang} at ${size.width} wide has nothing serious for axe and no sideways scroll`, async () => {
        const { page, close } = await opened("/", { lang, size });
        await shoot(page, `overview-whole-${lang}-${size.width}`, { fullPage: true });
        for (const button of await page.locator("section.year .table-button, .trend header button").all()) await button.click();
        assert.deepEqual(await findings(page), []);
        assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, "scrolls sideways");
        await close();
      });
    }
  }
});
