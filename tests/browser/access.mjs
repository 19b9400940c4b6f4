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
      ["supervisor", "/", ["总览", "监察预警", "办件", "监察规则", "统计报表", "导入", "体检报告", "来源", "待修复", "人员岗位"]],
      ["window_clerk", "/", ["监察预警", "办件"]],
      ["sysadmin", "/", ["账号"]],
      ["auditor", "/", ["账号", "审计日志"]],
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
    await giver.page.locator("dialog textarea").nth(1).fill("D01");
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
    await auditor.page.getByText(`account ${name} made`).first().waitFor();
    await auditor.page.getByText("password changed").first().waitFor();
    await auditor.page.getByRole("button", { name: "校验日志" }).click();
    await auditor.page.getByText(/^ ?完整：/).waitFor();
    assert.deepEqual(await findings(auditor.page), []);
    await shoot(auditor.page, "logs");
    await auditor.close();
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
