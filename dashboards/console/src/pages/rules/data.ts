/** Rules: which of them a filter lets through. */
import type { Schemas } from "@mingjing/shared/api";
import type { Language } from "@mingjing/shared/words";

/** Filter of the list of rules; all of it is in the browser, for the list is short. */
export interface RuleFilter {
  kind?: string | undefined;
  level?: string | undefined;
  q?: string | undefined;
}

/** The rules that the filter lets through, in their order. */
export function rulesThrough(rules: readonly Schemas["RuleItem"][], filter: RuleFilter, language: Language): Schemas["RuleItem"][] {
  const q = filter.q?.toLowerCase();
  return rules.filter(
    (rule) =>
      (filter.kind === undefined || rule.kind === filter.kind) &&
      (filter.level === undefined || rule.level === filter.level) &&
      (q === undefined || rule.code.toLowerCase().includes(q) || rule.title[language].toLowerCase().includes(q)),
  );
}
