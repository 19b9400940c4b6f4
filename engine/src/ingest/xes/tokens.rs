//! The tags of a log, one by one, each with its place.
//!
//! quick-xml reads a tag whole. One that is longer than a record may be is skipped here, all but its beginning, and told to be
//! so; one that is not UTF-8 is read with signs in place of what is wrong, and told to be so. Reading goes on behind both.

use std::io::BufRead;
use std::sync::Arc;

use quick_xml::events::Event;
use quick_xml::events::attributes::Attributes;
use quick_xml::{Error, Reader, XmlVersion};

use super::counted::Counted;
use crate::ingest::fault::{Fault, Position};
use crate::ingest::lines::MAX_LINE;

/// Bytes kept of a tag that is skipped: enough for its name and key.
const KEPT: usize = 300;

/// What comes next in a log.
#[derive(Debug)]
pub enum Token {
    /// A tag opens an element; [`Tokens::tag`] tells which.
    Open,
    /// The element of this name closes.
    Close,
    /// The text is over.
    End,
    /// Reading cannot go on.
    Stopped(Stop),
}

/// Why reading cannot go on.
#[derive(Clone, Debug)]
pub enum Stop {
    /// The text breaks off, inside a tag or between two.
    Cut,
    /// Reading the file failed.
    Failed(Arc<std::io::Error>),
    /// The text is no XML; what it is instead.
    Broken(String),
    /// The text defines its own document type, whose entities could expand to anything.
    DocumentType,
}

/// A tag that opens an element. Its texts are used again for the next one.
#[derive(Debug, Default)]
pub struct Tag {
    /// Name without prefix.
    pub name: String,
    /// Its `key`.
    pub key: Option<String>,
    /// Its `value`.
    pub value: Option<String>,
    /// Whether the element is over with this tag.
    pub is_empty: bool,
    /// What is wrong with the tag alone.
    pub fault: Option<Fault>,
}

/// Reader of tags.
pub struct Tokens<R> {
    /// None once reading has stopped.
    xml: Option<Reader<Counted<R>>>,
    buffer: Vec<u8>,
    /// The tag that opened last, or whose name closed last.
    pub tag: Tag,
    at: Position,
}

enum Markup {
    Open,
    Empty,
    Close,
}

fn reader<R: BufRead>(counted: Counted<R>) -> Reader<Counted<R>> {
    let mut xml = Reader::from_reader(counted);
    let config = xml.config_mut();
    // Whether ends fit their beginnings is checked by the walk, which goes on with a new reader behind a tag that was skipped.
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    xml
}

impl<R: BufRead> Tokens<R> {
    /// Tags of a text in UTF-8.
    pub fn new(text: R) -> Tokens<R> {
        let counted = Counted::new(text);
        Tokens { at: counted.position(), xml: Some(reader(counted)), buffer: Vec::new(), tag: Tag::default() }
    }

    /// Where the last tag begins, or where reading stopped.
    pub fn position(&self) -> Position {
        self.at
    }

    /// The next tag; texts and comments are passed over.
    pub fn next_token(&mut self) -> Token {
        loop {
            let Some(xml) = &mut self.xml else { return Token::End };
            self.buffer.clear();
            xml.get_mut().allow(MAX_LINE);
            self.at = xml.get_ref().position();
            let found = match xml.read_event_into(&mut self.buffer) {
                Ok(Event::Start(_)) => Ok(Markup::Open),
                Ok(Event::Empty(_)) => Ok(Markup::Empty),
                Ok(Event::End(_)) => Ok(Markup::Close),
                Ok(Event::DocType(_)) => return self.stopped(Stop::DocumentType),
                Ok(Event::Eof) => {
                    self.xml = None;
                    return Token::End;
                }
                Ok(_) => continue,
                Err(error) => Err(error),
            };
            let markup = match found {
                Ok(markup) => markup,
                Err(error) => match self.recovered(error) {
                    Some(token) => return token,
                    None => continue,
                },
            };
            let buffer = std::mem::take(&mut self.buffer);
            let token = match std::str::from_utf8(&buffer) {
                Ok(text) => self.tag(text, &markup),
                Err(_) => self.stopped(Stop::Broken("the text is no UTF-8".to_owned())),
            };
            self.buffer = buffer;
            return token;
        }
    }

