//! The font that charts are drawn with. The program carries it, so that a chart looks the same on every machine.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use ab_glyph::{Font, FontRef};
use plotters::style::{FontStyle, register_font};

use super::ChartError;

/// What texts of an SVG ask for; in a PNG the first of them is the one that is carried.
pub const FAMILY: &str = "Noto Sans SC, Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, sans-serif";

/// Stands for a character that the font lacks.
pub const LACKING: char = '〓';

static BYTES: &[u8] = include_bytes!("../../fonts/NotoSansCJKsc-Regular-subset.otf");

/// The font, made known to plotters the first time.
fn font() -> Result<&'static FontRef<'static>, ChartError> {
    static FONT: OnceLock<Option<FontRef<'static>>> = OnceLock::new();
    let made = FONT.get_or_init(|| {
        register_font(FAMILY, FontStyle::Normal, BYTES).ok()?;
        FontRef::try_from_slice(BYTES).ok()
    });
    made.as_ref().ok_or(ChartError::Font)
}

/// How high a line of the font is, in its ems: plotters takes the one for the other.
pub fn height_per_em() -> Result<f64, ChartError> {
    let font = font()?;
    Ok(f64::from(font.height_unscaled()) / f64::from(font.units_per_em().ok_or(ChartError::Font)?))
}

/// The characters of some texts that the font lacks.
pub fn missing<'a>(texts: impl Iterator<Item = &'a str>) -> Result<BTreeSet<char>, ChartError> {
    let font = font()?;
    Ok(texts.flat_map(str::chars).filter(|c| !c.is_whitespace() && font.glyph_id(*c).0 == 0).collect())
}

/// A text with what the font lacks replaced.
pub fn shown(text: &str) -> Result<String, ChartError> {
    let font = font()?;
    Ok(text.chars().map(|c| if !c.is_whitespace() && font.glyph_id(c).0 == 0 { LACKING } else { c }).collect())
}

/// Width of a text in ems.
pub fn width(text: &str) -> Result<f64, ChartError> {
    let font = font()?;
    let units = f64::from(font.units_per_em().ok_or(ChartError::Font)?);
    Ok(text.chars().map(|c| f64::from(font.h_advance_unscaled(font.glyph_id(c))) / units).sum())
}

/// Where the ink of each character of a text begins, in ems from the text's beginning; blanks have none.
pub fn places(text: &str) -> Result<Vec<(char, f64)>, ChartError> {
    let font = font()?;
    let units = f64::from(font.units_per_em().ok_or(ChartError::Font)?);
    let mut at = 0.0;
    let mut places = Vec::new();
    for character in text.chars() {
        let glyph = font.glyph_id(character);
        if !character.is_whitespace() {
            places.push((character, at + f64::from(font.h_side_bearing_unscaled(glyph)) / units));
        }
        at += f64::from(font.h_advance_unscaled(glyph)) / units;
    }
    Ok(places)
}
