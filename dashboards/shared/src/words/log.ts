/** What stands in the logs, in words: requests, what came of them, and the notes that the server adds in English. */
import type { Language, Pair } from "./index";

const pair = (zh: string, en: string): Pair => ({ zh, en });

/** Actions by method and route, as the log keeps them. */
const actions: Record<string, Pair> = {
  login: pair("登录", "Login"),
  logout: pair("退出", "Logout"),
  start: pair("启动", "Start"),
  "POST /me/password": pair("修改自己的密码", "Change one's password"),
  "GET /access": pair("看权限表", "Table of rights"),
  "GET /accounts": pair("看账号", "List accounts"),
  "POST /accounts": pair("新建账号", "Make an account"),
  "POST /accounts/{name}": pair("修改账号", "Change an account"),
  "POST /accounts/{name}/lock": pair("锁定账号", "Lock an account"),
  "POST /accounts/{name}/unlock": pair("解锁账号", "Unlock an account"),
  "POST /accounts/{name}/password": pair("重置密码", "Reset a password"),
  "POST /accounts/{name}/roles": pair("授予角色与范围", "Give roles and scope"),
  "POST /sources/{centre}/{source}/token": pair("给来源发令牌", "Give a source a token"),
  "DELETE /sources/{centre}/{source}/token": pair("收回来源令牌", "Take a source's token back"),
  "GET /logs": pair("看审计日志", "Read the log"),
  "GET /logs/check": pair("校验日志", "Verify the log"),
  "GET /logs/file": pair("导出日志", "Export the log"),
  "GET /people": pair("看人员岗位", "People and posts"),
  "POST /people/import": pair("导入人员表", "Import people"),
  "GET /meta": pair("看名称与时钟", "Names and the clock"),
  "GET /overview": pair("看总览", "Overview"),
  "GET /alerts": pair("看监察预警", "List alerts"),
  "GET /alerts/{alert_no}": pair("看预警", "Read an alert"),
  "GET /alerts/{alert_no}/explain": pair("看预警为什么报", "Why of an alert"),
  "GET /alerts/{alert_no}/proof": pair("下载判定依据", "Download a proof"),
  "GET /why-not": pair("看为什么没有报", "Why not"),
  "GET /cases": pair("看办件", "List cases"),
  "GET /cases/{centre}/{case_no}": pair("看一个办件", "Read a case"),
  "GET /reports": pair("看报表目录", "List reports"),
  "GET /reports/{name}": pair("看统计报表", "Read a report"),
  "GET /reports/{name}/file": pair("下载统计报表", "Download a report"),
  "GET /rules": pair("看监察规则", "List rules"),
  "GET /rules/{code}": pair("看一条规则", "Read a rule"),
  "POST /events": pair("推送事件", "Post events"),
  "GET /calendar": pair("看日历", "Calendar"),
  "POST /calendar/preview": pair("测算日历通知", "Weigh a notice"),
  "POST /calendar/notices": pair("提出日历通知", "Propose a notice"),
  "GET /proposals": pair("看双人确认", "List proposals"),
  "POST /proposals/{number}/confirm": pair("确认提请", "Confirm a proposal"),
  "POST /proposals/{number}/reject": pair("退回提请", "Turn a proposal down"),
  "GET /quarantine": pair("看待修复记录", "Records to mend"),
  "POST /quarantine/replay": pair("成批再试待修复记录", "Try records again"),
  "GET /quarantine/{id}": pair("看一条待修复记录", "Read a record to mend"),
  "POST /quarantine/{id}/replay": pair("修复一条记录", "Mend a record"),
  "POST /uploads": pair("上传文件", "Upload a file"),
  "GET /uploads/{id}/proposal": pair("看文件认列", "Columns of a file"),
  "POST /uploads/{id}/check": pair("检查文件", "Check a file"),
  "POST /uploads/{id}/import": pair("导入文件", "Import a file"),
  "GET /import-jobs/{id}": pair("看导入进度", "Progress of an import"),
  "GET /import-roles": pair("看可认的列", "Columns to recognise"),
  "GET /import-mappings": pair("看记住的对应", "Remembered tables"),
  "DELETE /import-mappings/{name}": pair("忘掉记住的对应", "Forget a remembered table"),
  "GET /imports": pair("看导入记录", "List imports"),
  "POST /imports/{batch}/void": pair("作废一次导入", "Make an import void"),
  "GET /sources": pair("看数据来源", "List sources"),
  "POST /sources/{centre}/{source}": pair("设置数据来源", "Set a source"),
  "GET /checkup": pair("看体检报告", "Health check"),
  "GET /stream": pair("看实时变化", "Live changes"),
  "GET /metrics": pair("看运行指标", "Server figures"),
};

/** What an action of the log is called; the action itself where the table has none. */
export const actionWord = (action: string, language: Language): string => {
  const bare = action.replace("/api/v1", "");
  return actions[bare]?.[language] ?? bare;
};

