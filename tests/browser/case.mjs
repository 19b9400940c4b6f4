// Finds cases and settles a dispute about one, as a supervisor would: its whole page, both times of each event, as it was known on a day,
// the proof of an alert, the paper. Against a running server, see console.mjs.
//
//   BASE_URL=http://127.0.0.1:8080 node --test tests/browser/case.mjs
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { BASE, DESK, PHONE, TABLET, api, findings, listTotal, open, settled, shoot, useBrowser } from "./harness/page.mjs";

useBrowser();

const path = (item, root = "case") => `/${root}/${encodeURIComponent(item.centre)}/${encodeURIComponent(item.case_no)}`;
const recordedDays = (detail) => [...new Set(detail.events.map((event) => event.recorded_at.slice(0, 10)))].sort();

/** A case that was told on several days. */
let kept;
async function told() {
  if (kept !== undefined) return kept;
  const named = (await api("/cases?q=DISPUTE-1")).items;
  const candidates = named.length > 0 ? named : (await api("/cases?limit=200")).items;
  for (const item of candidates) {
    const detail = await api(path(item, "cases"));
    const days = recordedDays(detail);
    if (days.length > 1) return (kept = { item, detail, days });
  }
  throw new Error("no case was told on several days");
}

/** Waits until the list has a length: the address changes before the answer is there. */
const totalIs = (page, wanted) => page.waitForFunction((n) => Number(/\d[\d,]*/.exec(document.querySelector(".page-head .total")?.textContent ?? "")?.[0].replaceAll(",", "")) === n, wanted);

/** Chooses an option of a select by the keyboard. */
async function pick(page, label, option) {
  await page.getByRole("combobox", { name: label, exact: true }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("option", { name: option, exact: true }).click();
}

/** The day before a day. */
const before = (day) => new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);

describe("finding a case", () => {
  test("from the top by number, item and department, whoever reads the address finds the same", async () => {
    const { item } = await told();
    const words = [item.case_no, item.item_name, item.dept_name].filter(Boolean);
    for (const word of words) {
      const { page, close } = await open("/rules");
      await settled(page);
      await page.keyboard.press("/");
      await page.keyboard.type(word);
      await page.keyboard.press("Enter");
      await page.waitForURL(/\/cases\?/);
      assert.equal(await listTotal(page), (await api(`/cases?limit=1&q=${encodeURIComponent(word)}`)).total, word);
      assert.ok(new URL(page.url()).searchParams.get("q") === word);
      await page.locator(".chip", { hasText: word }).waitFor();
      await close();
    }
  });

  test("a person's number is looked for as a key and shown with its middle hidden", async () => {
    const { page, close } = await open("/cases");
    await settled(page);
    await page.getByRole("textbox", { name: "编号、申请人、事项、部门" }).fill("+86 138-0000-1234");
    await page.keyboard.press("Enter");
    await page.locator(".chip", { hasText: "138****1234" }).waitFor();
    await totalIs(page, (await api("/cases?limit=1&q=13800001234")).total);
    assert.ok(!/13800001234|138-0000-1234/.test(await page.locator(".chips").textContent()));
    await close();
  });

  test("every further filter stands in the address and as a chip in words, and narrows the list", async () => {
    const { page, close } = await open("/cases");
    const all = await listTotal(page);
    await page.getByRole("button", { name: "更多条件" }).click();
    await pick(page, "未结预警级别", "有未结黄牌");
    await page.waitForURL(/level=yellow/);
    await pick(page, "办件类型", "承诺件");
    await page.waitForURL(/case_type=2/);
    await page.locator(".chip", { hasText: "有未结黄牌" }).waitFor();
    const wanted = (await api("/cases?limit=1&level=yellow&case_type=2")).total;
    await totalIs(page, wanted);
    assert.ok(wanted < all);
    await page.locator(".chip", { hasText: "承诺件" }).click();
    await page.waitForURL((url) => !url.searchParams.has("case_type"));
    await close();

    const dated = await open("/cases?due_from=2025-06-30&due_to=2025-06-30&channel=1");
    assert.equal(await listTotal(dated.page), (await api("/cases?limit=1&due_from=2025-06-30&due_to=2025-06-30&channel=1")).total);
    for (const chip of ["2025-06-30 起到期", "2025-06-30 前到期", "办理形式：窗口"]) await dated.page.locator(".chip", { hasText: chip }).waitFor();
    await dated.close();
  });
});

