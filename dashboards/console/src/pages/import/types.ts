/** What the import, health check, quarantine and source screens exchange with the server. */
import type { Pair } from "@mingjing/shared/words";

/** A name from the data: in both languages, or as the data has it. */
export type Title = Pair | string;

/** A sheet of an uploaded file; a file without sheets has one. */
export interface Sheet {
  name: string;
  rows: number;
  is_hidden: boolean;
}

/** A file that was sent and waits to be imported. */
export interface Upload {
  id: string;
  name: string;
  bytes: number;
  kind: "csv" | "xlsx" | "jsonl" | "xes";
  sheets: Sheet[];
  created_at: string;
}

/** How sure the server is of a column's meaning. */
export type Sureness = "sure" | "likely" | "none";

/** A column of the file and what it probably means. */
export interface ProposedColumn {
  /** Key of the column in a choice. */
  column: string;
  heading: string;
  /** Code of the role; null where none was recognised. */
  role: string | null;
  sureness: Sureness;
  alternatives: string[];
  kind: "time" | "date" | "number" | "text" | "empty";
  /** At most three values, personal ones masked. */
  samples: string[];
  is_personal: boolean;
}

/** How a file would be read. */
export interface Proposal {
  upload: Upload;
  /** Null where the file has no sheets. */
  sheet: string | null;
  header_line: number;
  columns: ProposedColumn[];
  /** Columns that together make the case number where none does alone. */
  case_no_of: string[];
  /** The first rows, cells in the order of the columns. */
  rows: { line: number; cells: string[] }[];
  notes: { line?: number | null; text: Pair }[];
  /** Mappings whose columns are exactly these; one without roles reads the file in its own way. */
  fitting: { mapping: string; title: string; roles: Record<string, string>; case_no_of: string[]; centre?: string | null }[];
  missing: { role: string; title: Pair; consequence: Pair }[];
}

/** What a column can mean. */
export interface Role {
  code: string;
  title: Pair;
  hint: Pair;
  group: "case" | "time" | "limit" | "who" | "result" | "other";
  is_personal: boolean;
  /** Several columns may have it. */
  is_many: boolean;
}

/** How an ambiguous date is written. */
export type DateOrder = "ymd" | "mdy" | "dmy";

/** What a person chose for a file. */
export interface Choice {
  sheet?: string;
  roles: Record<string, string>;
  case_no_of?: string[];
  /** A mapping that reads the file instead of roles. */
  mapping?: string;
  centre: { code: string; title?: string };
  time_formats?: Record<string, DateOrder>;
  calendar?: "cn" | "weekdays";
  /** Name under which the roles are kept. */
  save_as?: string;
}

/** Something wrong with a record. */
export interface CellFault {
  line: number;
  column: string | null;
  /** The cell, masked where personal. */
  cell: string | null;
  reason: string;
  message: Pair;
  how_to_mend: Pair;
}

/** What a dry run of the whole file found. */
export interface Checked {
  read: number;
  good: number;
  bad: number;
  cases: number;
  faults: CellFault[];
  faults_by_reason: { reason: string; title: Pair; count: number }[];
  first_at: string | null;
  last_at: string | null;
}

/** What an import counted, as the command line does. */
export interface ImportCounts {
  read: number;
  accepted: number;
  duplicates: number;
  quarantined: number;
  cases: number;
  events: number;
}

/** An import under way or ended. */
export interface ImportJob {
  id: string;
  state: "waiting" | "reading" | "judging" | "done" | "failed";
  records: number;
  bytes: number;
  total_bytes: number;
  counts: ImportCounts | null;
  batch: number | null;
  centre: string;
  problem: Pair | null;
}

/** A kept or shipped mapping. */
export interface MappingItem {
  name: string;
  title: string;
  columns: string[];
  profile: string | null;
  saved_at: string | null;
  saved_by: string | null;
  is_shipped: boolean;
}

