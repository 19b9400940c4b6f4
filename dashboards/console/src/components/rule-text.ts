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
