//! The entries of a JSON array as its bytes come in, in bounded memory: an entry past the limit is skipped without being held.
//!
//! A JSON reader wants the array whole, and stops at the first entry that is broken. Here only strings and brackets are followed, so that the
//! entries are told apart; each is read by itself, and a broken one costs no other.

use super::fault::{Fault, Position};
use super::lines::{MAX_LINE, sample};
use super::records::{Content, Record, object_of};

const MARK: [u8; 3] = [0xef, 0xbb, 0xbf];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Before the opening bracket.
    Start,
    /// Between entries; whether a comma came since the last one.
    Between { comma: bool },
    /// In an entry.
    Inside,
    /// Behind the closing bracket.
    Ended,
}

/// Splits an array that comes in pieces of any size.
#[derive(Debug)]
pub struct Elements {
    stage: Stage,
    /// Entries begun.
    index: u64,
    /// Bytes of the pieces before this one.
    offset: u64,
    /// Where the entry begins.
    began: u64,
    /// What is kept of the entry: all of it, or a sample once it is past the limit.
    kept: Vec<u8>,
    /// Bytes of the entry in the pieces before this one.
    length: usize,
    /// Brackets open within the entry.
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl Default for Elements {
    fn default() -> Elements {
        Elements {
            stage: Stage::Start,
            index: 0,
            offset: 0,
            began: 0,
            kept: Vec::new(),
            length: 0,
            depth: 0,
            in_string: false,
            escaped: false,
        }
    }
}

impl Elements {
    /// Place from 1 of the entry that is read, or comes next.
    pub fn place(&self) -> u64 {
        if self.stage == Stage::Inside { self.index } else { self.index + 1 }
    }

    /// Takes the next piece; the entries that end in it are added to `records`, each with its place from 1. An error means that the rest cannot
    /// be read: the text is no array, or something stands behind its end.
    pub fn push(&mut self, piece: &[u8], records: &mut Vec<Record>) -> Result<(), Fault> {
        // Where in the piece the part of the entry begins that is not kept yet.
        let mut from = 0;
        for (at, byte) in piece.iter().copied().enumerate() {
            let is_space = matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
            match self.stage {
                Stage::Start if byte == b'[' => self.stage = Stage::Between { comma: false },
                Stage::Start if is_space || MARK.get(self.offset as usize + at) == Some(&byte) => {}
                Stage::Start => return Err(no_array("it begins with something else than [")),
                Stage::Between { .. } if is_space => {}
                Stage::Between { comma } => match byte {
                    b',' => {
                        self.index += 1;
                        records.push(self.absent(self.offset + at as u64));
                        self.stage = Stage::Between { comma: true };
                    }
                    b']' => {
                        if comma {
                            self.index += 1;
                            records.push(self.absent(self.offset + at as u64));
                        }
                        self.stage = Stage::Ended;
                    }
                    _ => {
                        self.stage = Stage::Inside;
                        self.index += 1;
                        self.began = self.offset + at as u64;
                        self.length = 0;
                        self.depth = usize::from(matches!(byte, b'{' | b'['));
                        self.in_string = byte == b'"';
                        self.escaped = false;
                        from = at;
                    }
                },
                Stage::Inside if self.in_string => match byte {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => self.in_string = false,
                    _ => {}
                },
                Stage::Inside => match byte {
                    b'"' => self.in_string = true,
                    b'{' | b'[' => self.depth += 1,
                    b'}' | b']' if self.depth > 0 => self.depth -= 1,
                    b',' | b']' if self.depth == 0 => {
                        self.keep(&piece[from..at]);
                        records.push(self.record());
                        self.stage = if byte == b',' { Stage::Between { comma: true } } else { Stage::Ended };
                    }
                    _ => {}
                },
                Stage::Ended if is_space => {}
                Stage::Ended => {
                    return Err(Fault::new(
                        "not_json",
                        format!("something stands behind the array's end, at byte {}", self.offset + at as u64),
                        "send one array, and nothing behind its closing bracket",
                    ));
                }
            }
        }
        if self.stage == Stage::Inside {
            self.keep(&piece[from..]);
        }
        self.offset += piece.len() as u64;
        Ok(())
    }

