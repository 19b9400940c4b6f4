/** A rule's text cut into the parts that look alike: comments, texts, numbers, words of the language, columns, functions, parameters. */

/** What a part of the text is. */
export type Part = "plain" | "comment" | "text" | "number" | "keyword" | "column" | "call" | "parameter";

/** A part and its text. */
export interface Token {
  part: Part;
  text: string;
}

const KEYWORDS = new Set(["fn", "let", "const", "if", "else", "switch", "return", "in", "true", "false", "is"]);
/** A comment, a text in double quotes, one with expressions in it, a number, a word, or one other character. */
const PIECES = /\/\/[^\n]*|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`|\d[\d_]*|[A-Za-z_]\w*|[^]/g;

function partOf(piece: string, before: string, after: string, parameters: ReadonlySet<string>): Part {
  if (piece.startsWith("//")) return "comment";
  if (piece.startsWith('"') || piece.startsWith("`")) return "text";
  if (/^\d/.test(piece)) return "number";
  if (!/^[A-Za-z_]/.test(piece)) return "plain";
  if (KEYWORDS.has(piece)) return "keyword";
  if (parameters.has(piece)) return "parameter";
  if (after.startsWith("(")) return "call";
  return before.endsWith(".") ? "column" : "plain";
}

/** The parts of a text, in order; put together they are the text. */
export function tokens(source: string, parameters: ReadonlySet<string> = new Set()): Token[] {
  const out: Token[] = [];
  for (const match of source.matchAll(PIECES)) {
    const [text] = match;
    const part = partOf(text, source.slice(0, match.index), source.slice(match.index + text.length), parameters);
    const last = out[out.length - 1];
    if (last?.part === "plain" && part === "plain") last.text += text;
    else out.push({ part, text });
  }
  return out;
}
