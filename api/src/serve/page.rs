//! Pages: how many rows, and cursors.
//!
//! A cursor is the sort key of the last row shown, so that a page goes on behind it whatever was added or taken away meanwhile. To callers it
//! is an opaque word.

use super::problem::ApiError;

/// Rows a page, where the caller does not say.
const USUAL: usize = 50;
/// Most rows a page.
const MOST: u32 = 200;
/// Between the parts of a key; no part contains it.
const BETWEEN: char = '\u{1f}';

/// Rows wanted: 1 to 200, 50 by default.
pub fn limit(asked: Option<u32>) -> Result<usize, ApiError> {
    match asked {
        None => Ok(USUAL),
        Some(limit @ 1..=MOST) => Ok(limit as usize),
        Some(other) => Err(ApiError::BadQuery { field: "limit".to_owned(), message: format!("{other} is not between 1 and {MOST}") }),
    }
}

/// The cursor of a key.
pub fn encode(parts: &[&str]) -> String {
    let text: Vec<String> = parts.iter().map(|part| part.replace(BETWEEN, "")).collect();
    text.join(&BETWEEN.to_string()).bytes().map(|byte| format!("{byte:02x}")).collect()
}

/// The parts of a cursor's key, of which there must be `N`; `None` for the first page.
pub fn decode<const N: usize>(cursor: &Option<String>) -> Result<Option<[String; N]>, ApiError> {
    let Some(cursor) = super::extract::text(cursor) else { return Ok(None) };
    let digits = cursor.as_bytes();
    if digits.len() % 2 != 0 || digits.len() > 2000 {
        return Err(ApiError::BadCursor);
    }
    let byte = |pair: &[u8]| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
    let bytes: Option<Vec<u8>> = digits.chunks(2).map(byte).collect();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok()).ok_or(ApiError::BadCursor)?;
    let parts: Vec<String> = text.split(BETWEEN).map(str::to_owned).collect();
    parts.try_into().map(Some).map_err(|_| ApiError::BadCursor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_gives_its_key_back() {
        let cursor = Some(encode(&["newest", "-42", "办件/1"]));
        assert_eq!(decode::<3>(&cursor).expect("good"), Some(["newest".to_owned(), "-42".to_owned(), "办件/1".to_owned()]));
        assert!(matches!(decode::<2>(&cursor), Err(ApiError::BadCursor)));
    }

    #[test]
    fn words_that_are_no_cursor_are_refused() {
        for cursor in ["x", "zz", "abc", "ff", "e5bc"] {
            assert!(matches!(decode::<1>(&Some(cursor.to_owned())), Err(ApiError::BadCursor)), "{cursor}");
        }
        assert_eq!(decode::<1>(&None).expect("none"), None);
    }

    #[test]
    fn a_page_has_1_to_200_rows() {
        assert_eq!(limit(None).expect("usual"), 50);
        assert_eq!(limit(Some(200)).expect("most"), 200);
        assert!(limit(Some(0)).is_err() && limit(Some(201)).is_err());
    }
}