    /// What quick-xml refuses: a tag that can be told of all the same, nothing where it may be passed over, or the end of reading.
    fn recovered(&mut self, error: Error) -> Option<Token> {
        let xml = self.xml.as_mut()?;
        if xml.get_ref().is_spent() {
            return match self.skip() {
                Ok(is_empty) => is_empty.map(|is_empty| self.shortened(is_empty)),
                Err(stop) => Some(self.stopped(stop)),
            };
        }
        match error {
            // The bytes are there as a whole, but quick-xml gives nothing more after an error.
            Error::Encoding(_) => {
                self.restart();
                let is_tag = self.buffer.first() == Some(&b'<') && !matches!(self.buffer.get(1), Some(b'!' | b'?'));
                is_tag.then(|| self.misread())
            }
            Error::Io(error) => Some(self.stopped(Stop::Failed(error))),
            // Left open by the end of the file.
            Error::Syntax(_) if xml.get_mut().fill_buf().is_ok_and(<[u8]>::is_empty) => Some(self.stopped(Stop::Cut)),
            error => Some(self.stopped(Stop::Broken(error.to_string()))),
        }
    }

    fn stopped(&mut self, stop: Stop) -> Token {
        if let Some(xml) = self.xml.take() {
            self.at = xml.into_inner().position();
        }
        Token::Stopped(stop)
    }

    /// Goes on with a new reader where the last one failed.
    fn restart(&mut self) {
        self.xml = self.xml.take().map(|xml| reader(xml.into_inner()));
    }

    /// Reads the parts of a tag.
    fn tag(&mut self, text: &str, markup: &Markup) -> Token {
        let inner = text.strip_prefix('<').and_then(|text| text.strip_suffix('>')).unwrap_or(text);
        let (inner, token) = match markup {
            Markup::Close => (inner.strip_prefix('/').unwrap_or(inner), Token::Close),
            Markup::Empty => (inner.strip_suffix('/').unwrap_or(inner), Token::Open),
            Markup::Open => (inner, Token::Open),
        };
        let length = inner.find(|sign: char| sign.is_ascii_whitespace()).unwrap_or(inner.len());
        let name = inner[..length].rsplit(':').next().unwrap_or_default();
        self.tag.name.clear();
        self.tag.name.push_str(name);
        self.tag.is_empty = matches!(markup, Markup::Empty);
        self.tag.fault = None;
        let (mut key, mut value) = (None, None);
        for attribute in Attributes::new(inner, length) {
            let attribute = match attribute {
                Ok(attribute) => attribute,
                Err(error) => {
                    let how = "write it like <string key=\"name\" value=\"text\"/>";
                    self.tag.fault = Some(Fault::new("damaged", format!("the tag <{name}> is no XML: {error}"), how));
                    break;
                }
            };
            let place = match attribute.key.into_inner() {
                "key" => &mut key,
                "value" => &mut value,
                _ => continue,
            };
            match attribute.normalized_value(XmlVersion::Implicit1_0) {
                Ok(text) => *place = Some(text),
                Err(error) => {
                    let message = format!("the attribute holds what is no character of XML: {error}");
                    let how =
                        "write &amp; for &; besides there are &lt; &gt; &quot; &apos; and numbers like &#20013;, no entities of one's own";
                    self.tag.fault = Some(Fault::new("bad_character", message, how));
                }
            }
        }
        keep(&mut self.tag.key, key.as_deref());
        keep(&mut self.tag.value, value.as_deref());
        token
    }

    /// A tag whose bytes are no UTF-8.
    fn misread(&mut self) -> Token {
        let text = String::from_utf8_lossy(&std::mem::take(&mut self.buffer)).into_owned();
        let markup = match text.as_str() {
            text if text.starts_with("</") => Markup::Close,
            text if text.ends_with("/>") => Markup::Empty,
            _ => Markup::Open,
        };
        let token = self.tag(&text, &markup);
        let how = "save the file as UTF-8, or declare its encoding in its first line, and import it again";
        self.tag.fault = Some(Fault::new("not_utf8", "the attribute is no UTF-8", how));
        token
    }

