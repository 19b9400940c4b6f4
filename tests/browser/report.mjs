// Uses the page of statutory reports as its person would: a period and rows are chosen, figures open their cases, files come down, paper is
// printed. BASE_URL (default http://127.0.0.1:8080) names the server; nothing is assumed of the data that is there. SHOTS as in console.mjs.
//
//   BASE_URL=http://127.0.0.1:8080 node --test tests/browser/report.mjs
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { BASE, DESK, PHONE, api, findings, listTotal, number, open, shoot, useBrowser } from "./harness/page.mjs";

useBrowser();

const PERIOD = "from=2025-01-01&to=2025-06-30";
const pagesOf = (pdf) => (pdf.toString("latin1").match(/\/Type\s*\/Page(?![a-z])/g) ?? []).length;
const ready = (page) => page.locator(".report-table:not(.paper) tbody tr.total").first().waitFor();
/** A period in which the centre that the page shows has cases. */
const path = async (more = "") => `/reports/case-statistics?${PERIOD}&centre=${encodeURIComponent((await api("/meta")).centres[0].code)}${more}`;

describe("statutory reports", () => {
  test("the page is reached from the left, says what it is about, and its balance holds", async () => {
    const { page, close } = await open("/");
    await page.getByRole("link", { name: "统计报表" }).click();
    await page.waitForURL(/\/reports\/case-statistics/);
    await ready(page);
    assert.match((await page.locator("h1").first().textContent()) ?? "", /办件统计$/);
    assert.equal(await page.locator(".checks p.bad").count(), 0, "every check holds");
    assert.ok((await page.locator(".checks p").count()) >= 7);
    await close();
  });

  test("figures open lists of their length", async () => {
    const { page, close } = await open(await path());
    await ready(page);
    const links = await page.locator(".report-table:not(.paper) tbody td a").evaluateAll((all) => all.map((a) => ({ href: a.getAttribute("href"), figure: a.textContent })));
    assert.ok(links.length > 20, `${links.length} figures lead on`);
    for (const { href, figure } of links.filter((_, place) => place % 9 === 0).concat(links.slice(-3))) {
      await page.goto(`${BASE}${href}`);
      assert.equal(await listTotal(page), number(figure), href);
    }
    assert.ok(await page.getByRole("button", { name: /办件统计中的一格：2025-01-01 至 2025-06-30/ }).isVisible(), "the list says where it comes from");
    // By a click it opens in the same page, and back leads to the report.
    await page.goto(`${BASE}${await path()}`);
    await ready(page);
    await page.locator(".report-table:not(.paper) tbody td a").first().click();
    await page.waitForURL(/\/cases\?cell=/);
    await page.goBack();
    await ready(page);
    await close();
  });

  test("period, rows and filters stand in the address and change the table", async () => {
    const { page, close } = await open(await path());
    await ready(page);
    const choose = async (label, option) => {
      await page.locator(".el-select", { has: page.getByRole("combobox", { name: label, exact: true }) }).click();
      await page.getByRole("option", { name: option, exact: true }).click();
    };
    await choose("分行", "按月份");
    await page.waitForURL(/by=month/);
    await page.getByRole("rowheader", { name: "2025-03" }).first().waitFor();
    await choose("口径", "按受理日期");
    await page.waitForURL(/basis=accepted/);
    await choose("统计期", "上季度");
    await page.waitForURL(/from=2025-01-01&to=2025-03-31/);
    await page.getByText("统计期：2025-01-01 至 2025-03-31（按受理日期）").first().waitFor();
    // Items are chosen by their name; a code that the list has not is typed.
    await page.getByRole("button", { name: "更多条件" }).click();
    await choose("事项", "食品经营许可");
    await page.waitForURL(/item=\w+/);
    await page.getByRole("button", { name: /去掉条件：事项 食品经营许可/ }).click();
    await page.waitForURL((url) => !url.search.includes("item="));
    await page.getByRole("combobox", { name: "窗口", exact: true }).fill("NOTHING");
    await page.getByRole("combobox", { name: "窗口", exact: true }).press("Enter");
    await page.waitForURL(/window=NOTHING/);
    await page.getByRole("button", { name: /去掉条件：窗口 NOTHING/ }).click();
    await page.waitForURL((url) => !url.search.includes("window="));
    await page.getByLabel("按哪天已知的数据").fill("2025-06-30");
    await page.waitForURL(/known=2025-06-30/);
    await page.getByText("（按 2025-06-30 已知）").first().waitFor({ timeout: 60_000 });
    await close();
  });

  test("the files come down", async () => {
    const { page, close } = await open(await path());
    await ready(page);
    for (const format of ["XLSX", "CSV", "PNG", "SVG"]) {
      const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: `下载 ${format}` }).click()]);
      assert.match(download.suggestedFilename(), new RegExp(`办件统计2025-01-01至2025-06-30\\.${format.toLowerCase()}$`));
      assert.equal(await download.failure(), null);
    }
    await close();
  });

  test("it stands on paper across, without the screen's furniture, and looks right in both languages and sizes", async () => {
    for (const lang of ["zh", "en"]) {
      const { page, close } = await open(await path(), { lang, theme: lang === "en" ? "dark" : "light" });
      await ready(page);
      await shoot(page, `report-${lang}`, { fullPage: true });
      assert.deepEqual(await findings(page), [], lang);
      const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
      assert.ok(pagesOf(pdf) >= 2, "a page for each table");
      // Nothing but the paper makes a sheet, and each is A4 across: 842 by 595 points.
      const sheets = pdf.toString("latin1").match(/\/MediaBox\s*\[[^\]]*\]/g) ?? [];
      assert.ok(sheets.length > 0 && sheets.every((sheet) => /0 0 84[12][.\d]* 59[45]/.test(sheet)), `A4 across: ${sheets.join(" ")}`);
      await page.emulateMedia({ media: "print" });
      await page.setViewportSize({ width: 1050, height: 700 });
      assert.ok(await page.locator(".report-paper .sign").isVisible());
      assert.ok(!(await page.locator(".top").isVisible()) && !(await page.locator(".reports .screen").isVisible()), "no furniture of the screen");
      const wide = await page.evaluate(() => Math.max(...[...document.querySelectorAll(".report-paper table")].map((table) => table.scrollWidth)));
      assert.ok(wide <= 1050, `tables fit the page: ${wide} px`);
      await shoot(page, `report-paper-${lang}`, { fullPage: true });
      await close();
    }
    const { page, close } = await open(await path(), { size: PHONE });
    await ready(page);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing sticks out on a phone");
    await shoot(page, "report-phone-zh", { fullPage: true });
    assert.deepEqual(await findings(page), []);
    await page.setViewportSize(DESK);
    await close();
  });
});
