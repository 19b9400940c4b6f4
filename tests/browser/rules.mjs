// Uses the rules pages: find a rule, read it, see what came of it, where it runs and what it may read.
//
//   BASE_URL=http://127.0.0.1:8080 node --test tests/browser/rules.mjs
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DESK, PHONE, api, findings, listTotal, number, open, settled, shoot, useBrowser } from "./harness/page.mjs";

useBrowser();

/** Chooses an option of a select that takes no typing: its field lies under its label. */
async function choose(page, label, option) {
  await page.locator(".filters .el-select", { has: page.getByRole("combobox", { name: label, exact: true }) }).click();
  await page.locator(".el-select-dropdown:visible").getByRole("option", { name: option, exact: true }).click();
}

const rowOf = (page, code) => page.locator("tbody tr", { has: page.getByText(code, { exact: true }) }).first();
const codes = (page) => page.locator(".list tbody tr td:first-child code").allTextContents();

describe("the list of rules", () => {
  test("is narrowed by kind, level, status, subject and words, and the address keeps it", async () => {
    const rules = await api("/rules");
    const { page, close } = await open("/rules");
    assert.equal(await listTotal(page), rules.length);
    await choose(page, "类别", "时效");
    await page.waitForURL(/kind=time/);
    await choose(page, "级别", "黄牌");
    await page.waitForURL(/level=yellow/);
    await choose(page, "状态", "生效");
    await page.waitForURL(/status=active/);
    await choose(page, "监察对象", "办件");
    await page.waitForURL(/subject=case/);
    const wanted = rules.filter((rule) => rule.kind === "time" && rule.level === "yellow" && rule.status === "active" && rule.subject === "case");
    assert.deepEqual((await codes(page)).sort(), wanted.map((rule) => rule.code).sort());
    await page.reload();
    assert.equal(await listTotal(page), wanted.length);
    await close();
  });

  test("is sorted by what a check takes, by level and by hits", async () => {
    const rules = await api("/rules");
    const { page, close } = await open("/rules");
    await page.locator(".list tbody tr").first().waitFor();
    await page.getByRole("button", { name: "判一次" }).click();
    const dearest = rules.filter((rule) => rule.cost).sort((a, b) => b.cost.nanoseconds - a.cost.nanoseconds)[0];
    assert.equal((await codes(page))[0], dearest.code);
    await page.getByRole("button", { name: "级别" }).click();
    const first = (await codes(page))[0];
    assert.equal(rules.find((rule) => rule.code === first).level, "red");
    await page.getByRole("button", { name: "累计发出" }).click();
    const most = Math.max(...rules.map((rule) => rule.hits));
    assert.equal(number(await page.locator(".list tbody tr").first().locator("td.num").first().textContent()), most);
    await close();
  });

  test("its figures count every centre and period, whatever scope was looked at before", async () => {
    const rule = (await api("/rules")).find((one) => one.open > 0);
    const { page, close } = await open("/rules?dept=D01&from=2025-06-01&to=2025-06-02");
    const cell = rowOf(page, rule.code).locator("td.num a").last();
    const figure = number(await cell.textContent());
    assert.equal(figure, rule.open);
    await cell.click();
    await page.waitForURL(/\/alerts/);
    assert.equal(await listTotal(page), figure);
    await close();
  });
});