describe("the whole page of a case", () => {
  test("is opened from the drawer and leads back beside the list", async () => {
    const { item } = await told();
    const { page, close } = await open(`${path(item, "cases")}?state=${item.state}`);
    await page.locator("aside.panel li.event").first().waitFor();
    await page.getByRole("link", { name: "整页查看" }).click();
    await page.waitForURL(/\/case\//);
    await page.getByRole("heading", { name: item.case_no }).waitFor();
    assert.equal(await page.title(), "办件 · 明镜");
    await page.getByRole("link", { name: "回到列表" }).click();
    await page.locator("aside.panel li.event").first().waitFor();
    assert.equal(new URL(page.url()).searchParams.get("state"), item.state);
    await close();
  });

  test("shows every event with both times, its source and its file, which leads to the import", async () => {
    const { item, detail } = await told();
    const { page, close } = await open(path(item));
    await page.locator("li.event").first().waitFor();
    assert.equal(await page.locator("li.event").count(), detail.events.length);
    const lines = await page.locator("li.event").allTextContents();
    detail.events.forEach((event, index) => {
      assert.ok(lines[index].includes(event.occurred_at.slice(0, 10)) && lines[index].includes(`记录 ${event.recorded_at.slice(0, 10)}`), lines[index]);
      assert.ok(lines[index].includes(event.source), lines[index]);
      if (event.late_minutes != null) assert.match(lines[index], /晚报 \d/);
      if (event.is_by_hand) assert.ok(lines[index].includes("人工补录"), lines[index]);
      if (!event.is_counted) assert.match(lines[index], /不计入|撤销记录/);
    });
    const filed = detail.events.find((event) => event.batch != null);
    await page.getByRole("link", { name: new RegExp(`^${filed.file.replace(/[.()]/g, "\\$&")}`) }).first().click();
    await page.waitForURL(new RegExp(`/sources\\?.*batch=${filed.batch}`));
    await page.getByText(filed.file).first().waitFor();
    await close();
  });

  test("shows the clock, the lists that have entries, and names the others in one line", async () => {
    const { item, detail } = await told();
    const { page, close } = await open(path(item));
    await page.locator("li.event").first().waitFor();
    const names = { links: "环节", specials: "特别程序", supplements: "补正", waitings: "等待", materials: "材料", fees: "收费", documents: "文书", licences: "证照", services: "服务", ratings: "评价" };
    const missing = (await page.locator("p.missing").textContent()) ?? "";
    for (const [name, title] of Object.entries(names)) {
      const rows = detail.parts[name].length;
      assert.equal(await page.locator(`table[aria-label="${title}"] tbody tr`).count(), rows, title);
      assert.equal(missing.includes(title), rows === 0, `${title} in ${missing}`);
    }
    assert.ok(detail.clock === undefined || (await page.locator(".clock .sentence").textContent()).includes(`已用 ${detail.clock.elapsed} `));
    if (detail.parts.waitings.length > 0) await page.getByText("计时不停").first().waitFor();
    for (const [name, value] of Object.entries(detail.case)) if (value !== null) assert.ok((await page.locator(`td[title$="${name}"]`).count()) > 0, `the field ${name}`);
    await close();
  });

  test("is laid out for paper without the furniture of the screen", async () => {
    const { item } = await told();
    const { page, close } = await open(path(item));
    await page.locator("li.event").first().waitFor();
    await page.emulateMedia({ media: "print" });
    for (const hidden of [".top", ".groups", ".ask", ".why-not", ".case-page .acts"]) assert.ok(!(await page.locator(hidden).first().isVisible()), `${hidden} is not printed`);
    for (const shown of [".paper-title", ".sign", ".facts", ".case-page table"]) assert.ok(await page.locator(shown).first().isVisible(), `${shown} is printed`);
    const pdf = await page.pdf({ format: "A4", preferCSSPageSize: true });
    assert.ok(pdf.length > 10_000, "a document");
    await shoot(page, "case-page-paper", { fullPage: true });
    await close();
  });
});

describe("as known on a day", () => {
  for (const [lang, show, back] of [
    ["zh", "查看", "回到现在"],
    ["en", "Show", "Back to now"],
  ]) {
    test(`what was learned later is greyed and counted, and the way back is there (${lang})`, async () => {
      const { item, detail, days } = await told();
      const day = days[0];
      const then = await api(`${path(item, "cases")}?known=${day}`);
      assert.ok(then.known.later_events > 0 && then.events.length + then.known.later_events === detail.events.length);
      const { page, close } = await open(path(item), { lang });
      await page.locator("li.event").first().waitFor();
      await page.locator(".ask input[type=date]").fill(day);
      await page.getByRole("button", { name: show, exact: true }).click();
      await page.waitForURL(new RegExp(`known=${day}`));
      await page.locator("li.event.later").first().waitFor();
      assert.equal(await page.locator("li.event.later").count(), then.known.later_events);
      assert.equal(await page.locator("li.event").count(), detail.events.length);
      const banner = (await page.locator(".past").textContent()) ?? "";
      assert.ok(banner.includes(String(then.known.later_events)), banner);
      assert.deepEqual(await findings(page), []);
      await shoot(page, `case-known-${lang}-1440`, { fullPage: true });
      await page.getByRole("button", { name: back }).click();
      await page.waitForFunction(() => document.querySelector("li.event.later") === null && document.querySelector("li.event") !== null);
      assert.equal(new URL(page.url()).searchParams.get("known"), null);
      await close();
    });
  }

  test("the state of the row is the one of that day, with the present beside it", async () => {
    const { item, detail, days } = await told();
    const then = await api(`${path(item, "cases")}?known=${days[0]}`);
    const { page, close } = await open(`${path(item)}?known=${days[0]}`);
    const cell = page.locator('td[title$="state"] + td').first();
    await cell.waitFor();
    if (then.case.state !== detail.case.state) assert.match((await cell.textContent()) ?? "", /现在：/);
    await close();
  });

  test("a day before the first record, one to come and one that does not exist are told with what to do", async () => {
    const { item, days } = await told();
    const early = await open(`${path(item)}?known=${before(days[0])}`);
    await early.page.getByText("那一天还没有这个办件的记录").waitFor();
    await early.page.getByRole("button", { name: new RegExp(`看 ${days[0]} 所知`) }).click();
    await early.page.locator("li.event.later").first().waitFor();
    await early.close();
    for (const [day, words] of [["2099-01-01", "这一天还没有到"], ["2025-02-30", "没有这一天"]]) {
      const { page, close } = await open(`${path(item, "cases")}?known=${day}`);
      await page.getByText(words).waitFor();
      await page.getByRole("button", { name: "回到现在" }).click();
      await page.locator("aside.panel li.event").first().waitFor();
      await close();
    }
  });
});

describe("the proof of an alert", () => {
  const alerted = async () => (await api("/alerts?state=all&limit=20")).items.find((one) => one.case_no !== undefined);

  test("comes as a file under the name that the server gives it", async () => {
    const alert = await alerted();
    const fulfil = (route) => route.fulfill({ status: 200, contentType: "application/json", headers: { "content-disposition": `attachment; filename="${alert.alert_no}.proof.json"` }, body: "{}" });
    const { page, close } = await open(path(alert), { before: (page) => page.route("**/api/v1/alerts/*/proof", fulfil) });
    const button = page.getByRole("button", { name: `下载判定依据 ${alert.alert_no}` });
    await button.waitFor();
    const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
    assert.equal(download.suggestedFilename(), `${alert.alert_no}.proof.json`);
    await page.getByText(`已下载 ${alert.alert_no}.proof.json`).waitFor();
    await close();
  });

  test("is told where none was kept", async () => {
    const alert = await alerted();
    const refuse = (route) => route.fulfill({ status: 404, contentType: "application/problem+json", body: '{"code":"no_proof"}' });
    const { page, close } = await open(path(alert, "cases"), { before: (page) => page.route("**/api/v1/alerts/*/proof", refuse) });
    await page.getByRole("button", { name: `下载判定依据 ${alert.alert_no}` }).click();
    await page.getByText("没有留存判定依据").waitFor();
    await close();
  });
});

describe("the case page", () => {
  for (const lang of ["zh", "en"]) {
    for (const size of [DESK, TABLET, PHONE]) {
      test(`in ${lang} at ${size.width} wide has no sideways scroll and nothing serious for axe`, async () => {
        const { item, days } = await told();
        for (const [name, address] of Object.entries({ whole: path(item), "whole-past": `${path(item)}?known=${days[0]}`, beside: `${path(item, "cases")}?known=${days[0]}`, found: `/cases?q=${encodeURIComponent(item.item_name ?? item.case_no)}&case_type=2` })) {
          const { page, close } = await open(address, { lang, size });
          await settled(page);
          if (name !== "found") await page.locator("li.event").first().waitFor();
          assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, `${name} scrolls sideways`);
          assert.deepEqual(await findings(page), [], `${name} in ${lang} at ${size.width}`);
          await shoot(page, `case-${name}-${lang}-${size.width}`, { fullPage: name.startsWith("whole") });
          await close();
        }
      });
    }
  }

  test("in the dark has nothing serious for axe either", async () => {
    const { item, days } = await told();
    const { page, close } = await open(`${path(item)}?known=${days[0]}`, { theme: "dark" });
    await page.locator("li.event").first().waitFor();
    assert.deepEqual(await findings(page), []);
    await shoot(page, "case-whole-past-dark");
    await close();
  });

  test("an unknown number says so", async () => {
    const { page, close } = await open("/case/wanshan/NO-SUCH-CASE");
    await page.getByText("没有这条记录").waitFor();
    assert.ok(page.url().startsWith(BASE));
    await close();
  });
});
