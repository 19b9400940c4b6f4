// Logs in and out, changes a forced password, makes an account and gives it a role, reads people and the log: as the people would who do so.
//
//   BASE_URL=http://127.0.0.1:8080 DEMO_PASSWORD=… node --test tests/browser/access.mjs
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { BASE, DESK, PHONE, findings, open, settled, shoot, useBrowser } from "./harness/page.mjs";

useBrowser();
const PASSWORD = process.env.DEMO_PASSWORD ?? "";

async function logIn(page, name, password) {
  await page.getByLabel("账号", { exact: true }).fill(name);
  await page.getByLabel("密码", { exact: true }).fill(password);
  await page.getByRole("button", { name: "登录", exact: true }).click();
}

const menu = (page) => page.locator("nav.groups a");

describe("logging in", () => {
  test("stands at every address, says what is wrong, and leads to where one wanted to go", async () => {
    const { page, close } = await open("/alerts?level=red", { as: null });
    await page.getByRole("heading", { name: "登录" }).waitFor();
    assert.deepEqual(await findings(page), []);
    await shoot(page, "login");
    await logIn(page, "supervisor", "not it");
    await page.getByRole("alert").waitFor();
    assert.equal(await page.getByLabel("密码", { exact: true }).inputValue(), "", "a wrong password does not stay");
    await logIn(page, "supervisor", PASSWORD);
    await page.locator(".page-head h1").waitFor();
    assert.match(page.url(), /\/alerts\?level=red/);
    await page.getByRole("button", { name: /当前账号/ }).click();
    await page.getByText("监察员", { exact: true }).waitFor();
    await shoot(page, "account-menu");
    await page.getByRole("button", { name: "退出登录" }).click();
    await page.getByRole("heading", { name: "登录" }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "登录" }).waitFor();
    await close();
  });

  test("a session that ended leads to it, and back to the page", async () => {
    const { page, close } = await open("/rules");
    await settled(page);
    await page.context().clearCookies();
    await page.goto(`${BASE}/cases`);
    await page.getByRole("heading", { name: "登录" }).waitFor();
    await logIn(page, "leader", PASSWORD);
    await page.locator(".page-head h1", { hasText: "办件" }).waitFor();
    // While it is open: the next request that is refused shows it.
    await page.context().clearCookies();
    await menu(page).filter({ hasText: "规则" }).click();
    await page.getByText("会话已结束").waitFor();
    await close();
  });

  test("the menu has what is one's own, on a telephone too", async () => {
    const table = [
      ["supervisor", "/", ["总览", "监察预警", "办件", "监察规则", "统计报表", "导入", "体检报告", "来源", "待修复", "双人确认", "人员岗位"]],
      ["window_clerk", "/", ["监察预警", "办件"]],
      ["sysadmin", "/", ["账号"]],
      ["auditor", "/", ["账号", "审计日志"]],
      ["rule_approver", "/", ["总览", "监察预警", "办件", "监察规则", "统计报表", "体检报告", "双人确认", "人员岗位"]],
    ];
    for (const [as, path, names] of table) {
      const { page, close } = await open(path, { as, size: DESK });
      await menu(page).first().waitFor();
      await page.locator("main h1").first().waitFor();
      assert.deepEqual((await menu(page).allTextContents()).map((name) => name.trim()), names, as);
      await close();
    }
    const { page, close } = await open("/", { as: "chief_representative", size: PHONE });
    await settled(page);
    assert.deepEqual((await menu(page).allTextContents()).map((name) => name.trim()), ["总览", "预警", "办件", "管理"]);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= PHONE.width);
    await shoot(page, "representative-phone");
    await close();
  });
});