    /// The text is at its end. An error means that the array is not.
    pub fn finish(&self) -> Result<(), Fault> {
        match self.stage {
            Stage::Ended => Ok(()),
            Stage::Start => Err(no_array("it is empty")),
            Stage::Between { .. } | Stage::Inside => {
                let place = self.place();
                Err(Fault::new(
                    "truncated",
                    format!("the array breaks off in entry {place}; {} complete entries stand before it", place - 1),
                    "send the whole array again: what is in already counts as duplicates",
                ))
            }
        }
    }

    fn keep(&mut self, part: &[u8]) {
        self.length += part.len();
        if self.length <= MAX_LINE {
            self.kept.extend_from_slice(part);
        } else {
            // Past the limit nothing but a sample is held.
            self.kept.extend_from_slice(&part[..part.len().min(SAMPLE)]);
            self.kept.truncate(SAMPLE);
            self.kept.shrink_to_fit();
        }
    }

    fn record(&mut self) -> Record {
        let kept = std::mem::take(&mut self.kept);
        let position = Position { line: self.index, byte: self.began };
        let at_fault = |bytes: &[u8], fault| Record { position, raw: sample(bytes), is_whole: false, content: Err(fault) };
        if self.length > MAX_LINE {
            let message = format!("the entry has {} bytes, at most {MAX_LINE} are taken", self.length);
            return at_fault(&kept, Fault::new("too_long", message, "shorten the field that is too long, or send it as a document"));
        }
        match String::from_utf8(kept) {
            Ok(mut text) => {
                text.truncate(text.trim_end().len());
                let content = object_of(&text, "entry").map(Content::Event);
                Record { position, raw: text, is_whole: true, content }
            }
            Err(error) => {
                let message = format!("byte {} of the entry is no UTF-8", error.utf8_error().valid_up_to() + 1);
                at_fault(error.as_bytes(), Fault::new("not_utf8", message, "write JSON in UTF-8"))
            }
        }
    }

