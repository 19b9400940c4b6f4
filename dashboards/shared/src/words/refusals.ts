/** Why a request was refused, in Chinese; in English the server's own words say it more exactly. */

/** Refusals of single fields, as the server words them. */
const fields: [RegExp, string][] = [
  [/^name: there is an account .* already/, "这个账号名已经有人用了，请换一个。"],
  [/^name: .* is no name/, "账号名要 3 到 32 位小写字母、数字、点、横线或下划线，字母开头。"],
  [/^name: nobody deals with his own account/, "自己的账号要由其他管理员来管。"],
  [/^name: a source system has/, "来源系统不用密码，只有令牌。"],
  [/^display_name: /, "请写姓名，不要太长。"],
  [/^person: no person/, "人员岗位里没有这个编号；先导入人员，或者不填。"],
  [/^: nothing is changed/, "没有改动。"],
  [/^roles: there is no role/, "没有这个角色。"],
  [/^roles: nobody may be/, "系统管理员、安全管理员、审计管理员不能由一人兼任。"],
  [/^roles: whoever is/, "三类管理员不能同时有业务角色，请把业务角色给另一个账号。"],
  [/^roles: source_system/, "“来源系统”角色不能给人。"],
  [/^roles: .* sees what is his own/, "窗口人员只看自己的办件，请先给账号填上人员编号。"],
  [/^scope\.departments: .* is bound to departments/, "这个角色要限定到部门，请选部门。"],
  [/^scope\.windows: .* is bound to windows/, "这个角色要限定到窗口，请填窗口。"],
  [/^scope: it reaches beyond/, "给的范围不能超过您自己的范围。"],
  [/^reason: /, "请写理由，最多 500 字。"],
];

/** Refusals by their code. */
const codes: Record<string, string> = {
  no_right: "您的账号没有这项权限，请联系安全管理员。",
  beyond_reach: "这超出了您的账号所限的范围，请由不受限的同事来做。",
  second_person: "自己提请的不能自己确认，请另一位有权限的同事来确认。",
  overtaken: "别人刚刚改过，请刷新后再看。",
  foreign_page: "这个请求不是从本系统的页面发出的。",
  too_many_attempts: "失败的登录太多，请 15 分钟后再试。",
  disk_full: "服务器磁盘已满，没有写进去；请联系系统管理员。",
  ledger_busy: "服务器正忙，没有写进去，请再试一次。",
  ledger: "服务器没有写进去，请再试一次；再不行请联系系统管理员。",
  too_large: "内容太大，服务器不收。",
  upload_too_large: "文件太大，服务器不收。",
  bad_table: "这个文件读不成表格，请核对是不是选错了文件。",
  bad_notice: "通知的内容有误，不能生效。",
  unknown_proposal: "没有这件提请。",
  unknown_account: "没有这个账号。",
  unknown_import: "没有这次导入。",
  unknown_centre: "没有这个中心。",
  internal: "服务器出错了，已登记的数据不受影响，请再试一次。",
};

/** What a Chinese screen says for a refusal; undefined where neither its code nor its field is known. */
export function refusalZh(code: string, message: string): string | undefined {
  return codes[code] ?? fields.find(([pattern]) => pattern.test(message))?.[1];
}
