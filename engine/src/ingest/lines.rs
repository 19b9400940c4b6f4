//! Lines of a text with their positions, in bounded memory: a line past the limit is skipped without being held.

use std::collections::VecDeque;
use std::io::{self, BufRead};

use super::encoding::Encoding;
use super::fault::{Fault, Position};
use super::tables::Note;

/// Most bytes of a line, and of a record of several lines.
pub const MAX_LINE: usize = 1024 * 1024;
/// Bytes of a usual line.
const USUAL: usize = 768;
/// Bytes kept of a line that is skipped, to show which it was.
const SAMPLE: usize = 200;

/// One line, without its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where it begins.
    pub position: Position,
    /// The line, or its first 200 bytes where it is at fault.
    pub text: String,
    /// Why it cannot be used.
    pub fault: Option<Fault>,
}

/// Reads lines; lines may be given back to be read again.
pub struct Lines<R> {
    reader: R,
    is_gzip: bool,
    at: Position,
    returned: VecDeque<Line>,
    ended: bool,
    /// `None` until the first line that is not plain ASCII.
    encoding: Option<Encoding>,
}

impl<R: BufRead> Lines<R> {
    /// Lines of a reader, in UTF-8. A byte order mark at the start is dropped.
    pub fn new(reader: R, is_gzip: bool) -> Lines<R> {
        Lines::of(reader, is_gzip, Some(Encoding::Utf8))
    }

    /// Lines in an encoding; without one the first line decides that is not plain ASCII.
    pub fn of(reader: R, is_gzip: bool, encoding: Option<Encoding>) -> Lines<R> {
        Lines { reader, is_gzip, at: Position { line: 1, byte: 0 }, returned: VecDeque::new(), ended: false, encoding }
    }

    /// The encoding, as far as it is known.
    pub fn encoding(&self) -> Option<Encoding> {
        self.encoding
    }

    /// What was noticed so far: an encoding other than UTF-8.
    pub fn notes(&self) -> Vec<Note> {
        let other = self.encoding.filter(|encoding| *encoding != Encoding::Utf8);
        other.map(|encoding| Note::new("encoding", "the text is read as").naming(vec![encoding.name().to_owned()])).into_iter().collect()
    }

    /// Gives lines back; they are read again, in this order, before the rest.
    pub fn give_back(&mut self, lines: Vec<Line>) {
        for line in lines.into_iter().rev() {
            self.returned.push_front(line);
        }
    }

    /// The next line; `None` at the end. After a reading error, which is a fault of the line it struck, there are no more.
    pub fn next_line(&mut self) -> Option<Line> {
        if let Some(line) = self.returned.pop_front() {
            return Some(line);
        }
        if self.ended {
            return None;
        }
        let position = self.at;
        let mut bytes = Vec::with_capacity(USUAL);
        let mut length: usize = 0;
        loop {
            let (used, is_end) = match self.reader.fill_buf() {
                Ok([]) => {
                    self.ended = true;
                    if length == 0 {
                        return None;
                    }
                    break;
                }
                Ok(buffer) => {
                    let newline = buffer.iter().position(|byte| *byte == b'\n');
                    let part = &buffer[..newline.unwrap_or(buffer.len())];
                    length += part.len();
                    if length <= MAX_LINE {
                        bytes.extend_from_slice(part);
                    } else if bytes.len() < SAMPLE {
                        bytes.extend_from_slice(&part[..part.len().min(SAMPLE)]);
                    } else {
                        // Past the limit nothing but the sample is held.
                        bytes.truncate(SAMPLE);
                        bytes.shrink_to_fit();
                    }
                    (part.len() + usize::from(newline.is_some()), newline.is_some())
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    self.ended = true;
                    return Some(self.cut(position, bytes, &error));
                }
            };
            self.reader.consume(used);
            self.at.byte += used as u64;
            if is_end {
                break;
            }
        }
        self.at.line += 1;
        if self.encoding.is_none() && length <= MAX_LINE && !bytes.is_ascii() {
            self.encoding = Encoding::of(&bytes);
        }
        Some(finish(position, bytes, length, self.encoding.unwrap_or_default()))
    }

