/** Figures and values as people read them. */
import { codeWord, hasCodes, type Language } from "./words";
import { fullTime } from "./time";

/** 12345 as 12,345. */
export function thousands(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Ten-thousandths as a per cent with one decimal; – where there is none. */
export function rate(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : `${(value / 100).toFixed(1)}%`;
}

/** The words of a count in a limit's unit: 个工作日, 天, 个工作小时. */
export function unitWord(unit: string, n: number, language: Language): string {
  if (language === "zh") return unit === "cd" ? "天" : unit === "hour" ? "个工作小时" : "个工作日";
  const one = Math.abs(n) === 1;
  return unit === "cd" ? (one ? "day" : "days") : unit === "hour" ? (one ? "working hour" : "working hours") : one ? "working day" : "working days";
}

/** Money in hundredths as 1,234.50. */
export function money(fen: number, language: Language): string {
  const text = `${thousands(Math.trunc(Math.abs(fen) / 100))}.${String(Math.abs(fen) % 100).padStart(2, "0")}`;
  const signed = fen < 0 ? `-${text}` : text;
  return language === "zh" ? `${signed} 元` : `CNY ${signed}`;
}

const isInstant = (text: string): boolean => /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text);

/** A column's value as people read it: codes in words, instants short of their offset, money in yuan, booleans as yes or no. */
export function valueText(column: string, type: string, value: string, language: Language): string {
  if (type === "bool" || value === "true" || value === "false") {
    if (hasCodes(column) && type !== "bool") return codeWord(column, value, language);
    return value === "true" ? (language === "zh" ? "是" : "Yes") : language === "zh" ? "否" : "No";
  }
  if (type === "fen") return money(Number(value), language);
  if (type === "ts" || isInstant(value)) return fullTime(value);
  if (hasCodes(column)) return codeWord(column, value, language);
  if (column === "end_state") return codeWord("state", value, language);
  if (column.endsWith("_unit")) return codeWord("limit_unit", value, language);
  return value;
}

/** Longest English term of a column that is shown as its label; longer ones are sentences, shown on hover. */
const LABEL = 36;

/** A column's label, and what to show on hover. */
export function columnLabel(column: { name: string; zh: string; en: string }, language: Language): { label: string; hover: string | undefined } {
  if (language === "zh") return { label: column.zh, hover: undefined };
  if (column.en.length <= LABEL) return { label: column.en, hover: undefined };
  const plain = column.name.replace(/_/g, " ");
  return { label: plain.charAt(0).toUpperCase() + plain.slice(1), hover: column.en };
}
