// Reads a table as the import does, far enough for the screens: header, roles by heading, cells by role, faults.

/** @typedef {import("../console/src/pages/import/types").Role} Role */
/** @typedef {import("../console/src/pages/import/types").CellFault} CellFault */
/** @typedef {import("../console/src/pages/import/types").ProposedColumn} ProposedColumn */

/** Rows of comma-separated text with their line numbers. @param {string} text */
export function rowsOf(text) {
  /** @type {{ line: number, cells: string[] }[]} */
  const rows = [];
  let [cells, cell, quoted, line, began] = [/** @type {string[]} */ ([]), "", false, 1, 1];
  const end = () => {
    cells.push(cell);
    if (cells.some((one) => one.trim() !== "")) rows.push({ line: began, cells });
    [cells, cell] = [[], ""];
  };
  for (const char of text.replace(/^\ufeff/, "").replaceAll("\r\n", "\n")) {
    if (char === "\n") line += 1;
    if (quoted) {
      if (char === '"') quoted = false;
      else cell += char;
    } else if (char === '"') quoted = true;
    else if (char === ",") {
      cells.push(cell);
      cell = "";
    } else if (char === "\n") {
      end();
      began = line;
    } else cell += char;
  }
  if (cell !== "" || cells.length > 0) end();
  return rows;
}

/** @type {[string, string, string, Role["group"], string, string, RegExp | undefined, [string, string]?][]} code, titles, group, hints, headings, consequence */
const ROWS = [
  ["case_no", "办件编号", "Case number", "case", "每件一个，不重复", "one for each case", /办件编号|受理编号|业务流水号|case/i],
  ["item_name", "事项名称", "Item", "case", "办的是什么事", "what is applied for", /事项(名称)?$|item/i],
  ["item_impl_code", "实施编码", "Item code", "case", "实施清单里的编码", "code in the list of items", /实施编码|事项编码/],
  ["case_type", "办件类型", "Case type", "case", "即办件或承诺件", "immediate or promised", /办件类型/],
  ["channel", "申请渠道", "Channel", "case", "窗口、网上、手机", "window, web, mobile", /渠道|来源方式/],
  ["applied_at", "申请时间", "Applied", "time", "申请人提交的时间", "when the applicant sent it", /申请(时间|日期)|申报/],
  ["received_at", "收件时间", "Received", "time", "窗口收到材料的时间", "when the window took it", /收件|接件/, ["不能判断收件后是否及时处理", "nobody can tell whether receipts were answered in time"]],
  ["accepted_at", "受理时间", "Accepted", "time", "决定受理的时间", "when it was accepted", /受理(时间|日期)/, ["不能判断用了多少时间", "nobody can tell how long cases took"]],
  ["decided_at", "决定时间", "Decided", "time", "作出决定的时间", "when it was decided", /决定(时间|日期)|审批时间/],
  ["finished_at", "办结时间", "Finished", "time", "全部办完的时间", "when it was finished", /办结(时间|日期)|finish/i, ["不能判断是否办结", "nobody can tell which cases are finished"]],
  ["delivered_at", "送达时间", "Delivered", "time", "结果交到申请人手里的时间", "when the result was handed over", /送达|取件/],
  ["promised_days", "承诺时限", "Promised limit", "limit", "例如 5、5个工作日、即办", "such as 5 or 5 working days", /承诺(办理)?(时限|期限|天数)/, ["不能判断超期", "nobody can tell which cases are late"]],
  ["promised_due_at", "承诺到期时间", "Promise due", "limit", "最晚办结的时间", "the last moment in time", /承诺办结|到期/],
  ["statutory_days", "法定时限", "Statutory limit", "limit", "法律规定的时限", "limit by law", /法定(时限|期限)/],
  ["applicant_name", "申请人", "Applicant", "who", "姓名或单位名称", "name of a person or body", /申请人(姓名|名称)?$/],
  ["applicant_id_no", "申请人证件号", "Applicant's ID number", "who", "身份证号或信用代码", "ID card or credit code", /证件号|身份证|信用代码/],
  ["contact_mobile", "联系电话", "Phone", "who", "申请人的电话", "of the applicant", /电话|手机/],
  ["dept_name", "办理部门", "Department", "who", "承办的单位", "the body in charge", /部门|承办单位|办理单位|department/i, ["不能按部门统计", "there are no figures by department"]],
  ["window_id", "窗口", "Window", "who", "窗口号", "number of the window", /窗口/],
  ["acceptor", "受理人", "Acceptor", "who", "窗口受理的人", "who accepted it", /受理人/],
  ["handler", "经办人", "Handler", "who", "办理的人", "who handled it", /经办|办理人/],
  ["result", "办结结果", "Result", "result", "准予、不予、退件等", "granted, denied, returned …", /结果/],
  ["licence_no", "证照编号", "Licence number", "result", "发出的证照的编号", "of the licence issued", /证照|证书编号/],
  ["satisfaction", "满意度", "Rating", "result", "评价的等次", "the applicant's rating", /满意|评价/],
  ["fee_amount", "收费金额", "Fee", "result", "以元计", "in yuan", /收费|金额/],
  ["attribute", "其他内容", "Something else", "other", "保留下来，不参与判断", "kept, not judged", undefined],
  ["left_out", "不导入", "Leave out", "other", "这一列不要", "not taken", /^(序号|no\.?)$/i],
];
const PERSONAL = new Set(["applicant_name", "applicant_id_no", "contact_mobile"]);