    /// A tag of which only the beginning was kept.
    fn shortened(&mut self, is_empty: bool) -> Token {
        let text = String::from_utf8_lossy(&self.buffer).into_owned();
        self.tag.name = text.trim_start_matches('<').split([' ', '\t', '\n', '\r']).next().unwrap_or_default().to_owned();
        let key = text.split_once("key=\"").and_then(|(_, rest)| rest.split_once('"')).map(|(key, _)| key);
        keep(&mut self.tag.key, key);
        self.tag.value = None;
        self.tag.is_empty = is_empty;
        let message = format!("the attribute is longer than {MAX_LINE} bytes, at most so many are taken");
        self.tag.fault = Some(Fault::new("too_long", message, "shorten it, or send it as a document, and import the log again"));
        Token::Open
    }

    /// Skips the rest of what is too long. Gives whether the element is over with the tag; `None` of what is no tag.
    fn skip(&mut self) -> Result<Option<bool>, Stop> {
        self.restart();
        let Some(xml) = &mut self.xml else { return Ok(None) };
        let counted = xml.get_mut();
        if self.buffer.starts_with(b"<!D") {
            return Err(Stop::DocumentType);
        }
        let mut rest = Rest::of(&self.buffer);
        let mut is_over = self.buffer.iter().any(|byte| rest.ends_with(*byte));
        self.buffer.truncate(KEPT);
        self.buffer.shrink_to_fit();
        while !is_over {
            counted.allow(usize::MAX);
            let bytes = match counted.fill_buf() {
                Ok([]) => return Err(Stop::Cut),
                Ok(bytes) => bytes,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(Stop::Failed(Arc::new(error))),
            };
            let end = bytes.iter().position(|byte| rest.ends_with(*byte));
            is_over = end.is_some();
            let used = match (end, &rest) {
                // The tag behind a text is not the text's.
                (Some(end), Rest { what: What::Text, .. }) => end,
                (Some(end), _) => end + 1,
                (None, _) => bytes.len(),
            };
            counted.consume(used);
        }
        Ok(matches!(rest.what, What::Tag).then_some(rest.last[0] == b'/'))
    }
}

fn keep(place: &mut Option<String>, text: Option<&str>) {
    match (text, place.as_mut()) {
        (None, _) => *place = None,
        (Some(text), Some(kept)) => {
            kept.clear();
            kept.push_str(text);
        }
        (Some(text), None) => *place = Some(text.to_owned()),
    }
}

enum What {
    Tag,
    Text,
    /// Ends with these two bytes and `>`.
    Until([u8; 2]),
}

/// Looks for the end of something that is skipped, byte by byte.
struct Rest {
    what: What,
    quote: Option<u8>,
    /// The two bytes before, the newest first.
    last: [u8; 2],
}

impl Rest {
    fn of(begin: &[u8]) -> Rest {
        let what = if begin.starts_with(b"<!--") {
            What::Until(*b"--")
        } else if begin.starts_with(b"<!") {
            What::Until(*b"]]")
        } else if begin.starts_with(b"<?") {
            What::Until(*b"??")
        } else if begin.starts_with(b"<") {
            What::Tag
        } else {
            What::Text
        };
        Rest { what, quote: None, last: [0; 2] }
    }

    fn ends_with(&mut self, byte: u8) -> bool {
        let is_end = match self.what {
            What::Text => byte == b'<',
            What::Tag => {
                let is_quote = matches!(byte, b'"' | b'\'');
                match self.quote {
                    Some(open) if open == byte => self.quote = None,
                    None if is_quote => self.quote = Some(byte),
                    _ => {}
                }
                byte == b'>' && self.quote.is_none()
            }
            What::Until([b'?', _]) => byte == b'>' && self.last[0] == b'?',
            What::Until(end) => byte == b'>' && self.last == end,
        };
        if !is_end {
            self.last = [byte, self.last[0]];
        }
        is_end
    }
}