    fn cut(&self, position: Position, bytes: Vec<u8>, error: &io::Error) -> Line {
        let complete = position.line - 1;
        let again = "fetch the file again and import it again: what is in already counts as duplicates";
        let fault = if self.is_gzip && error.kind() == io::ErrorKind::UnexpectedEof {
            Fault::new(
                "truncated",
                format!("the gzip file is cut off in line {}; the {complete} complete lines before went in", position.line),
                again,
            )
        } else if self.is_gzip {
            Fault::new(
                "damaged",
                format!("the gzip file is damaged at or before line {}: {error}; {complete} lines before were read", position.line),
                again,
            )
        } else {
            Fault::new("unreadable", format!("reading failed in line {}: {error}; {complete} lines before were read", position.line), again)
        };
        Line { position, text: sample(&bytes), fault: Some(fault) }
    }
}

fn finish(position: Position, mut bytes: Vec<u8>, length: usize, encoding: Encoding) -> Line {
    if length > MAX_LINE {
        let message = format!("the line has {length} bytes, at most {MAX_LINE} are taken");
        let fault =
            Fault::new("too_long", message, "shorten the field that is too long, or send it as a document, and import the line again");
        return Line { position, text: sample(&bytes), fault: Some(fault) };
    }
    if bytes.last() == Some(&b'\r') {
        bytes.pop();
    }
    if position.byte == 0 && bytes.starts_with(&[0xef, 0xbb, 0xbf]) {
        bytes.drain(..3);
    }
    if encoding == Encoding::Gb18030 && !bytes.is_ascii() {
        return match encoding.decode(&bytes) {
            Some(text) => Line { position, text: text.into_owned(), fault: None },
            None => no_text(position, &bytes, encoding),
        };
    }
    match String::from_utf8(bytes) {
        Ok(text) => Line { position, text, fault: None },
        Err(error) => no_text(position, error.as_bytes(), Encoding::Utf8),
    }
}

fn no_text(position: Position, bytes: &[u8], encoding: Encoding) -> Line {
    let message = format!("byte {} of the line is no {}", encoding.first_wrong(bytes) + 1, encoding.name());
    let fault = match encoding {
        Encoding::Utf8 => Fault::new("not_utf8", message, "save the whole file in one encoding, UTF-8 or GB 18030, and import it again"),
        Encoding::Gb18030 => Fault::new(
            "not_gb18030",
            format!("{message}, in which the file is read"),
            "save the whole file as UTF-8 and import it again, or say `encoding = \"utf-8\"` in the mapping",
        ),
    };
    Line { position, text: sample(bytes), fault: Some(fault) }
}

