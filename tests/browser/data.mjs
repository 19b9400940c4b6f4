// Uses the data screens as their persons would: a register is imported, its health check read and printed, a record mended, an
// import made void. BASE_URL (default http://127.0.0.1:8080) names the server; nothing is assumed of the data that is there.
//
//   BASE_URL=http://127.0.0.1:8080 node --test tests/browser/data.mjs
//
// The file made here bears a new centre's name, so that figures of other centres stay as they are. SHOTS as in console.mjs.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { BASE, DESK, PHONE, TABLET, api, ask, findings, listTotal, number, open, settled, shoot, useBrowser } from "./harness/page.mjs";

useBrowser();

const CENTRE = "云溪县政务服务中心";
const HEADINGS = ["序号", "办件编号", "事项名称", "申请人", "联系电话", "申请时间", "受理时间", "承诺时限（工作日）", "办结时间", "办理部门", "备注"];
const GOOD = 58;

/** A register as offices keep it: headings, and rows of which two bear a day that does not exist. */
function register(headings = HEADINGS) {
  const two = (n) => String(n).padStart(2, "0");
  const rows = Array.from({ length: GOOD + 2 }, (_, n) => {
    const [month, day] = [1 + (n % 5), 2 + (n % 20)];
    const finished = n === 10 || n === 40 ? "2025-02-30" : `2025-${two(month + (n % 6 === 0 ? 1 : 0))}-${two(day + 4)}`;
    return [n + 1, `YX2025${String(n + 1).padStart(5, "0")}`, n % 3 === 0 ? "食品经营许可" : "道路货物运输许可", n % 2 === 0 ? "张伟" : "欧阳小芳", `1380000${1000 + n}`, `2025-${two(month)}-${two(day)} 09:10`, `2025/${month}/${day} 10:30`, n % 7 === 0 ? "5个工作日" : "5", finished, n % 2 === 0 ? "县市场监督管理局" : "县交通运输局", ""].join(",");
  });
  return [headings.join(","), ...rows].join("\r\n");
}
const file = (name, text) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text, "utf8") });
const give = (page, name, text) => page.locator("input[type=file]").setInputFiles(file(name, text));

/** The whole field around a select's text, which is what a person presses. */
const picker = (within, combobox) => within.locator(".el-select", { has: combobox });
/** Goes with a file to the second step, with the centre named. */
async function toColumns(page, name, text) {
  await give(page, name, text);
  await page.waitForURL(/\/import\/.+/);
  await page.getByRole("heading", { name: "每一列是什么意思" }).waitFor();
}
async function nameCentre(page) {
  const known = page.getByRole("combobox", { name: "中心", exact: true });
  const field = page.getByRole("textbox", { name: "新中心的名称" });
  if ((await known.count()) > 0 && (await field.count()) === 0) {
    await picker(page.locator("main"), known).click();
    await page.getByRole("option", { name: "新的中心…" }).waitFor();
    const there = page.getByRole("option", { name: CENTRE });
    await ((await there.count()) > 0 ? there : page.getByRole("option", { name: "新的中心…" })).first().click();
  }
  if ((await field.count()) > 0) await field.fill(CENTRE);
}
const columnOf = (page, heading) => page.locator(".columns li", { has: page.getByText(heading, { exact: true }) });
async function setMeaning(page, heading, role) {
  await columnOf(page, heading).locator(".el-select").click();
  await page.getByRole("option", { name: role }).first().click();
}
/** Every column that was not recognised is left out. */
async function leaveOutRest(page) {
  for (const column of await page.locator(".columns li", { hasText: "请选择" }).all()) {
    await column.locator(".el-select").click();
    await page.getByRole("option", { name: "不导入" }).first().click();
  }
}
const pagesOf = (pdf) => (pdf.toString("latin1").match(/\/Type\s*\/Page(?![a-z])/g) ?? []).length;

