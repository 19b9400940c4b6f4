//! A script's text and places in it.
//!
//! Rhai gives each node of its tree one line and column, where the node's mark stands; an explanation that marks the true
//! parts of a rule needs where each part begins and ends. [`Source`] therefore keeps the list of the text's words and
//! brackets, from which [`super::parse`] works out the extent of every node.

use std::sync::Arc;

/// A stretch of a script, in bytes from its beginning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// First byte after it.
    pub end: u32,
}

impl Span {
    /// The stretch from `start` to `end`.
    pub fn new(start: usize, end: usize) -> Span {
        Span { start: start as u32, end: end as u32 }
    }

    /// The shortest stretch that holds both.
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// A place as people and editors name it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Line, from 1.
    pub line: u32,
    /// Character in the line, from 1.
    pub column: u32,
}

/// What kind of word a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// Name, keyword or number.
    Word,
    /// Text literal, an interpolated one as a whole; what stands inside its `${}` follows as tokens of their own.
    Text,
    /// `(`, `[`, `{` and the index of the bracket that closes it.
    Open(usize),
    /// `)`, `]`, `}` and the index of the bracket that opens it.
    Close(usize),
    /// Any other mark, `=>` and `..` as one.
    Mark,
}

/// A script's text with its lines and words.
#[derive(Debug)]
pub struct Source {
    file: Arc<str>,
    text: Arc<str>,
    /// First byte of each line.
    lines: Vec<usize>,
    /// Words in order of their first byte.
    pub(super) tokens: Vec<(Span, Token)>,
}

impl Source {
    /// Reads a text; `file` is the name that errors give.
    pub fn new(file: &str, text: &str) -> Source {
        let lines = std::iter::once(0).chain(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1)).collect();
        let mut lexer = Lexer { text, at: 0, tokens: Vec::new(), open: Vec::new() };
        lexer.run(false);
        let tokens = lexer.tokens;
        Source { file: file.into(), text: text.into(), lines, tokens }
    }

    /// The name that errors give.
    pub fn file(&self) -> &Arc<str> {
        &self.file
    }

    /// The whole text.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// The text of a stretch; empty where the stretch does not lie on character borders.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// Line and column of a byte.
    pub fn place(&self, byte: u32) -> Place {
        let byte = (byte as usize).min(self.text.len());
        let line = self.lines.partition_point(|start| *start <= byte).saturating_sub(1);
        let start = self.lines[line];
        let column = self.text.get(start..byte).map_or(0, |before| before.chars().count());
        Place { line: line as u32 + 1, column: column as u32 + 1 }
    }

    /// The byte at a line and column (both from 1); the end of the line where the column lies behind it.
    pub fn byte(&self, line: usize, column: usize) -> usize {
        let Some(start) = line.checked_sub(1).and_then(|line| self.lines.get(line)).copied() else { return self.text.len() };
        let rest = &self.text[start..];
        let end = rest.find('\n').unwrap_or(rest.len());
        start + rest[..end].char_indices().nth(column.saturating_sub(1)).map_or(end, |(at, _)| at)
    }

    /// A stretch counted in characters instead of bytes, as a browser counts it.
    pub fn characters(&self, span: Span) -> (usize, usize) {
        let before = self.text.get(..span.start as usize).map_or(0, |text| text.chars().count());
        (before, before + self.slice(span).chars().count())
    }

    /// The script's own documentation: its leading `//!` lines without the marks.
    pub fn doc(&self) -> String {
        let lines: Vec<&str> = self
            .text
            .lines()
            .take_while(|line| line.starts_with("//!"))
            .map(|line| line[3..].strip_prefix(' ').unwrap_or(&line[3..]))
            .collect();
        lines.join("\n")
    }

    /// The index of the first token that begins at or after a byte.
    pub(super) fn token_at(&self, byte: usize) -> usize {
        self.tokens.partition_point(|(span, _)| (span.start as usize) < byte)
    }

    /// Where the word that begins at `byte` ends.
    pub(super) fn word_end(&self, byte: usize) -> usize {
        match self.tokens.get(self.token_at(byte)) {
            Some((span, _)) if span.start as usize == byte => span.end as usize,
            _ => byte,
        }
    }

    /// The stretch, widened until each bracket in it has its partner in it too.
    pub(super) fn balanced(&self, span: Span) -> Span {
        let mut span = span;
        let first = self.token_at(span.start as usize);
        for (at, token) in &self.tokens[first..] {
            if at.start >= span.end {
                break;
            }
            match *token {
                Token::Open(partner) | Token::Close(partner) => {
                    if let Some((other, _)) = self.tokens.get(partner) {
                        span = span.to(*other);
                    }
                }
                _ => {}
            }
        }
        span
    }
}