const outcomes: Record<string, Pair> = {
  done: pair("完成", "done"),
  refused: pair("拒绝", "refused"),
  "400": pair("请求有误", "bad request"),
  "403": pair("不许", "not allowed"),
  "404": pair("没有对象", "not found"),
  "409": pair("已有变化", "overtaken"),
  "413": pair("文件太大", "too large"),
  "415": pair("格式不收", "wrong format"),
  "422": pair("内容有误", "not accepted"),
  "500": pair("系统出错", "failed"),
  "503": pair("服务器忙", "busy"),
};

/** What came of a request. */
export const outcomeWord = (outcome: string, language: Language): string => outcomes[outcome]?.[language] ?? outcome;

/** The notes that the server writes, each as it stands in the log and what a Chinese screen says for it. */
const notes: [RegExp, (...parts: string[]) => string][] = [
  [/^no right$/, () => "没有权限"],
  [/^password changed$/, () => "改了自己的密码"],
  [/^wrong password$/, () => "密码不对"],
  [/^unknown name$/, () => "没有这个账号"],
  [/^locked for a while$/, () => "账号暂时锁定"],
  [/^locked by an administrator$/, () => "账号已被管理员锁定"],
  [/^account (\S+) made$/, (name) => `新建账号 ${name}`],
  [/^account (\S+): locked$/, (name) => `锁定账号 ${name}`],
  [/^account (\S+): unlocked$/, (name) => `解锁账号 ${name}`],
  [/^account (\S+): password set anew$/, (name) => `重置账号 ${name} 的密码`],
  [/^account (\S+): display name changed$/, (name) => `改了账号 ${name} 的姓名`],
  [/^account (\S+): person is nobody$/, (name) => `账号 ${name} 不再对应人员`],
  [/^account (\S+): person is (.+)$/, (name, person) => `账号 ${name} 对应人员 ${person}`],
  [/^account (\S+): roles (.+); bound to regions (.+), departments (.+), windows (.+)$/, (name, roles, regions, departments, windows) => `账号 ${name} 的角色：${roles}；限于区划 ${regions}、部门 ${departments}、窗口 ${windows}`],
  [/^new token for (.+)$/, (name) => `给 ${name} 换了令牌`],
  [/^token for (.+)$/, (name) => `给 ${name} 发了令牌`],
  [/^token of (.+) revoked$/, (name) => `收回 ${name} 的令牌`],
  [/^people and units of (\S+): (\d+) rows, (\d+) new, (\d+) known, (\d+) refused$/, (centre, read, fresh, known, refused) => `${centre} 的人员和机构：读 ${read} 行，新增或更新 ${fresh}，原有 ${known}，没有导入 ${refused}`],
  [/^(\d+) accounts of a demonstration are open$/, (count) => `开放了 ${count} 个演示账号`],
  [/^proposed: (.+)$/, (title) => `提请：${proposalTitle(title ?? "", "zh")}`],
  [/^confirmed: (.+)$/, (title) => `确认：${proposalTitle(title ?? "", "zh")}`],
  [/^turned down: (.+)$/, (title) => `退回：${proposalTitle(title ?? "", "zh")}`],
];

const layers: Record<string, string> = { nation: "国家", region: "省市", centre: "中心" };

/** What a proposal is called, from the title that the server gave it in English. */
export function proposalTitle(title: string, language: Language): string {
  const notice = /^(nation|region|centre) notice (.+) for (\d{4}), known from /.exec(title);
  if (notice === null) return title;
  const [, layer = "", number = "", year = ""] = notice;
  return language === "zh" ? `${year} 年${layers[layer]}日历通知 ${number}` : `Calendar notice ${number} for ${year}`;
}

/** A program as people know it, from what it calls itself: `Chrome 120, Windows`. */
function programWord(agent: string): string | undefined {
  if (!agent.startsWith("Mozilla/")) return undefined;
  const program = /(Edg|OPR|Firefox|HeadlessChrome|Chrome|Version)\/(\d+)/.exec(agent.includes("Edg/") ? agent.replace(/Chrome\/\d+/, "") : agent);
  const names: Record<string, string> = { Edg: "Edge", OPR: "Opera", HeadlessChrome: "Chrome", Version: "Safari" };
  const system = /Windows|Android|iPhone|iPad|Mac OS X|Linux/.exec(agent)?.[0] ?? "";
  return program === null ? system || undefined : [`${names[program[1] ?? ""] ?? program[1]} ${program[2]}`, system].filter(Boolean).join(", ");
}

/** A note of the log in words; the note itself where none fits. */
export function noteWord(note: string, language: Language): string {
  const program = programWord(note);
  if (program !== undefined) return program;
  if (language === "en") return note.replace(/^(proposed|confirmed|turned down): (.+)$/, (_, done: string, title: string) => `${done}: ${proposalTitle(title, language)}`);
  for (const [pattern, words] of notes) {
    const found = pattern.exec(note);
    if (found !== null) return words(...found.slice(1));
  }
  return note;
}