describe("a register becomes a health check", () => {
  test("four steps lead from a file to the report, and every figure of it opens its list", async () => {
    const { page, close } = await open("/import");
    await toColumns(page, "云溪台账.csv", register());
    const samples = await columnOf(page, "联系电话").locator(".samples").textContent();
    assert.match(samples ?? "", /\*/, "phones are shown in part");
    assert.ok(!(samples ?? "").includes("13800001000"), "no phone is shown whole");
    await nameCentre(page);
    await leaveOutRest(page);
    await shoot(page, "step-columns-zh", { fullPage: true });
    await page.getByRole("button", { name: "检查整个文件" }).click();
    await page.getByText(`${GOOD} 行可以导入，2 行有问题`).waitFor();
    assert.ok((await page.getByText("2025-02-30").count()) > 0, "the fault shows the cell");
    await shoot(page, "step-check-zh", { fullPage: true });
    await page.getByRole("checkbox", { name: /记住这次的对应/ }).uncheck();
    await page.getByRole("button", { name: `先导入能用的 ${GOOD} 行` }).click();
    await page.locator(".run").waitFor();
    await shoot(page, "step-import-zh");
    await page.waitForURL(/\/checkup\?.*centre=/);
    await page.locator(".lead .sentence").waitFor();
    await page.getByText(/已导入 58 行|58 行以前导入过/).waitFor();

    const centre = new URL(page.url()).searchParams.get("centre");
    const checkup = await api(`/checkup?centre=${encodeURIComponent(centre)}`);
    assert.ok(checkup.cases >= GOOD - 1, `cases: ${checkup.cases}`);
    for (const finding of checkup.findings.filter((one) => one.count > 0)) {
      const card = page.locator(".findings li", { hasText: finding.title.zh ?? finding.title });
      assert.equal(number(await card.locator(".figure b").textContent()), finding.count);
    }
    const links = await page.locator(".lead a, .findings .figure, .speed td.num a").evaluateAll((all) => all.map((a) => ({ href: a.getAttribute("href"), figure: (a.querySelector("b") ?? a).textContent })));
    assert.ok(links.length >= 4, "figures that lead on");
    for (const { href, figure } of links) {
      await page.goto(`${BASE}${href}`);
      assert.equal(await listTotal(page), number(figure), `${href} has the length that the report says`);
    }
    await close();
  });

  test("the file's two bad rows wait to be mended, and one mended by its field goes in", async () => {
    const { page, close } = await open(`/quarantine?source=${encodeURIComponent("云溪台账.csv")}`);
    const before = await listTotal(page);
    assert.ok(before >= 2, `${before} records wait`);
    await page.locator("tbody tr a").first().click();
    const panel = page.locator("aside.panel");
    const field = panel.locator(".fields .fault").first();
    await field.getByRole("textbox").fill("2025-02-30");
    await panel.getByRole("button", { name: "改好，补进来" }).click();
    await panel.getByText("还有问题").first().waitFor();
    await field.getByRole("textbox").fill("2025-03-03");
    await shoot(page, "quarantine-mend-zh");
    await panel.getByRole("button", { name: "改好，补进来" }).click();
    await panel.getByText(/^.*补进来了/).first().waitFor();
    await page.waitForFunction((was) => Number(/\d+/.exec(document.querySelector(".page-head .total")?.textContent ?? "")?.[0]) === was - 1, before);
    await page.getByRole("button", { name: /都再试一次/ }).click();
    await page.locator(".all .result", { hasText: /./ }).waitFor();
    await close();
  });

  test("the report stands on one page of paper in both languages", async () => {
    const centre = (await api("/cases?limit=1")).items[0].centre;
    for (const lang of ["zh", "en"]) {
      const { page, close } = await open(`/checkup?centre=${encodeURIComponent(centre)}`, { lang, theme: lang === "en" ? "dark" : "light" });
      await page.locator(".lead .sentence").waitFor();
      assert.equal(pagesOf(await page.pdf({ preferCSSPageSize: true, printBackground: true })), 1, lang);
      await page.emulateMedia({ media: "print" });
      await page.setViewportSize({ width: 794, height: 1123 });
      const cut = await page.evaluate(() => { const paper = document.querySelector(".paper"); return paper.scrollHeight - paper.clientHeight; });
      assert.ok(cut <= 1, `nothing is cut off the page in ${lang}: ${cut} px`);
      assert.ok(await page.locator(".paper .page").isVisible());
      assert.ok(!(await page.locator(".top").isVisible()), "no furniture of the screen");
      await shoot(page, `paper-${lang}`);
      await close();
    }
  });

  test("how a figure is counted is shown as a query, closed by Esc", async () => {
    const centre = (await api("/cases?limit=1")).items[0].centre;
    const checkup = await api(`/checkup?centre=${encodeURIComponent(centre)}`);
    const { page, close } = await open(`/checkup?centre=${encodeURIComponent(centre)}`);
    await page.getByRole("button", { name: /怎么算的/ }).first().click();
    const text = await page.getByRole("dialog").locator("pre").textContent();
    assert.ok(Object.values(checkup.sql).includes(text), "the query is the server's");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await close();
  });
});

