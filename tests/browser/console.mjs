// Uses each page of the console as its person would, against a running server: BASE_URL (default http://127.0.0.1:8080).
// Nothing is assumed of the data but that there is some: figures are compared with the lists that they lead to.
//
//   BASE_URL=http://127.0.0.1:8080 node --test tests/browser/console.mjs
//
// SHOTS=dir keeps screenshots of every page in both languages at 1440×900, 1024×768 and 390×844. CHROMIUM names the browser.
// LIVE=0 leaves out the one test that sends an event to the server.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { BASE, DESK, PHONE, TABLET, api, ask, choose, findings, listTotal, number, open, settled, shoot, useBrowser } from "./harness/page.mjs";

useBrowser();

describe("alerts", () => {
  test("filters narrow the list, stand as chips in words, and can be taken away", async () => {
    const { page, close } = await open("/alerts?state=all");
    const all = await listTotal(page);
    await page.locator(".level-button").nth(1).click();
    await page.waitForURL(/level=yellow/);
    const chip = page.locator(".chip", { hasText: "黄牌" });
    await chip.waitFor();
    const wanted = (await api("/alerts?state=all&level=yellow&limit=1")).total;
    await page.waitForFunction((n) => Number(/\d[\d,]*/.exec(document.querySelector(".page-head .total")?.textContent ?? "")?.[0].replaceAll(",", "")) === n, wanted);
    assert.ok(wanted <= all);
    await chip.click();
    await page.waitForFunction((n) => Number(/\d[\d,]*/.exec(document.querySelector(".page-head .total")?.textContent ?? "")?.[0].replaceAll(",", "")) === n, all);
    await close();
  });

  test("pages go on without a row lost or doubled", async () => {
    const { page, close } = await open("/alerts?state=all&sort=oldest");
    const total = await listTotal(page);
    const rows = page.locator("tbody tr td:nth-child(2) a");
    const seen = new Set();
    let count = 0;
    for (let turn = 0; turn < 3; turn += 1) {
      await rows.first().waitFor();
      const now = await rows.evaluateAll((all) => all.map((a) => a.getAttribute("href")?.split("?")[0]));
      now.forEach((href) => seen.add(href));
      count += now.length;
      const next = page.getByRole("button", { name: "下一页" });
      if ((await next.count()) === 0 || (await next.isDisabled())) break;
      const first = now[0];
      await next.click();
      await page.waitForFunction((href) => document.querySelector("tbody tr td:nth-child(2) a")?.getAttribute("href")?.split("?")[0] !== href, first);
    }
    assert.equal(seen.size, count, "each alert once");
    assert.ok(count <= total);
    await close();
  });

  test("the keyboard moves, opens, goes on and closes", async () => {
    const { page, close } = await open("/alerts?state=all");
    await page.locator("tbody tr").first().waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.locator("tr.cursor").waitFor();
    await page.keyboard.press("Enter");
    await page.locator("aside.panel .sentence").first().waitFor();
    const opened = new URL(page.url()).pathname;
    await page.keyboard.press("k");
    await page.waitForFunction((path) => location.pathname !== path, opened);
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => location.pathname === "/alerts");
    await page.keyboard.press("/");
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("type")), "search");
    await close();
  });

  test("the why has its sentence, values, marked rule text, responsible and versions, by its own link", async () => {
    const { items } = await api("/alerts?state=all&limit=20");
    const alert = items.find((one) => one.case_no !== undefined && one.subject === "case") ?? items[0];
    const why = await api(`/alerts/${encodeURIComponent(alert.alert_no)}/explain`);
    const { page, close } = await open(`/alerts/${encodeURIComponent(alert.alert_no)}`);
    const panel = page.locator("aside.panel");
    await panel.locator(".why .sentence").first().waitFor();
    assert.equal((await panel.locator(".why .sentence").first().textContent())?.trim(), why.sentence.zh.trim());
    const text = await panel.textContent();
    for (const value of why.values) assert.ok(text.includes(value.column), `the value ${value.column}`);
    if (why.rule.marks.some((mark) => mark.truth === "true")) assert.ok((await panel.locator("pre mark.true").count()) > 0, "a true part is marked before the whole text is asked for");
    await panel.getByRole("button", { name: "看全文" }).click();
    assert.equal(await panel.locator("pre").first().textContent(), why.rule.source);
    assert.ok(text.includes(why.rule_hash) && text.includes(why.calendar_version));
    if (why.days.length > 0) assert.equal(await panel.locator(".cells .cell").count(), why.days.length);
    assert.equal(await panel.locator("li.event").count(), why.timeline.length);
    assert.equal(await panel.locator("li.event code").count(), 0, "no code stands in the line of events unasked");
    await close();
  });

  test("an alert that comes in while the list is open shows as new", { skip: process.env.LIVE === "0" }, async () => {
    const meta = await api("/meta");
    const { page, close } = await open("/alerts?rule=F03");
    const before = await listTotal(page);
    await page.locator("i.live").waitFor();
    const stamp = `${Date.now()}`;
    const sent = await ask(`/events`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify([{ id: `browser-${stamp}`, source: "browser_test", type: "finished", centre: meta.centres.find((c) => c.code === "wanshan")?.code ?? meta.centres[0].code, case_no: `BROWSER${stamp}`, occurred_at: meta.now, payload: { result_code: "licence" } }]),
    });
    assert.equal(sent.status, 200);
    await page.waitForFunction((n) => Number(/\d[\d,]*/.exec(document.querySelector(".page-head .total")?.textContent ?? "")?.[0].replaceAll(",", "")) === n, before + 1);
    await page.locator("tr.fresh").first().waitFor();
    await close();
  });
});