/** @type {Role[]} */
export const ROLES = ROWS.map(([code, zh, en, group, hintZh, hintEn]) => ({ code, title: { zh, en }, hint: { zh: hintZh, en: hintEn }, group, is_personal: PERSONAL.has(code), is_many: code === "attribute" || code === "left_out" }));

/** What cannot be judged where no column has a role.
 * @type {Record<string, { zh: string, en: string }>} */
export const CONSEQUENCES = Object.fromEntries(ROWS.flatMap(([code, , , , , , , lack]) => (lack === undefined ? [] : [[code, { zh: lack[0], en: lack[1] }]])));

export const mask = (/** @type {string} */ text) => (text.length <= 1 ? text : text.length <= 4 ? `${text.slice(0, 1)}${"*".repeat(text.length - 1)}` : `${text.slice(0, 3)}${"*".repeat(Math.max(2, text.length - 7))}${text.slice(-4)}`);

/** A time cell as RFC 3339, undefined where there is no such time. @param {string} text @param {string | undefined} order */
export function instant(text, order) {
  const match = /^(\d{1,4})[-/.年](\d{1,2})[-/.月](\d{1,4})日?(?:[ T](\d{1,2}):(\d{2}))?/.exec(text.trim());
  if (!match) return undefined;
  let [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (String(match[1]).length < 4) [year, month, day] = order === "dmy" ? [day, month, year] : [day, year, month];
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return `${date.toISOString().slice(0, 10)}T${String(match[4] ?? "09").padStart(2, "0")}:${match[5] ?? "00"}:00+08:00`;
}

/** @param {string} text */
export const days = (text) => (text.trim() === "即办" ? 0 : /^\s*\d+/.test(text) ? Number.parseInt(text, 10) : undefined);

/** A table: its header, its rows, and what was skipped. @param {{ line: number, cells: string[] }[]} all */
export function tableOf(all) {
  const head = all.findIndex((row) => row.cells.filter((cell) => cell.trim() !== "").length >= 3);
  const header = all[head];
  if (header === undefined) return undefined;
  const total = (/** @type {{ cells: string[] }} */ row) => /^(合计|总计|小计)/.test(row.cells.find((cell) => cell.trim() !== "") ?? "");
  const below = all.slice(head + 1);
  return {
    header,
    rows: below.filter((row) => !total(row)),
    notes: [
      ...all.slice(0, head).map((row) => ({ line: row.line, text: { zh: `表的标题“${row.cells.join("").trim()}”，已跳过`, en: "the table's title, skipped" } })),
      ...below.filter(total).map((row) => ({ line: row.line, text: { zh: "合计行，已跳过", en: "a row of totals, skipped" } })),
    ],
  };
}

/** @param {NonNullable<ReturnType<typeof tableOf>>} table @returns {ProposedColumn[]} */
export function columnsOf(table) {
  const taken = new Set();
  return table.header.cells.map((cell, index) => {
    const heading = cell.replace(/\s|[（(].*[）)]/g, "");
    const values = table.rows.map((row) => (row.cells[index] ?? "").trim()).filter((value) => value !== "");
    const fitting = ROWS.filter(([, , , , , , pattern]) => pattern?.test(heading) === true).map(([code]) => code);
    const exact = ROWS.find(([, zh, en]) => zh === heading || en === heading)?.[0];
    const role = [exact, ...fitting].find((code) => code !== undefined && !taken.has(code)) ?? null;
    if (role !== null) taken.add(role);
    const is_personal = PERSONAL.has(role ?? "");
    const kind = values.length === 0 ? "empty" : values.every((value) => instant(value, undefined) !== undefined || /^\d{1,2}\D\d{1,2}\D\d{4}/.test(value)) ? "time" : values.every((value) => /^\d+(\.\d+)?$/.test(value)) ? "number" : "text";
    return { column: cell.trim() === "" ? `#${index + 1}` : cell.trim(), heading: cell.trim(), role, sureness: role === null ? "none" : exact !== undefined || /编号|时间|日期|部门$/.test(heading) ? "sure" : "likely", alternatives: fitting.filter((code) => code !== role), kind, samples: [...new Set(values)].slice(0, 3).map((value) => (is_personal ? mask(value) : value)), is_personal };
  });
}

/** @typedef {{ line: number, values: Record<string, string>, faults: CellFault[], cells: Record<string, string> }} Read */

/** Rows by the roles chosen. @param {NonNullable<ReturnType<typeof tableOf>>} table @param {import("../console/src/pages/import/types").Choice} choice @returns {Read[]} */
export function readBy(table, choice) {
  const columns = columnsOf(table);
  const hasNo = Object.values(choice.roles).includes("case_no");
  return table.rows.map((row) => {
    /** @type {Read} */
    const read = { line: row.line, values: {}, faults: [], cells: {} };
    const fault = (/** @type {string | null} */ column, /** @type {string | null} */ cell, /** @type {string} */ reason, /** @type {[string, string]} */ message, /** @type {[string, string]} */ mend) => read.faults.push({ line: row.line, column, cell, reason, message: { zh: message[0], en: message[1] }, how_to_mend: { zh: mend[0], en: mend[1] } });
    columns.forEach(({ column }, index) => {
      const role = choice.roles[column] ?? "left_out";
      const cell = (row.cells[index] ?? "").trim();
      read.cells[column] = cell;
      if (role === "left_out" || cell === "") {
        if (role === "case_no") fault(column, "", "missing_field", ["没有办件编号", "no case number"], ["补上办件编号", "add the case number"]);
        return;
      }
      if (role.endsWith("_at")) {
        const at = instant(cell, choice.time_formats?.[column]);
        if (at === undefined) fault(column, cell, "bad_time", ["没有这个日期或时间", "no such date or time"], ["改为存在的日期，例如 2025-01-24", "write a date that exists, such as 2025-01-24"]);
        else read.values[role] = at;
      } else if (role === "promised_days" && days(cell) === undefined) fault(column, cell, "wrong_type", ["不是天数", "not a number of days"], ["写成数字，例如 5 或 5个工作日", "write a number, such as 5"]);
      else read.values[role] = cell;
    });
    if (!hasNo) read.values["case_no"] = `L${row.line}`;
    return read;
  });
}
