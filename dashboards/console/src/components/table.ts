/** What a table shows, and the parts of its behaviour that are pure. */

/** A column of a table of `T`. */
export interface TableColumn<T> {
  /** Name; also that of its slot. */
  key: string;
  /** Head. */
  title: string;
  /** A figure: right-aligned. */
  num?: boolean;
  /** Left out while a drawer is open beside the table. */
  wide?: boolean;
  /** Left out of the table on a screen that is tight. */
  roomy?: boolean;
  /** Width that it asks for, in pixels; what is over goes to the columns that ask for none. */
  width?: number;
  /** May be left out by the reader. */
  optional?: boolean;
  /** Left out until the reader asks for it. */
  hidden?: boolean;
  /** By what rows are sorted when its head is pressed. */
  by?: (row: T) => string | number;
  /** Place in a card on a phone: its head line, its foot, left out, or among the pairs (default). */
  card?: "head" | "foot" | "none";
}

/** Order of a table by one of its columns. */
export interface TableOrder {
  key: string;
  descending: boolean;
}

/** The rows in an order; rows alike keep their places. Without an order they stay as they came. */
export function ordered<T>(rows: readonly T[], columns: readonly TableColumn<T>[], order: TableOrder | undefined): T[] {
  const by = columns.find((column) => column.key === order?.key)?.by;
  if (order === undefined || by === undefined) return [...rows];
  const sign = order.descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [x, y] = [by(a), by(b)];
    return x < y ? -sign : x > y ? sign : 0;
  });
}

/** The row after a step of `by` from `from` in a table of `count` rows; -1 is none yet. */
export function stepped(from: number, by: number, count: number): number {
  if (count === 0) return -1;
  return Math.min(count - 1, Math.max(0, from < 0 ? (by > 0 ? 0 : count - 1) : from + by));
}

/** Whether a key press belongs to a field being typed in. */
export function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}