    fn absent(&self, at: u64) -> Record {
        let fault = Fault::new("not_json", "the entry is missing: a comma stands where it should be", "remove the comma");
        Record { position: Position { line: self.index, byte: at }, raw: String::new(), is_whole: false, content: Err(fault) }
    }
}

/// Bytes kept of an entry that is skipped, to show which it was.
const SAMPLE: usize = 200;

fn no_array(why: &str) -> Fault {
    Fault::new("not_json", format!("the body is no JSON array: {why}"), "send the events as [{ … }, { … }]")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    fn split(text: &[u8], size: usize) -> (Vec<Record>, Result<(), Fault>) {
        let (mut elements, mut records) = (Elements::default(), Vec::new());
        for piece in text.chunks(size.max(1)) {
            if let Err(fault) = elements.push(piece, &mut records) {
                return (records, Err(fault));
            }
        }
        (records, elements.finish())
    }

    /// Line, byte, and text or reason of a record.
    type Seen = (u64, u64, Result<String, &'static str>);

    fn seen(text: &str) -> (Vec<Seen>, Option<String>) {
        let (records, end) = split(text.as_bytes(), 3);
        let one = |record: Record| (record.position.line, record.position.byte, record.content.map(|_| record.raw).map_err(|f| f.reason));
        (records.into_iter().map(one).collect(), end.err().map(|fault| fault.message))
    }

    #[test]
    fn entries_are_told_apart_and_know_their_place() {
        let good = |text: &str| Ok(text.to_owned());
        let (entries, end) = seen("\u{feff} [ {\"a\":\"],}\\\"\"} ,\n{\"b\":[1,{\"c\":2}]}\t] \n");
        assert_eq!(entries, [(1, 6, good("{\"a\":\"],}\\\"\"}")), (2, 22, good("{\"b\":[1,{\"c\":2}]}"))]);
        assert_eq!(end, None);
        assert_eq!(seen("[]"), (vec![], None));
    }

    #[test]
    fn a_broken_entry_costs_no_other() {
        let (entries, end) = seen("[{\"a\":},5,{\"b\":1]},,{\"c\":2},]");
        let kinds: Vec<(u64, Option<&str>)> = entries.iter().map(|(place, _, entry)| (*place, entry.as_ref().err().copied())).collect();
        assert_eq!(
            kinds,
            [(1, Some("not_json")), (2, Some("not_json")), (3, Some("not_json")), (4, Some("not_json")), (5, None), (6, Some("not_json"))]
        );
        assert_eq!(end, None);
    }

    #[test]
    fn what_is_no_whole_array_is_named() {
        let table = [
            ("", "the body is no JSON array: it is empty"),
            (" {\"id\":1}", "the body is no JSON array: it begins with something else than ["),
            ("[{\"a\":1}", "the array breaks off in entry 1; 0 complete entries stand before it"),
            ("[{\"a\":1},", "the array breaks off in entry 2; 1 complete entries stand before it"),
            ("[{\"a\":1},{\"b\":\"]", "the array breaks off in entry 2; 1 complete entries stand before it"),
            ("[] x", "something stands behind the array's end, at byte 3"),
        ];
        for (text, expected) in table {
            assert_eq!(seen(text).1.as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn an_entry_past_the_limit_is_skipped_without_being_held() {
        let text = format!("[{{\"a\":1}},{{\"b\":\"{}\"}},{{\"c\":1}}]", "字".repeat(MAX_LINE));
        let (records, end) = split(text.as_bytes(), 64 * 1024);
        let faults: Vec<Option<&str>> = records.iter().map(|record| record.content.as_ref().err().map(|fault| fault.reason)).collect();
        assert_eq!((faults, end), (vec![None, Some("too_long"), None], Ok(())));
        assert!(records[1].raw.len() <= 3 * SAMPLE && !records[1].is_whole, "a sample");
        let (records, _) = split(b"[{\"a\":\"\xff\"},{\"b\":1}]", 5);
        assert_eq!(records[0].content.as_ref().err().map(|fault| fault.reason), Some("not_utf8"));
        assert!(records[1].content.is_ok());
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "[\\x00-\\x7f张𬱖\"\\\\\\[\\]{},]{0,12}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec(("[a-z\"\\\\\\]}]{0,4}", inner), 0..4)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn an_array_in_pieces_of_any_size_gives_its_entries(
            entries in prop::collection::vec(value(), 0..8), size in 1usize..40, pretty in any::<bool>(),
        ) {
            let text = if pretty { serde_json::to_string_pretty(&entries) } else { serde_json::to_string(&entries) }.expect("in memory");
            let (records, end) = split(text.as_bytes(), size);
            prop_assert_eq!(end, Ok(()));
            let read: Vec<Value> = records.iter().map(|record| serde_json::from_str(&record.raw).expect("an entry")).collect();
            for (place, record) in records.iter().enumerate() {
                prop_assert_eq!(record.position.line, place as u64 + 1);
                prop_assert_eq!(&text[record.position.byte as usize..][..record.raw.len()], record.raw.as_str());
                prop_assert_eq!(record.content.is_ok(), entries[place].is_object());
            }
            prop_assert_eq!(read, entries);
        }

        #[test]
        fn any_text_gives_the_same_however_it_is_cut(text in "[\\[\\]{},:\"\\\\ a1]{0,60}", size in 1usize..20) {
            prop_assert_eq!(split(text.as_bytes(), size), split(text.as_bytes(), text.len()));
        }
    }
}
