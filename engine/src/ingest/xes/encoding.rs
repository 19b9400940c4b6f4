//! Logs that declare an encoding other than UTF-8: `<?xml version="1.0" encoding="ISO-8859-1"?>`.

use std::io::{self, BufRead, BufReader, Read};

use encoding_rs::{Decoder, Encoding, UTF_8};

/// Bytes of the head in which a declaration is looked for; it must be the first thing of a document.
const HEAD: usize = 256;

/// A text in UTF-8, whatever it was written in.
///
/// # Errors
/// If the declared encoding is unknown; the text says which.
pub fn utf8<R: BufRead + Send + 'static>(mut reader: R) -> Result<Box<dyn BufRead + Send>, String> {
    // What cannot be read at all is reported where the text is read.
    let declared = reader.fill_buf().ok().and_then(|head| declared(&head[..head.len().min(HEAD)]));
    let Some(label) = declared else { return Ok(Box::new(reader)) };
    match Encoding::for_label(label.as_bytes()) {
        Some(encoding) if encoding == UTF_8 => Ok(Box::new(reader)),
        Some(encoding) => Ok(Box::new(BufReader::new(Decoded {
            inner: reader,
            decoder: encoding.new_decoder_without_bom_handling(),
            name: encoding.name(),
            text: Vec::new(),
            given: 0,
            is_done: false,
        }))),
        None => Err(format!("declares the encoding {label:?}, which is unknown; save it as UTF-8 and import it again")),
    }
}

/// The encoding that the XML declaration names.
fn declared(head: &[u8]) -> Option<String> {
    let head = head.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(head);
    let declaration = head.strip_prefix(b"<?xml")?;
    let end = declaration.windows(2).position(|pair| pair == b"?>")?;
    let text = std::str::from_utf8(&declaration[..end]).ok()?;
    let rest = text[text.find("encoding")? + "encoding".len()..].trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    Some(rest[1..].split(quote).next()?.to_owned())
}

/// Decodes while it is read. Bytes that do not fit the encoding end the reading: what stands behind them may be anything.
struct Decoded<R> {
    inner: R,
    decoder: Decoder,
    name: &'static str,
    text: Vec<u8>,
    given: usize,
    is_done: bool,
}

impl<R: BufRead> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() && !self.is_done {
            let bytes = self.inner.fill_buf()?;
            self.is_done = bytes.is_empty();
            self.text.resize(self.decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len() * 4 + 16), 0);
            let (_, read, written, has_errors) = self.decoder.decode_to_utf8(bytes, &mut self.text, self.is_done);
            if has_errors {
                return Err(io::Error::other(format!("the text is not in {}, which the file declares", self.name)));
            }
            self.inner.consume(read);
            self.text.truncate(written);
            self.given = 0;
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

    #[test]
    fn the_declared_encoding_is_found_and_read() {
        let table: &[(&[u8], Option<&str>)] = &[
            (b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a/>", Some("ISO-8859-1")),
            (b"\xef\xbb\xbf<?xml version='1.0' encoding = 'UTF-8' ?>", Some("UTF-8")),
            (b"<?xml version=\"1.0\"?><a encoding=\"x\"/>", None),
            (b"<log/>", None),
        ];
        for (head, expected) in table {
            assert_eq!(declared(head).as_deref(), *expected);
        }
        let read = |bytes: &[u8]| {
            let mut text = String::new();
            utf8(io::Cursor::new(bytes.to_vec()))?.read_to_string(&mut text).map_err(|error| error.to_string())?;
            Ok::<String, String>(text)
        };
        assert_eq!(read(b"<?xml encoding=\"ISO-8859-1\"?>caf\xe9").as_deref(), Ok("<?xml encoding=\"ISO-8859-1\"?>caf\u{e9}"));
        assert_eq!(read(b"<?xml encoding=\"GB18030\"?>\xd6\xd0").as_deref(), Ok("<?xml encoding=\"GB18030\"?>\u{4e2d}"));
        assert!(read(b"<?xml encoding=\"GB18030\"?>\xff\xff").is_err_and(|why| why.contains("not in gb18030")));
        assert!(read(b"<?xml encoding=\"klingon\"?>").is_err_and(|why| why.contains("klingon")));
    }
}