describe("cases", () => {
  test("a case is found by its number from anywhere, and shows its events and fields", async () => {
    const { items } = await api("/cases?limit=1");
    const detail = await api(`/cases/${encodeURIComponent(items[0].centre)}/${encodeURIComponent(items[0].case_no)}`);
    const { page, close } = await open("/rules");
    await settled(page);
    await page.keyboard.press("/");
    await page.keyboard.type(items[0].case_no);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/cases\?/);
    await page.getByRole("link", { name: items[0].case_no }).first().click();
    const panel = page.locator("aside.panel");
    await panel.locator("li.event").first().waitFor();
    assert.equal(await panel.locator("li.event").count(), detail.events.length);
    for (const [name, value] of Object.entries(detail.case)) if (value !== null) assert.ok((await panel.locator(`td[title$="${name}"]`).count()) > 0, `the field ${name}`);
    await close();
  });

  test("why a rule is silent is answered with the first failing part marked", async () => {
    const { items } = await api("/cases?limit=30");
    const quiet = items.find((one) => one.alerts_open === 0) ?? items[0];
    const meta = await api("/meta");
    const rule = meta.rules.find((one) => one.code === "T04") ?? meta.rules.find((one) => one.subject === "case") ?? meta.rules[0];
    const why = await api(`/why-not?centre=${encodeURIComponent(quiet.centre)}&rule=${encodeURIComponent(rule.code)}&case_no=${encodeURIComponent(quiet.case_no)}`);
    const { page, close } = await open(`/cases/${encodeURIComponent(quiet.centre)}/${encodeURIComponent(quiet.case_no)}`);
    await page.locator("aside.panel li.event").first().waitFor();
    await choose(page, "选规则", new RegExp(`^${rule.code} `));
    const answer = page.locator("aside.panel .answer");
    await answer.locator(".sentence").waitFor();
    assert.equal((await answer.locator(".sentence").textContent())?.trim(), why.sentence.zh.trim());
    if (why.rule.marks.some((mark) => mark.first_false)) assert.ok((await answer.locator("pre mark.first").count()) > 0, "the first failing part is marked");
    await close();
  });
});

describe("quarantine", () => {
  test("the quarantine lists what waits to be mended", async () => {
    const quarantine = await api("/quarantine");
    const { page, close } = await open("/quarantine");
    assert.equal(await listTotal(page), quarantine.total);
    assert.equal(await page.locator(".list tbody tr").count(), quarantine.items.length);
    await close();
  });
});

