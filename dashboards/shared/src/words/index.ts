/** The console's words: one table a language, the same keys in both, checked by the compiler. */
import type { accessZh } from "./access-zh";
import type { caseZh } from "./case-zh";
import type { dataZh } from "./data-zh";
import type { deskZh } from "./desk-zh";
import { en } from "./en";
import { zh } from "./zh";

/** Language of a screen. */
export type Language = "zh" | "en";

/** Both words for one thing. */
export interface Pair {
  zh: string;
  en: string;
}

type Widen<T> = T extends string ? string : T extends (...args: infer A) => string ? (...args: A) => string : T extends readonly string[] ? string[] : { [K in keyof T]: Widen<T[K]> };

/** The table of accounts, people and logs in one language. */
export type AccessWords = Widen<typeof accessZh>;

/** The table of the data screens in one language. */
export type DataWords = Widen<typeof dataZh>;

/** The table of the overview and the rules in one language. */
export type DeskWords = Widen<typeof deskZh>;
/** The table of the case page in one language. */
export type CaseWords = Widen<typeof caseZh>;

/** The table of one language. */
export type WordTable = Widen<typeof zh>;

/** The tables. */
export const words: Record<Language, WordTable> = { zh, en };

export * from "./codes";
export * from "./fields";
export * from "./log";
export * from "./refusals";