/// Splits a text into words and brackets. It follows Rhai's rules for comments and text literals; a text that Rhai refuses
/// may be split wrongly, which does no harm, for Rhai refuses it.
struct Lexer<'a> {
    text: &'a str,
    at: usize,
    tokens: Vec<(Span, Token)>,
    /// Indexes of the brackets still open.
    open: Vec<usize>,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// Reads tokens to the end, or inside `${}` to the bracket that closes it.
    fn run(&mut self, inside: bool) {
        let depth = self.open.len();
        while let Some(next) = self.rest().chars().next() {
            let start = self.at;
            if next.is_whitespace() {
                self.at += next.len_utf8();
            } else if self.rest().starts_with("//") {
                self.at += self.rest().find('\n').unwrap_or(self.rest().len());
            } else if self.rest().starts_with("/*") {
                self.block_comment();
            } else if next.is_alphanumeric() || next == '_' {
                let length = self.rest().find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(self.rest().len());
                self.push(start, length, Token::Word);
            } else if next == '`' {
                self.interpolated();
            } else if next == '"' || next == '\'' {
                self.quoted(next);
            } else if matches!(next, '(' | '[' | '{') {
                self.open.push(self.tokens.len());
                self.push(start, 1, Token::Open(usize::MAX));
            } else if matches!(next, ')' | ']' | '}') {
                let closes = self.tokens.len();
                let opens = self.open.pop().unwrap_or(usize::MAX);
                if let Some((_, Token::Open(partner))) = self.tokens.get_mut(opens) {
                    *partner = closes;
                }
                self.push(start, 1, Token::Close(opens));
                if inside && self.open.len() < depth {
                    return;
                }
            } else {
                let length =
                    ["..=", "..", "=>"].iter().find(|mark| self.rest().starts_with(**mark)).map_or(next.len_utf8(), |mark| mark.len());
                self.push(start, length, Token::Mark);
            }
        }
    }

    fn push(&mut self, start: usize, length: usize, token: Token) {
        self.at = start + length;
        self.tokens.push((Span::new(start, self.at), token));
    }

    /// Block comments nest.
    fn block_comment(&mut self) {
        let mut depth = 0_usize;
        while self.at < self.text.len() {
            if self.rest().starts_with("/*") {
                depth += 1;
                self.at += 2;
            } else if self.rest().starts_with("*/") {
                depth -= 1;
                self.at += 2;
                if depth == 0 {
                    return;
                }
            } else {
                self.at += self.rest().chars().next().map_or(1, char::len_utf8);
            }
        }
    }

    fn quoted(&mut self, quote: char) {
        let start = self.at;
        let mut escaped = false;
        let length = self.rest()[1..]
            .char_indices()
            .find(|(_, c)| {
                let ends = !escaped && *c == quote;
                escaped = !escaped && *c == '\\';
                ends
            })
            .map_or(self.rest().len(), |(at, _)| at + 2);
        self.push(start, length, Token::Text);
    }

    fn interpolated(&mut self) {
        let start = self.at;
        let index = self.tokens.len();
        self.push(start, 1, Token::Text);
        while let Some(next) = self.rest().chars().next() {
            if next == '`' {
                self.at += 1;
                // A doubled back-tick stands for itself.
                if !self.rest().starts_with('`') {
                    break;
                }
                self.at += 1;
            } else if self.rest().starts_with("${") {
                self.at += 1;
                let bracket = self.at;
                self.open.push(self.tokens.len());
                self.push(bracket, 1, Token::Open(usize::MAX));
                self.run(true);
            } else {
                self.at += next.len_utf8();
            }
        }
        self.tokens[index].0.end = self.at as u32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_brackets_and_literals_are_told_apart() {
        let source = Source::new("t", "fn f(a) { a.b == \"x)\" && `n ${g(a)}` != /* ( /* */ ) */ 'c' } // }");
        let words: Vec<&str> = source.tokens.iter().map(|(span, _)| source.slice(*span)).collect();
        let expected = [
            "fn",
            "f",
            "(",
            "a",
            ")",
            "{",
            "a",
            ".",
            "b",
            "=",
            "=",
            "\"x)\"",
            "&",
            "&",
            "`n ${g(a)}`",
            "{",
            "g",
            "(",
            "a",
            ")",
            "}",
            "!",
            "=",
            "'c'",
            "}",
        ];
        assert_eq!(words, expected);
    }

    #[test]
    fn a_stretch_grows_until_its_brackets_match() {
        let source = Source::new("t", "x && (a || (b))");
        assert_eq!(source.slice(source.balanced(Span::new(6, 13))), "a || (b)");
        assert_eq!(source.slice(source.balanced(Span::new(0, 1))), "x");
    }

    #[test]
    fn places_count_characters_and_bytes_count_bytes() {
        let source = Source::new("t", "一行\n超时 x\n");
        let byte = source.byte(2, 4);
        assert_eq!(&source.text()[byte..=byte], "x");
        assert_eq!(source.place(byte as u32), Place { line: 2, column: 4 });
        assert_eq!(source.characters(Span::new(byte, byte + 1)), (6, 7));
        assert_eq!(source.byte(9, 1), source.text().len());
    }

    #[test]
    fn the_doc_is_the_leading_comment() {
        assert_eq!(Source::new("t", "//! # 查什么\n//! 超时。\nfn when(row) { true }\n//! not this").doc(), "# 查什么\n超时。");
    }
}
