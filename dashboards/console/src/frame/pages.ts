/** The pages of the console, and which rights open them: the menu shows what is one's own, and whatever else is asked for says what it needs. */
import { isBound, may } from "../state/session";

/** Rights by page, one of which is enough. Pages that are not here are open to all. */
const RIGHTS: Record<string, readonly string[]> = {
  overview: ["overview"],
  alerts: ["alerts"],
  cases: ["cases"],
  case: ["cases"],
  whole: ["cases"],
  rules: ["rules"],
  reports: ["reports"],
  import: ["intake.change"],
  checkup: ["checkup"],
  sources: ["intake"],
  quarantine: ["intake"],
  proposals: ["notices.decide", "notices.propose"],
  people: ["people"],
  accounts: ["accounts"],
  logs: ["logs"],
};
/** Pages that show or change more than an account may that is bound to a part. */
const WHOLE: ReadonlySet<string> = new Set(["rules", "import", "sources", "quarantine", "proposals"]);

/** What stands between whoever is logged in and a page: a right that he has not got, or that he is bound to a part. */
export type Obstacle = { right: string } | "bound";

/** What stands in the way of a page; undefined where it is open. */
export function obstacle(page: string): Obstacle | undefined {
  const rights = RIGHTS[page] ?? [];
  const first = rights[0];
  if (first !== undefined && !rights.some(may)) return { right: first };
  return WHOLE.has(page) && isBound.value ? "bound" : undefined;
}

/** Whether a page is open to whoever is logged in. */
export const opens = (page: string): boolean => obstacle(page) === undefined;
