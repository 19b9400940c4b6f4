/** The choice that a person makes for a file: its draft, what it lacks, and the words of its faults. */
import type { Pair } from "@mingjing/shared/words";
import type { Choice, DateOrder, Proposal, ProposedColumn, Role } from "./types";

/** The role of a column that is not imported. */
export const LEFT_OUT = "left_out";

/** Groups of roles in the order in which they are offered. */
export const ROLE_GROUPS = ["case", "time", "limit", "who", "result", "other"] as const;

/** Who the data belongs to: a centre that is there, or a new one by its name. */
export interface DraftCentre {
  /** Code of a centre that is there; empty for a new one. */
  code: string;
  /** Name of a new one. */
  name: string;
}

/** What has been chosen so far; kept in the browser, so that leaving loses nothing. It holds headings and roles, never cells. */
export interface Draft {
  /** Role by column; empty where nothing was chosen yet. */
  roles: Record<string, string>;
  time_formats: Record<string, DateOrder>;
  centre: DraftCentre;
  calendar: "cn" | "weekdays";
  /** Columns that together make the case number while none does alone. */
  case_no_of: string[];
}

/** A mapping that reads the file in its own way, so that there are no roles to choose. */
export const ownMapping = (proposal: Proposal): Proposal["fitting"][number] | undefined => {
  const [first] = proposal.fitting;
  return first !== undefined && Object.keys(first.roles).length === 0 ? first : undefined;
};

/** The draft that a proposal makes: a fitting mapping's roles and centre first; with one centre only, it is that one. */
export function draftOf(proposal: Proposal, centres: readonly string[]): Draft {
  const [kept] = proposal.fitting;
  const centre = centres.find((code) => code === kept?.centre) ?? (centres.length === 1 ? (centres[0] ?? "") : "");
  return {
    roles: Object.fromEntries(proposal.columns.map((column) => [column.column, kept?.roles[column.column] ?? column.role ?? (column.kind === "empty" ? LEFT_OUT : "")])),
    time_formats: {},
    centre: { code: centre, name: "" },
    calendar: "cn",
    case_no_of: (kept?.case_no_of.length ?? 0) > 0 ? (kept?.case_no_of ?? []) : proposal.case_no_of,
  };
}

/** A kept draft over a proposal: what was chosen for columns that are still there. */
export function resumed(kept: string | null, fresh: Draft): Draft {
  if (kept === null) return fresh;
  try {
    const old = JSON.parse(kept) as Partial<Draft>;
    const known = (record: Record<string, string> | undefined): Record<string, string> => Object.fromEntries(Object.entries(record ?? {}).filter(([column]) => column in fresh.roles));
    return {
      roles: { ...fresh.roles, ...known(old.roles) },
      time_formats: known(old.time_formats) as Record<string, DateOrder>,
      centre: { ...fresh.centre, ...old.centre },
      calendar: old.calendar === "weekdays" ? "weekdays" : "cn",
      case_no_of: Array.isArray(old.case_no_of) ? old.case_no_of.filter((column) => column in fresh.roles) : fresh.case_no_of,
    };
  } catch {
    return fresh;
  }
}

/** Columns that claim a role which only one column may have. */
export function clashes(roles: Record<string, string>, known: readonly Role[]): Map<string, string[]> {
  const many = new Set(known.filter((role) => role.is_many).map((role) => role.code).concat(LEFT_OUT, ""));
  const byRole = new Map<string, string[]>();
  for (const [column, role] of Object.entries(roles)) {
    if (!many.has(role)) byRole.set(role, [...(byRole.get(role) ?? []), column]);
  }
  return new Map([...byRole].filter(([, columns]) => columns.length > 1));
}

/** Roles on which most of what is judged stands. */
const IMPORTANT = ["applied_at", "accepted_at", "finished_at", "promised_days", "promised_due_at", "dept_name", "item_name"];

/** A role that no column has; what follows is null where the server was not asked about it, for a person took it away. */
export interface Lacking {
  role: string;
  title: Pair;
  consequence: Pair | null;
}