/** A finding of the health check; `list` is the query of the list of its cases. */
export interface Finding {
  code: string;
  title: Title;
  meaning: Pair;
  count: number;
  of: number;
  /** Ten-thousandths of `of`; null where that is nothing. */
  share_bp: number | null;
  list: string;
  /** False where it cannot be told, for want of columns. */
  is_told: boolean;
  missing: { column: string; title: Title }[];
}

/** Figures of a department or an item. */
export interface SpeedRow {
  code: string;
  title: Title;
  finished: number;
  /** Median working days from acceptance to finish. */
  median_wd: number | null;
  late: number;
  late_share_bp: number;
  list: string;
  late_list: string;
}

/** Figures of a month, `YYYY-MM`. */
export interface MonthRow {
  month: string;
  received: number;
  finished: number;
  late: number;
  list: string;
  finished_list: string;
  late_list: string;
}

/** A rule that cannot speak, for its columns are empty in every case. */
export interface SilentRule {
  code: string;
  title: Pair;
  missing: { column: string; title: Title }[];
  unlocks: Pair;
}

/** The health check of a centre. */
export interface Checkup {
  centre: { code: string; title: Title };
  from: string | null;
  to: string | null;
  as_of: string;
  fact_position: number;
  source_complete_to: string | null;
  cases: number;
  finished: number;
  open: number;
  list: string;
  finished_list: string;
  open_list: string;
  findings: Finding[];
  departments: SpeedRow[];
  items: SpeedRow[];
  months: MonthRow[];
  silent_rules: SilentRule[];
  speaking_rules: number;
  columns: { column: string; title: Title; filled: number; of: number }[];
  sql: Record<string, string>;
}

/** A source of events. */
export interface SourceItem {
  centre: string;
  source: string;
  title: Title;
  events: number;
  cases: number;
  first_at: string | null;
  last_at: string | null;
  last_recorded_at: string | null;
  /** 数据截至. */
  watermark: string | null;
  /** 纳入监察日期. */
  starts_at: string | null;
  usual_lag_hours: number | null;
  late_events: number;
  quarantined: number;
  is_silent_since?: string | null;
}

/** One import. */
export interface BatchItem {
  batch: number;
  centre: string;
  file_name: string;
  profile: string | null;
  mapping: string | null;
  started_at: string;
  finished_at: string | null;
  counts: ImportCounts | null;
  voided_at: string | null;
  void_reason: string | null;
  /** Query of the list of its cases. */
  list: string;
}

/** A page of imports. */
export interface BatchPage {
  items: BatchItem[];
  next_cursor: string | null;
  total: number;
}

/** A record that could not be taken in. */
export interface Quarantined {
  id: number;
  source: string;
  position: number;
  centre: string;
  batch?: number | null;
  field?: string | null;
  reason: string;
  reason_title: Pair;
  message: string;
  how_to_mend: string;
  /** As it came, personal values masked. */
  raw: string;
  recorded_at: string;
  /** When it was taken in after all. */
  replayed_at?: string | null;
}

/** A page of them, with what the filters can offer. */
export interface QuarantinePage {
  items: Quarantined[];
  next_cursor: string | null;
  total: number;
  reasons: { reason: string; title: Pair; count: number }[];
  sources: { source: string; count: number }[];
}

/** A field of such a record. */
export interface QuarantinedField {
  /** Heading of a table's column, or JSON pointer. */
  name: string;
  /** Masked where personal. */
  value: string;
  is_personal: boolean;
}

/** Such a record with its fields. */
export interface QuarantineDetail {
  item: Quarantined;
  /** Empty where the record cannot be cut into fields. */
  fields: QuarantinedField[];
  /** False where its text was not kept. */
  can_replay: boolean;
}

/** What came of one record tried again. */
export interface Replayed {
  appended: number;
  duplicates: number;
  faults: { field?: string | null; reason: string; message: Pair; how_to_mend: Pair }[];
}

/** What came of many. */
export interface ReplayedMany {
  replayed: number;
  appended: number;
  still_wrong: number;
  /** Not tried, for there were too many at once. */
  left: number;
}
