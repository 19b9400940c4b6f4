//! How the text of a file is encoded: UTF-8, GB 18030 (and with it GBK and GB 2312), or UTF-16 with a byte order mark.
//!
//! Neither UTF-8 nor GB 18030 has a line feed inside a character, so lines are cut first and decoded one by one: positions are those of the
//! file, and bytes that are no text cost their own line only. Which of the two it is, the beginning of the file tells: the one by which
//! more of its lines can be read that are not plain ASCII. UTF-16 is turned into UTF-8 before lines are cut.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, DecoderResult, GB18030, UTF_16LE};
use serde::{Deserialize, Serialize};

/// An encoding of lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub enum Encoding {
    /// UTF-8.
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    /// GB 18030.
    #[serde(rename = "gb18030")]
    Gb18030,
}

impl Encoding {
    /// Name, as it is shown.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Gb18030 => "GB 18030",
        }
    }

    /// What the beginning of a file is written in; `None` where it is plain ASCII so far, or neither.
    pub fn of(head: &[u8]) -> Option<Encoding> {
        if head.starts_with(&[0xef, 0xbb, 0xbf]) {
            return Some(Encoding::Utf8);
        }
        let (mut utf8, mut gb18030): (usize, usize) = (0, 0);
        // The last line may be cut.
        let whole = head.iter().rposition(|byte| *byte == b'\n').map_or(head, |end| &head[..end]);
        for line in whole.split(|byte| *byte == b'\n').filter(|line| !line.is_ascii()) {
            if std::str::from_utf8(line).is_ok() {
                utf8 += 1;
            } else if Encoding::Gb18030.decode(line).is_some() {
                gb18030 += 1;
            }
        }
        match (utf8, gb18030) {
            (0, 0) => None,
            _ if gb18030 > utf8 => Some(Encoding::Gb18030),
            _ => Some(Encoding::Utf8),
        }
    }

    /// The text of a line; `None` where its bytes are none in this encoding.
    pub fn decode(self, line: &[u8]) -> Option<Cow<'_, str>> {
        match self {
            Encoding::Utf8 => std::str::from_utf8(line).ok().map(Cow::Borrowed),
            Encoding::Gb18030 => GB18030.decode_without_bom_handling_and_without_replacement(line),
        }
    }

    /// The first byte of a line that is no text, from 0.
    pub fn first_wrong(self, line: &[u8]) -> usize {
        match self {
            Encoding::Utf8 => std::str::from_utf8(line).err().map_or(line.len(), |error| error.valid_up_to()),
            Encoding::Gb18030 => {
                let mut decoder = GB18030.new_decoder_without_bom_handling();
                let mut text = vec![0; line.len() * 3 + 16];
                match decoder.decode_to_utf8_without_replacement(line, &mut text, true) {
                    (DecoderResult::Malformed(bad, behind), read, _) => read.saturating_sub(usize::from(bad) + usize::from(behind)),
                    (_, read, _) => read,
                }
            }
        }
    }
}

/// UTF-16 as UTF-8, piece by piece.
///
/// Half a pair of surrogates becomes a byte that is no UTF-8, so that its line is at fault and no other.
pub struct FromUtf16<R> {
    inner: R,
    decoder: Decoder,
    text: Vec<u8>,
    given: usize,
    ended: bool,
}

/// A byte that stands nowhere in UTF-8.
const NO_TEXT: u8 = 0xff;
const PIECE: usize = 64 * 1024;

impl<R: BufRead> FromUtf16<R> {
    /// Of a reader of UTF-16. The byte order mark at its start tells the order; without one it is the little end first.
    pub fn new(inner: R) -> FromUtf16<R> {
        // The mark switches the decoder to the other order where that is the one.
        FromUtf16 { inner, decoder: UTF_16LE.new_decoder(), text: Vec::new(), given: 0, ended: false }
    }

    fn refill(&mut self) -> io::Result<()> {
        self.text.clear();
        self.given = 0;
        while self.text.is_empty() && !self.ended {
            let bytes = self.inner.fill_buf()?;
            let is_last = bytes.is_empty();
            let mut piece = vec![0; PIECE];
            let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(bytes, &mut piece, is_last);
            self.inner.consume(read);
            self.text.extend_from_slice(&piece[..written]);
            match result {
                DecoderResult::Malformed(..) => self.text.push(NO_TEXT),
                DecoderResult::InputEmpty => self.ended = is_last,
                DecoderResult::OutputFull => {}
            }
        }
        Ok(())
    }
}

impl<R: BufRead> Read for FromUtf16<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == self.text.len() {
            self.refill()?;
        }
        let count = buffer.len().min(self.text.len() - self.given);
        buffer[..count].copy_from_slice(&self.text[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gb(text: &str) -> Vec<u8> {
        let (bytes, _, has_unmappable) = GB18030.encode(text);
        assert!(!has_unmappable);
        bytes.into_owned()
    }

    #[test]
    fn the_beginning_tells_the_encoding() {
        let mixed = [gb("编号,时间\n1,二〇二五\n"), "坏\n".as_bytes().to_vec()].concat();
        let table: [(&[u8], Option<Encoding>); 7] = [
            ("编号,时间\n".as_bytes(), Some(Encoding::Utf8)),
            ("\u{feff}no\n".as_bytes(), Some(Encoding::Utf8)),
            (&gb("编号,时间\n"), Some(Encoding::Gb18030)),
            (&mixed, Some(Encoding::Gb18030)),
            (b"no,time\n", None),
            (b"no\n\xff\xfe\xfd\n", None),
            // A character cut at the end of what was read does not count.
            ("a\n编号\n编".as_bytes().split_last().map_or(&[][..], |(_, rest)| rest), Some(Encoding::Utf8)),
        ];
        for (head, expected) in table {
            assert_eq!(Encoding::of(head), expected, "{head:?}");
        }
    }

    #[test]
    fn characters_of_every_plane_come_back_from_gb18030() {
        for text in ["䶮", "𬱖", "𠮷", "阿卜杜拉·买买提", "㐀𪜀𫝀𫠠𬺰𮯰𰀀𱍐"] {
            assert_eq!(Encoding::Gb18030.decode(&gb(text)).as_deref(), Some(text));
        }
        assert_eq!(Encoding::Gb18030.decode(b"a\xff"), None);
        assert_eq!(Encoding::Gb18030.first_wrong(&[gb("编a"), b"\xff".to_vec()].concat()), 3);
    }

    #[test]
    fn utf16_is_read_in_both_orders_and_half_a_pair_costs_its_line() {
        let text = "编号\t𬱖\nB\n";
        let units: Vec<u16> = text.encode_utf16().collect();
        let little: Vec<u8> = [0xfeff].iter().chain(&units).flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = [0xfeff].iter().chain(&units).flat_map(|unit| unit.to_be_bytes()).collect();
        for bytes in [little, big] {
            let mut read = String::new();
            let mut reader = FromUtf16::new(io::BufReader::with_capacity(7, bytes.as_slice()));
            reader.read_to_string(&mut read).expect("UTF-8");
            assert_eq!(read, text);
        }
        let broken: Vec<u8> = [0xfeff, 0x41, 0xd800, 0x0a, 0x42].iter().flat_map(|unit: &u16| unit.to_le_bytes()).collect();
        let mut read = Vec::new();
        FromUtf16::new(broken.as_slice()).read_to_end(&mut read).expect("in memory");
        assert_eq!(read, b"A\xff\nB");
    }
}