/** Important roles that no column has: those that the proposal told of, and those that were taken away since. */
export function missing(proposal: Proposal, roles: Record<string, string>, known: readonly Role[]): Lacking[] {
  const used = new Set(Object.values(roles));
  const told: Lacking[] = proposal.missing.filter((item) => !used.has(item.role) && item.role !== "case_no");
  const proposed = new Set(proposal.columns.map((column) => column.role));
  const taken = known.filter((role) => IMPORTANT.includes(role.code) && proposed.has(role.code) && !used.has(role.code) && !told.some((item) => item.role === role.code));
  return [...told, ...taken.map((role) => ({ role: role.code, title: role.title, consequence: null }))];
}

/** Whether the case number has to be made of several columns. */
export const makesNumber = (draft: Draft): boolean => !Object.values(draft.roles).includes("case_no");

/** What still stands in the way of the check, by the key of its words. */
export function obstacle(draft: Draft, proposal: Proposal, known: readonly Role[]): "columns" | "clash" | "nothing" | "caseNo" | "centre" | undefined {
  const { columns } = proposal;
  if (columns.length > 0 && ownMapping(proposal) === undefined) {
    if (columns.some((column) => (draft.roles[column.column] ?? "") === "")) return "columns";
    if (clashes(draft.roles, known).size > 0) return "clash";
    if (columns.every((column) => draft.roles[column.column] === LEFT_OUT)) return "nothing";
    if (makesNumber(draft) && draft.case_no_of.length === 0) return "caseNo";
  }
  return draft.centre.code === "" && draft.centre.name.trim() === "" ? "centre" : undefined;
}

/** Whether a column's dates may be read in two ways, such as 3/4/2025. */
export function isAmbiguous(column: ProposedColumn): boolean {
  return column.samples.some((text) => /^\s*\d{1,2}\s*[-/.]\s*\d{1,2}\s*[-/.]\s*\d{2,4}(\D|$)/.test(text));
}

/** A new centre's code: the Latin letters and digits of its name, else a short hash of it, so that the same name gives the same code. */
export function centreCode(name: string): string {
  const text = name.trim();
  const latin = text.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 32);
  if (/^[a-z]/.test(latin) && !/[^\x20-\x7e]/.test(text)) return latin;
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return `c${hash.toString(16).padStart(8, "0").slice(0, 6)}`;
}

/** The choice as the server takes it. */
export function choiceOf(draft: Draft, proposal: Proposal, sheet: string | undefined): Choice {
  const name = draft.centre.name.trim();
  const isNew = draft.centre.code === "";
  const own = ownMapping(proposal);
  const formats = Object.fromEntries(Object.entries(draft.time_formats).filter(([column]) => draft.roles[column] !== LEFT_OUT));
  return {
    ...(sheet === undefined || sheet === "" ? {} : { sheet }),
    roles: own === undefined ? draft.roles : {},
    ...(own === undefined ? {} : { mapping: own.mapping }),
    ...(own === undefined && makesNumber(draft) && draft.case_no_of.length > 0 ? { case_no_of: draft.case_no_of } : {}),
    centre: isNew ? { code: centreCode(name), title: name } : { code: draft.centre.code },
    ...(own !== undefined || Object.keys(formats).length === 0 ? {} : { time_formats: formats }),
    ...(isNew ? { calendar: draft.calendar } : {}),
  };
}

/** A file's name without its ending, as the first proposal of a mapping's name. */
export const stem = (name: string): string => name.replace(/\.(gz|zip)$/i, "").replace(/\.[^.]+$/, "");

/** A size as people say it. */
export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** Most bytes that may be sent from the browser. */
export const MOST_BYTES = 256 * 1024 * 1024;

/** What is wrong with a file before it is sent, by the key of its words. */
export function refusal(file: { name: string; size: number }): "oldExcel" | "kind" | "empty" | "large" | undefined {
  if (/\.xls$/i.test(file.name)) return "oldExcel";
  if (!/\.(xlsx|xlsm|csv|tsv|txt|jsonl|ndjson|xes)(\.gz)?$/i.test(file.name)) return "kind";
  if (file.size === 0) return "empty";
  return file.size > MOST_BYTES ? "large" : undefined;
}