describe("accounts", () => {
  test("one makes an account, another gives it a role, its person changes the password, an auditor reads it all", async () => {
    const name = `wang.${Date.now() % 1_000_000}`;
    const { page, close } = await open("/accounts", { as: "sysadmin" });
    await page.locator("tbody tr").first().waitFor();
    assert.deepEqual(await findings(page), []);
    await shoot(page, "accounts");
    await page.getByRole("button", { name: "新建账号" }).click();
    const dialog = page.locator("dialog");
    await dialog.getByLabel("账号").fill("sysadmin");
    await dialog.getByLabel("姓名").fill("王五");
    await dialog.getByRole("button", { name: "新建账号" }).click();
    await dialog.getByRole("alert").waitFor();
    await dialog.getByLabel("账号").fill(name);
    assert.deepEqual(await findings(page), []);
    await dialog.getByRole("button", { name: "新建账号" }).click();
    const once = (await dialog.locator(".once code").textContent()).trim();
    await shoot(page, "account-made");
    await dialog.getByRole("button", { name: "知道了" }).click();
    await page.getByText(`账号 ${name} 已更新`).waitFor();
    await close();

    const giver = await open("/accounts", { as: "secadmin" });
    await giver.page.getByRole("button", { name: `管理账号 ${name}` }).click();
    await giver.page.locator("dialog").getByLabel("首席代表").check();
    await giver.page.locator("dialog").getByRole("button", { name: "保存" }).click();
    await giver.page.locator("dialog").getByRole("alert").waitFor();
    await giver.page.locator("dialog").getByRole("group", { name: "限于部门" }).getByRole("checkbox").first().check();
    assert.deepEqual(await findings(giver.page), []);
    await shoot(giver.page, "roles");
    await giver.page.locator("dialog").getByRole("button", { name: "保存" }).click();
    await giver.page.getByText(`账号 ${name} 已更新`).waitFor();
    await giver.close();

    const own = await open("/", { as: null });
    await logIn(own.page, name, once);
    await own.page.getByRole("heading", { name: "先修改密码" }).waitFor();
    assert.deepEqual(await findings(own.page), []);
    await shoot(own.page, "must-change");
    const fresh = "一个只有我知道的安静早晨";
    await own.page.getByLabel("现在的密码").fill(once);
    await own.page.getByLabel(/^新密码/).fill("short");
    await own.page.getByLabel("再输一遍新密码").fill("short");
    await own.page.getByRole("button", { name: "修改密码" }).click();
    await own.page.getByRole("alert").waitFor();
    await own.page.getByLabel(/^新密码/).fill(fresh);
    await own.page.getByLabel("再输一遍新密码").fill(fresh);
    await own.page.getByRole("button", { name: "修改密码" }).click();
    await own.page.locator("nav.groups").waitFor();
    await own.close();

    const auditor = await open("/logs", { as: "auditor" });
    await auditor.page.getByText(`新建账号 ${name}`).first().waitFor();
    await auditor.page.getByText("改了自己的密码").first().waitFor();
    await auditor.page.getByRole("button", { name: "校验日志" }).click();
    await auditor.page.getByText(/^ ?完整：/).waitFor();
    assert.deepEqual(await findings(auditor.page), []);
    await shoot(auditor.page, "logs");
    await auditor.close();
  });
});

describe("pages that are not one's own", () => {
  test("say which right they need, in both languages", async () => {
    for (const [lang, words] of [["zh", /需要“报表”权限/], ["en", /needs the right "Reports"/]]) {
      const { page, close } = await open("/reports", { as: "window_clerk", lang });
      await page.getByText(words).waitFor();
      assert.deepEqual(await findings(page), []);
      await close();
    }
    const { page, close } = await open("/proposals", { as: "chief_representative" });
    await page.getByText(/需要“确认日历通知”权限/).waitFor();
    await close();
  });
});

/** Proposes a notice that turns two days of July round, off or worked, which moves what is due after them. */
async function propose(page, number) {
  const answer = await page.evaluate(async (name) => {
    const calendar = await (await fetch("/api/v1/calendar?year=2025&centre=wanshan")).json();
    const kind = calendar.days.some((day) => day.date === "2025-07-08" && day.kind === "holiday") ? "workday" : "holiday";
    const days = ["2025-07-08", "2025-07-09"].map((date) => ({ date, kind, name: "停电" }));
    const body = JSON.stringify({ number: name, known_from: "2025-06-30T09:00:00+08:00", layer: "centre", centres: ["wanshan"], days });
    const response = await fetch("/api/v1/calendar/notices", { method: "POST", headers: { "content-type": "application/json" }, body });
    return { status: response.status, body: await response.json() };
  }, number);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  assert.ok(answer.body.proposal > 0, "it moves cases, so it is only proposed");
  return answer.body.proposal;
}