describe("one rule", () => {
  test("shows its text, cases, months and facts as the API tells them, and leads to its alerts", async () => {
    const rules = await api("/rules");
    const rule = rules.reduce((most, one) => (one.open > most.open ? one : most));
    const detail = await api(`/rules/${encodeURIComponent(rule.code)}`);
    const { page, close } = await open("/rules");
    await rowOf(page, rule.code).getByRole("link").first().click();
    const panel = page.locator("aside.panel");
    await panel.locator("pre").waitFor();
    await panel.getByRole("button", { name: "看全文" }).click();
    assert.equal(await panel.locator("pre").textContent(), detail.source);
    assert.ok((await panel.locator("pre .column").count()) > 0 && (await panel.locator("pre .keyword").count()) > 0, "parts of the text are told apart");

    assert.equal(await panel.locator(".cases > li").count(), detail.cases.length);
    await panel.locator(".cases summary").first().click();
    const told = (await panel.locator(".cases li").first().textContent()) ?? "";
    for (const event of detail.cases[0].events) assert.ok(told.includes(event.label.zh), `${event.label.zh} in ${told}`);
    assert.ok(told.includes(detail.cases[0].evaluate_at.replace("T", " ")), told);

    const read = detail.facts.flatMap((relation) => relation.columns).filter((column) => column.read);
    assert.equal(await panel.locator("tr.read").count(), read.length);
    await panel.getByRole("button", { name: /看全部 \d+ 个字段/ }).click();
    assert.equal(await panel.locator(".facts tbody tr").count(), detail.facts.reduce((sum, relation) => sum + relation.columns.length, 0));
    assert.equal(await panel.locator(".functions dt").count(), detail.functions.length);
    for (const place of detail.places) assert.ok((await panel.locator(".places").textContent())?.includes(place.name.zh));

    await panel.getByRole("button", { name: "看表" }).click();
    const months = await panel.locator("table tbody tr td a[href*='from=']").evaluateAll((all) => all.map((a) => ({ href: a.getAttribute("href"), figure: Number(a.textContent?.replaceAll(",", "")) })));
    assert.equal(months.reduce((sum, month) => sum + month.figure, 0), detail.months.reduce((sum, month) => sum + month.alerts, 0));
    for (const { href, figure } of months.slice(0, 3)) {
      const query = new URLSearchParams(href.split("?")[1]);
      query.set("limit", "1");
      assert.equal((await api(`/alerts?${query}`)).total, figure, href);
    }
    const last = panel.locator(".last li");
    assert.equal(await last.count(), Math.min(10, rule.hits));
    await panel.getByRole("link", { name: /看未结预警/ }).click();
    await page.waitForURL(/\/alerts/);
    assert.equal(await listTotal(page), rule.open);
    await close();
  });

  test("its newest alerts lead to their why", async () => {
    const rule = (await api("/rules")).find((one) => one.hits > 0);
    const { page, close } = await open(`/rules/${encodeURIComponent(rule.code)}`);
    await page.locator(".last li a").first().click();
    await page.waitForURL(/\/alerts\/./);
    await page.locator("aside.panel .why .sentence").first().waitFor();
    await close();
  });

  test("on an English screen has its English title, and its Chinese prose is marked and said once", async () => {
    const rule = await api("/rules/T03");
    const { page, close } = await open("/rules/T03", { lang: "en" });
    const panel = page.locator("aside.panel");
    await panel.locator("pre").waitFor();
    assert.ok((await panel.locator("h2").textContent())?.includes(rule.title.en));
    assert.equal(await panel.getByText("kept in Chinese").count(), 1);
    const unmarked = await panel.evaluate((root) => {
      const found = [];
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        if (/[\u4e00-\u9fff]/.test(node.textContent ?? "") && node.parentElement?.closest("[lang='zh-CN']") === null) found.push(node.textContent);
      }
      return found;
    });
    assert.deepEqual(unmarked.filter((text) => !/^\s*$/.test(text)).slice(0, 3), [], "Chinese that is not marked as such");
    await close();
  });

  for (const lang of ["zh", "en"]) {
    for (const size of [DESK, PHONE]) {
      test(`with everything unfolded in ${lang} at ${size.width} wide has nothing serious for axe`, async () => {
        const { page, close } = await open("/rules/T03", { lang, size });
        await settled(page);
        const panel = page.locator("aside.panel");
        await panel.locator(".last li, .places").first().waitFor();
        await shoot(page, `rule-T03-${lang}-${size.width}`);
        for (const summary of await panel.locator("summary").all()) await summary.click();
        const folded = panel.locator(".body button[aria-expanded='false'], .body button[aria-pressed='false']");
        while ((await folded.count()) > 0) await folded.first().click();
        assert.deepEqual(await findings(page), []);
        assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, "scrolls sideways");
        await close();
      });
    }
  }
});