describe("choices", () => {
  test("what stands in the way is said, choices survive a reading of the page, and back goes back", async () => {
    const { page, close } = await open("/import");
    await toColumns(page, "改列.csv", register());
    await nameCentre(page);
    await leaveOutRest(page);
    await setMeaning(page, "备注", /受理时间/);
    await page.getByRole("button", { name: "检查整个文件" }).click();
    await page.getByText("有两列选了同一个意思").waitFor();
    await setMeaning(page, "备注", /不导入/);
    await setMeaning(page, "承诺时限（工作日）", /不导入/);
    await page.getByText(/没有“?承诺时限/).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "每一列是什么意思" }).waitFor();
    await page.getByText(/没有“?承诺时限/).waitFor();
    await setMeaning(page, "承诺时限（工作日）", /^承诺时限/);
    await page.getByText(/没有“?承诺时限/).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "检查整个文件" }).click();
    await page.getByText(`${GOOD} 行可以导入`).waitFor();
    await page.goBack();
    await page.getByRole("heading", { name: "每一列是什么意思" }).waitFor();
    await page.goto(`${BASE}/import`);
    await page.getByRole("heading", { name: "上次没有导完的文件" }).waitFor();
    await page.getByRole("link", { name: "接着导" }).click();
    await page.getByRole("heading", { name: "每一列是什么意思" }).waitFor();
    await close();
  });

  test("choices kept under a name fill in the next file of the kind, until they are deleted", async () => {
    const headings = HEADINGS.map((heading) => (heading === "备注" ? "科室备注" : heading));
    const name = "科室台账";
    const { page, close } = await open("/import");
    await toColumns(page, "科室一.csv", register(headings));
    await nameCentre(page);
    await leaveOutRest(page);
    await page.getByRole("button", { name: "检查整个文件" }).click();
    await page.getByText(/行可以导入/).first().waitFor();
    const box = page.getByRole("checkbox", { name: /记住这次的对应/ });
    if ((await box.count()) > 0) await page.getByRole("textbox", { name: "名称" }).fill(name);
    await page.getByRole("button", { name: /导入能用的/ }).click();
    await page.waitForURL(/\/checkup/);
    await page.goto(`${BASE}/import`);
    await toColumns(page, "科室二.csv", register(headings));
    await page.getByText(`表头和记住的“${name}”完全一样`).waitFor();
    assert.equal(await page.locator(".columns .state", { hasText: "请选择" }).count(), 0, "nothing is left to choose");
    await page.goto(`${BASE}/import`);
    await page.getByRole("button", { name: `删除“${name}”` }).click();
    await page.getByRole("dialog").getByRole("button", { name: "删除", exact: true }).click();
    await page.getByText(name, { exact: true }).waitFor({ state: "detached" });
    await close();
  });
});

describe("files that do not go in", () => {
  test("an old workbook and a wrong kind are refused before they are sent, with what to do", async () => {
    const { page, close } = await open("/import");
    await give(page, "台账.xls", "x");
    await page.getByText(/另存为.*\.xlsx/).waitFor();
    await give(page, "台账.docx", "x");
    await page.getByText(/认不出这种文件/).waitFor();
    await give(page, "空.csv", "");
    await page.getByText(/这个文件是空的/).waitFor();
    await close();
  });

  test("a line that breaks while sending is told, and the file can be sent again", async () => {
    const { page, close } = await open("/import");
    await page.route("**/api/v1/uploads?**", (route) => route.abort());
    await give(page, "断线.csv", register());
    await page.getByText(/上传中断了/).waitFor();
    await page.unroute("**/api/v1/uploads?**");
    await page.getByRole("button", { name: "再传一次" }).click();
    await page.getByRole("heading", { name: "每一列是什么意思" }).waitFor();
    await close();
  });

  test("a workbook that is none says so", async () => {
    const { page, close } = await open("/import");
    await give(page, "坏了.xlsx", "no workbook at all");
    await page.getByRole("alert").waitFor();
    assert.match((await page.getByRole("alert").textContent()) ?? "", /这个文件没有收进来.*读不成表格/s);
    await close();
  });

  test("an upload that is gone says so and leads back", async () => {
    const { page, close } = await open("/import/no-such-upload");
    await page.getByText("这个文件不在了").waitFor();
    await page.locator(".refused").getByRole("link", { name: "选文件" }).click();
    await page.getByText("把文件拖到这里").waitFor();
    await close();
  });
});