describe("proposals", () => {
  const label = `试〔2025〕${Date.now() % 100_000}号`;
  let first;
  let second;

  test("whoever proposed one sees what it moves, may not confirm it, and may take it back", async () => {
    const { page, close } = await open("/proposals", { as: "supervisor" });
    await page.locator(".page-head h1", { hasText: "双人确认" }).waitFor();
    first = await propose(page, `${label}甲`);
    second = await propose(page, `${label}乙`);
    await page.goto(`${BASE}/proposals/${first}`);
    const drawer = page.locator("aside.panel");
    await drawer.getByText(/其中 \d+ 件改到期日/).waitFor();
    await drawer.getByText("2025-07-08 周二 至 2025-07-09 周三").waitFor();
    await drawer.getByText("这是您提请的，要由另一人确认；不要了可以收回。").waitFor();
    assert.equal(await drawer.getByRole("button", { name: "确认", exact: true }).count(), 0);
    assert.ok(await drawer.getByRole("button", { name: "收回", exact: true }).isDisabled(), "a reason comes first");
    assert.deepEqual(await findings(page), []);
    await shoot(page, "proposal-own");
    await drawer.getByLabel(/^理由/).fill("日期写错了");
    await drawer.getByRole("button", { name: "收回", exact: true }).click();
    await page.getByText(`已收回：2025 年中心日历通知 ${label}甲`).waitFor();
    await drawer.getByText("日期写错了").waitFor();
    await close();
  });

  test("another reads what it changes, is asked once, and confirms; the list tells both", async () => {
    const { page, close } = await open(`/proposals/${second}`, { as: "leader" });
    const drawer = page.locator("aside.panel");
    await drawer.getByText(`${label}乙`).first().waitFor();
    assert.deepEqual(await findings(page), []);
    await shoot(page, "proposal-other");
    await drawer.getByRole("button", { name: "确认", exact: true }).click();
    const dialog = page.locator("dialog");
    await dialog.getByText("不能撤销").waitFor();
    await dialog.getByRole("button", { name: "先不确认" }).click();
    await drawer.getByRole("button", { name: "确认", exact: true }).click();
    await dialog.getByRole("button", { name: "确认", exact: true }).click();
    await page.getByText(/已确认，写入 \d+ 个事件/).waitFor();
    await drawer.getByText(/其中 \d+ 件改到期日/).waitFor();
    await page.locator(".el-select", { has: page.getByRole("combobox", { name: "状态", exact: true }) }).click();
    await page.getByRole("option", { name: "已退回", exact: true }).click();
    await page.waitForURL(/status=rejected/);
    const row = page.locator("tbody tr", { hasText: `${label}甲` });
    await row.waitFor();
    assert.equal(await page.locator("tbody tr", { hasText: `${label}乙` }).count(), 0);
    await close();
    const after = await open("/proposals?status=confirmed", { as: "rule_approver", lang: "en", size: PHONE });
    await after.page.getByText(`Calendar notice ${label}乙 for 2025`).waitFor();
    assert.ok((await after.page.evaluate(() => document.documentElement.scrollWidth)) <= PHONE.width);
    assert.deepEqual(await findings(after.page), []);
    await shoot(after.page, "proposals-phone-en");
    await after.close();
  });
});

describe("people", () => {
  for (const [size, name] of [[DESK, "people"], [PHONE, "people-phone"]]) {
    test(`are shown as of a day, in ${name}`, async () => {
      const { page, close } = await open("/people?on=2025-06-30", { size });
      await settled(page);
      await page.getByText("窗口受理").first().waitFor();
      assert.deepEqual(await findings(page), []);
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= size.width);
      await shoot(page, name);
      await page.getByRole("button", { name: "机构" }).click();
      await page.getByText("万山区教育局").first().waitFor();
      await page.getByLabel("日期").fill("2001-01-01");
      await page.getByLabel("日期").blur();
      await page.getByText("这一天没有人员在岗").waitFor();
      await close();
    });
  }
});