describe("every page", () => {
  const paths = async () => {
    const alert = (await api("/alerts?state=all&limit=1")).items[0];
    const one = (await api("/cases?limit=1")).items[0];
    const rule = (await api("/rules"))[0];
    return {
      overview: "/",
      alerts: "/alerts?state=all",
      alert: `/alerts/${encodeURIComponent(alert.alert_no)}?state=all`,
      cases: "/cases",
      case: `/cases/${encodeURIComponent(one.centre)}/${encodeURIComponent(one.case_no)}`,
      rules: "/rules",
      rule: `/rules/${encodeURIComponent(rule.code)}`,
      import: "/import",
      checkup: `/checkup?centre=${encodeURIComponent(one.centre)}`,
      sources: "/sources",
      quarantine: "/quarantine",
    };
  };

  for (const lang of ["zh", "en"]) {
    for (const size of [DESK, TABLET, PHONE]) {
      test(`in ${lang} at ${size.width} wide has no sideways scroll and nothing serious for axe`, async () => {
        for (const [name, path] of Object.entries(await paths())) {
          const { page, close } = await open(path, { lang, size });
          await settled(page);
          if (/^(alert|case|rule)$/.test(name)) await page.locator("aside.panel .section").first().waitFor();
          assert.equal(await page.evaluate(() => document.documentElement.lang), lang === "zh" ? "zh-CN" : "en");
          assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, `${name} scrolls sideways`);
          assert.deepEqual(await findings(page), [], `${name} in ${lang} at ${size.width}`);
          await shoot(page, `${name}-${lang}-${size.width}`);
          await close();
        }
      });
    }
  }

  test("fits every width between a phone and a desk, in the longer language", async () => {
    for (const [name, path] of Object.entries(await paths())) {
      const { page, close } = await open(path, { lang: "en" });
      await settled(page);
      for (const width of [1366, 1321, 1320, 1281, 1280, 1100, 1024, 961, 960, 768, 600, 360, 320]) {
        await page.setViewportSize({ width, height: 800 });
        await page.waitForFunction((wanted) => innerWidth === wanted, width);
        // What the new width changes is measured and drawn in the next frames, on a busy machine in many of them; what stays is looked at.
        const over = await page.evaluate(async () => {
          const wide = () => [document.documentElement, ...document.querySelectorAll(".list, .figures li")].filter((e) => e.scrollWidth - e.clientWidth > 1);
          for (let frame = 0; frame < 120 && (frame < 2 || wide().length > 0); frame++) await new Promise((drawn) => requestAnimationFrame(drawn));
          return wide().map((e) => e.className || e.tagName);
        });
        assert.deepEqual(over, [], `${name} at ${width}`);
      }
      await close();
    }
  });

  test("in the dark has nothing serious for axe either", async () => {
    for (const [name, path] of Object.entries(await paths())) {
      const { page, close } = await open(path, { theme: "dark" });
      await settled(page);
      if (/^(alert|case|rule)$/.test(name)) await page.locator("aside.panel .section").first().waitFor();
      assert.deepEqual(await findings(page), [], `${name} in the dark`);
      await close();
    }
  });

  test("switches language in place, frame and enumerations together, and keeps the choice", async () => {
    const { page, close } = await open("/alerts?state=all");
    await page.locator("tbody tr").first().waitFor();
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("heading", { name: "Alerts" }).waitFor();
    const own = await page.evaluate(() => [".groups", ".top .live", ".filters .levels", "thead", ".tools"].map((part) => document.querySelector(part)?.textContent ?? "").join(" "));
    assert.ok(!/[\u4e00-\u9fff]/.test(own), `Chinese left on the English screen: ${own}`);
    await page.reload();
    await page.getByRole("heading", { name: "Alerts" }).waitFor();
    await page.goto(`${BASE}/rules`);
    await page.getByRole("heading", { name: "Rules" }).waitFor();
    await close();
  });

  test("an address that no page has says so and leads back", async () => {
    const { page, close } = await open("/no-such-page");
    await page.getByRole("heading", { name: "没有这个页面" }).waitFor();
    await page.getByRole("link", { name: "回到总览" }).click();
    await page.locator(".figures").first().waitFor();
    await close();
  });

  test("a server that does not answer is told, with what to do, and tried again", async () => {
    const { page, close } = await open("/alerts", { before: (page) => page.route("**/api/v1/alerts?**", (route) => route.abort()) });
    await page.getByText("连不上服务器").waitFor();
    await page.unroute("**/api/v1/alerts?**");
    await page.getByRole("button", { name: "再试" }).click();
    await page.locator("tbody tr").first().waitFor();
    await close();
  });

  test("a busy server is told as such, and its reference can be read out", async () => {
    const problem = { type: "about:blank", title: "busy", status: 503, code: "busy", detail: "too much at once", instance: "R-7" };
    const { page, close } = await open("/", { before: (page) => page.route("**/api/v1/overview**", (route) => route.fulfill({ status: 503, contentType: "application/problem+json", body: JSON.stringify(problem) })) });
    await page.getByText("服务器正忙").waitFor();
    await page.getByText("报修编号 R-7").waitFor();
    await close();
  });

  test("an unknown number says so instead of an empty drawer", async () => {
    const { page, close } = await open("/alerts/no-such-alert");
    await page.getByText("没有这条记录").waitFor();
    await close();
  });
});