describe("sources", () => {
  test("how far a source is complete can be set, and an import made void with its reason", async () => {
    const { page, close } = await open("/sources");
    await page.locator("table[aria-label=来源] tbody tr").first().waitFor();
    await page.getByRole("button", { name: /^设置“/ }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("数据截至").fill("2025-06-31");
    await dialog.getByLabel("数据截至").blur();
    await dialog.getByText("没有这个日期或时间").waitFor();
    await dialog.getByLabel("数据截至").fill("");
    await dialog.getByLabel("纳入监察日期").fill("2024-1-1");
    await shoot(page, "source-dialog-zh");
    await dialog.getByRole("button", { name: "保存" }).click();
    await page.getByText(/已保存“.*”的设置/).waitFor();
    const row = page.locator("table[aria-label=导入记录] tbody tr", { hasText: "云溪台账.csv" }).first();
    await row.getByRole("button", { name: /作废/ }).click();
    assert.ok(await dialog.getByRole("button", { name: "作废这次导入" }).isDisabled(), "a reason is asked first");
    await dialog.getByRole("textbox", { name: "作废的原因" }).fill("试导，作废");
    await shoot(page, "void-dialog-zh");
    await dialog.getByRole("button", { name: "作废这次导入" }).click();
    await page.getByText(/“云溪台账.csv”已作废/).waitFor();
    await page.getByText("原因：试导，作废").first().waitFor();
    await close();
  });
});

describe("every data page", () => {
  for (const lang of ["zh", "en"]) {
    for (const [size, theme] of [[DESK, "light"], [TABLET, "light"], [PHONE, "light"], [DESK, "dark"], [PHONE, "dark"]]) {
      test(`in ${lang} at ${size.width} wide, ${theme}: no sideways scroll, nothing serious for axe, no word of the other language`, async () => {
        const upload = await (await ask(`/uploads?name=${encodeURIComponent("register.csv")}`, { method: "POST", body: register() })).json();
        const centre = (await api("/cases?limit=1")).items[0].centre;
        const waiting = (await api("/quarantine?limit=1")).items[0];
        const paths = {
          "import-file": "/import",
          "import-columns": `/import/${upload.id}`,
          checkup: `/checkup?centre=${encodeURIComponent(centre)}`,
          sources: "/sources",
          quarantine: "/quarantine",
          ...(waiting === undefined ? {} : { quarantined: `/quarantine/${waiting.id}` }),
        };
        for (const [name, path] of Object.entries(paths)) {
          const { page, close } = await open(path, { lang, size, theme });
          await settled(page);
          if (name === "quarantined") await page.locator("aside.panel form").waitFor();
          if (name === "import-columns") await page.locator(".columns li").first().waitFor();
          assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, `${name} scrolls sideways`);
          assert.deepEqual(await findings(page), [], `${name} in ${lang} at ${size.width}, ${theme}`);
          if (lang === "en") {
            const own = await page.evaluate(() => [".steps", ".page-head h1", ".titles", ".findings h3", ".answers", ".list thead", ".data-tabs", "nav.groups"].map((part) => document.querySelector(part)?.textContent ?? "").join(" "));
            assert.ok(!/[\u4e00-\u9fff]/.test(own), `Chinese left on ${name}: ${own}`);
          }
          await shoot(page, `${name}-${lang}-${size.width}-${theme}`, { fullPage: true });
          await close();
        }
      });
    }
  }

  test("the import is reachable and used by keyboard alone", async () => {
    const { page, close } = await open("/import");
    await page.getByText("把文件拖到这里").waitFor();
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "选文件" }).focus();
    await page.keyboard.press("Enter");
    await (await chooser).setFiles(file("键盘.csv", register()));
    await page.getByRole("heading", { name: "每一列是什么意思" }).waitFor();
    await columnOf(page, "备注").getByRole("combobox").focus();
    await page.keyboard.press("Enter");
    await page.keyboard.type("不导入");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await columnOf(page, "备注").locator(".state", { hasText: "不导入" }).waitFor();
    await close();
  });
});
