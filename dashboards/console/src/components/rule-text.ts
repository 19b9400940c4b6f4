/** A rule's text cut into pieces by the truth of its parts, as pure data. */
import type { Schemas } from "@mingjing/shared/api";

/** A piece of the text that looks alike throughout. */
export interface Piece {
  text: string;
  truth: Schemas["Truth"] | undefined;
  firstFalse: boolean;
  comment: boolean;
}

/**
 * Cuts the text at the ends of the marks and of comment lines. Offsets count Unicode characters, so the text is taken apart by
 * code points. Where marks lie within one another the inner one, which comes later or is shorter, decides; a mark that reaches
 * past the text is cut at its end.
 */
export function pieces(source: string, marks: readonly Schemas["Mark"][]): Piece[] {
  const chars = Array.from(source);
  const mark = new Array<Schemas["Mark"] | undefined>(chars.length).fill(undefined);
  const outerFirst = [...marks].sort((a, b) => b.end - b.start - (a.end - a.start));
  for (const m of outerFirst) for (let i = m.start; i < Math.min(m.end, chars.length); i += 1) mark[i] = m;

  const comment = new Array<boolean>(chars.length).fill(false);
  let start = 0;
  for (const line of source.split("\n")) {
    const length = Array.from(line).length;
    if (line.trimStart().startsWith("//")) comment.fill(true, start, start + length);
    start += length + 1;
  }

  const out: Piece[] = [];
  let from = 0;
  for (let i = 1; i <= chars.length; i += 1) {
    if (i < chars.length && mark[i] === mark[from] && comment[i] === comment[from]) continue;
    const m = mark[from];
    out.push({ text: chars.slice(from, i).join(""), truth: m?.truth, firstFalse: m?.first_false ?? false, comment: comment[from] ?? false });
    from = i;
  }
  return chars.length === 0 ? [] : out;
}

/**
 * The part of a rule's text that decides, with its marks moved along: without the prose it opens with, which the console shows in
 * words of its own, and without the functions that only word the reason. What bears a mark is kept whatever it is.
 */
export function decidingPart(source: string, marks: readonly Schemas["Mark"][]): { source: string; marks: Schemas["Mark"][] } {
  const lines = source.split("\n");
  const kept: { text: string; from: number; length: number }[] = [];
  let from = 0;
  let wording = false;
  let opened = false;
  for (const line of lines) {
    const length = Array.from(line).length + 1;
    if (/^fn because\w*\(/.test(line)) wording = true;
    const marked = marks.some((m) => m.start < from + length && from < m.end);
    const prose = line.startsWith("//!") || (line.trim() === "" && (!opened || kept[kept.length - 1]?.text.trim() === ""));
    if (marked || !(wording || prose)) {
      kept.push({ text: line, from, length });
      opened = true;
    }
    if (wording && line === "}") wording = false;
    from += length;
  }
  while (kept[kept.length - 1]?.text.trim() === "") kept.pop();
  const moved = (offset: number): number => kept.reduce((sum, line) => sum + Math.max(0, Math.min(line.length, offset - line.from)), 0);
  return { source: kept.map((line) => line.text).join("\n"), marks: marks.map((m) => ({ ...m, start: moved(m.start), end: moved(m.end) })) };
}