fn sample(bytes: &[u8]) -> String {
    String::from_utf8_lossy(&bytes[..bytes.len().min(SAMPLE)]).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufReader, Read, Write};

    fn all(text: &[u8]) -> Vec<Line> {
        let mut lines = Lines::new(text, false);
        std::iter::from_fn(|| lines.next_line()).collect()
    }

    #[test]
    fn lines_know_where_they_begin() {
        let lines = all("\u{feff}一\r\n\nthree".as_bytes());
        let seen: Vec<(&str, u64, u64)> = lines.iter().map(|line| (line.text.as_str(), line.position.line, line.position.byte)).collect();
        assert_eq!(seen, [("一", 1, 0), ("", 2, 8), ("three", 3, 9)]);
    }

    #[test]
    fn a_line_past_the_limit_is_skipped_and_the_next_one_read() {
        let mut text = b"first\n".to_vec();
        text.extend(std::iter::repeat_n(b'x', 2 * MAX_LINE));
        text.extend_from_slice(b"\nlast\n");
        let lines: Vec<Line> = {
            let mut lines = Lines::new(BufReader::with_capacity(4096, text.as_slice()), false);
            std::iter::from_fn(|| lines.next_line()).collect()
        };
        assert_eq!(lines.len(), 3);
        let fault = lines[1].fault.as_ref().expect("too long");
        assert_eq!((fault.reason, lines[1].position.line, lines[1].text.len()), ("too_long", 2, SAMPLE));
        assert!(fault.message.contains("2097152 bytes"), "{}", fault.message);
        assert_eq!((lines[2].text.as_str(), lines[2].position.line), ("last", 3));
    }

    #[test]
    fn bytes_that_are_no_utf8_are_a_fault_of_their_line_only() {
        let lines = all(b"good\nb\xb0\xa1d\nalso good\n");
        assert_eq!(lines[1].fault.as_ref().map(|fault| fault.reason), Some("not_utf8"));
        assert!(lines[1].fault.as_ref().is_some_and(|fault| fault.message.contains("byte 2")));
        assert_eq!(lines[2].text, "also good");
    }

    #[test]
    fn the_first_line_that_is_not_ascii_decides_and_later_ones_of_another_encoding_are_faults() {
        let gb = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
        let text = [b"id\n".to_vec(), gb("䶮\n"), gb("𬱖·阿\n"), b"b\xff\n".to_vec(), gb("末\n")].concat();
        let mut lines = Lines::of(text.as_slice(), false, None);
        let seen: Vec<(u64, u64, Result<String, &str>)> = std::iter::from_fn(|| lines.next_line())
            .map(|line| (line.position.line, line.position.byte, line.fault.map_or(Ok(line.text), |fault| Err(fault.reason))))
            .collect();
        let text = |text: &str| Ok(text.to_owned());
        let expected = [(1, 0, text("id")), (2, 3, text("䶮")), (3, 6, text("𬱖·阿")), (4, 15, Err("not_gb18030")), (5, 18, text("末"))];
        assert_eq!(seen, expected);
        assert_eq!(lines.encoding(), Some(Encoding::Gb18030));
    }

    #[test]
    fn a_truncated_gzip_gives_all_complete_lines_and_names_the_cut() {
        let text: String = (0..20_000).map(|n| format!("{{\"line\":{n},\"noise\":\"{}\"}}\n", n * 7919 % 10_007)).collect();
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(text.as_bytes()).expect("in memory");
        let whole = encoder.finish().expect("in memory");
        let cut = &whole[..whole.len() / 2];
        // What the decoder can give of the cut file at all.
        let mut reachable = Vec::new();
        let _ = flate2::read::MultiGzDecoder::new(cut).read_to_end(&mut reachable);
        let complete = reachable.iter().filter(|byte| **byte == b'\n').count();
        let mut lines = Lines::new(BufReader::new(flate2::bufread::MultiGzDecoder::new(cut)), true);
        let read: Vec<Line> = std::iter::from_fn(|| lines.next_line()).collect();
        assert!(complete > 1000);
        assert_eq!(read.len(), complete + 1);
        assert!(read[..complete].iter().all(|line| line.fault.is_none()));
        let fault = read[complete].fault.as_ref().expect("the cut");
        assert_eq!(fault.reason, "truncated");
        assert!(fault.message.contains(&format!("line {}", complete + 1)), "{}", fault.message);
        assert!(fault.how_to_mend.contains("import it again"));
    }

    #[test]
    fn a_gzip_with_a_wrong_checksum_is_called_damaged() {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(b"one\ntwo\n").expect("in memory");
        let mut whole = encoder.finish().expect("in memory");
        let at = whole.len() - 8;
        whole[at] ^= 1;
        let mut lines = Lines::new(BufReader::new(flate2::bufread::MultiGzDecoder::new(whole.as_slice())), true);
        let read: Vec<Line> = std::iter::from_fn(|| lines.next_line()).collect();
        assert_eq!(read.len(), 3);
        assert_eq!(read[2].fault.as_ref().map(|fault| fault.reason), Some("damaged"));
    }
}
