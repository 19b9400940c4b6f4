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

/** Lines that stand together, as a list or as paragraphs. */
export interface Block {
  list: boolean;
  lines: string[];
}

/** A rule's prose cut into paragraphs and lists; a line that goes on a list's line is joined to it. */
export function prose(text: string): Block[] {
  const blocks: Block[] = [];
  for (const line of text.split("\n")) {
    const last = blocks[blocks.length - 1];
    if (line.trim() === "") continue;
    if (line.startsWith("- ")) {
      if (last?.list === true) last.lines.push(line.slice(2));
      else blocks.push({ list: true, lines: [line.slice(2)] });
    } else if (last?.list === true && line.startsWith("  ")) last.lines.push(`${last.lines.pop() ?? ""}${line.trim()}`);
    else if (last?.list === false) last.lines.push(line);
    else blocks.push({ list: false, lines: [line] });
  }
  return blocks;
}
