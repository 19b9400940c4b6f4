//! Reports as pictures, for paper and mail: SVG, and PNG drawn with the font that the program carries.
//!
//! | file | what it does |
//! |---|---|
//! | `data` | what a report's chart shows, as numbers and texts |
//! | `bars` | bars in parts, one a row, drawn on any of plotters' grounds |
//! | `font` | the font, what it has, how wide texts are |
//!
//! One message a chart, said in its title; bars from zero, sorted but for months; labels at the bars; the time of the data below.
//! A chart for mail and paper is drawn here; the console draws its own from the same figures.

mod bars;
mod data;
mod font;

use std::collections::BTreeSet;

use plotters::prelude::{BitMapBackend, IntoDrawingArea, SVGBackend};

pub use data::{Bar, BarChart, Part, chart};

/// Width of a chart, in units of its drawing.
const WIDE: u32 = 1_200;
/// Dots of a PNG for one unit: sharp on paper.
const DOTS: u32 = 2;

/// Why a chart could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    /// The font that the program carries cannot be read.
    #[error("the font of charts cannot be read")]
    Font,
    /// Drawing failed.
    #[error("the chart cannot be drawn: {0}")]
    Drawing(String),
    /// The PNG cannot be written.
    #[error("the PNG cannot be written: {0}")]
    Png(#[from] png::EncodingError),
}

/// A chart as SVG. Its texts stay texts, in the viewer's fonts.
///
/// # Errors
/// If it cannot be drawn.
pub fn svg(chart: &BarChart) -> Result<Vec<u8>, ChartError> {
    let mut text = String::new();
    {
        let area = SVGBackend::with_string(&mut text, (WIDE, bars::height(chart))).into_drawing_area();
        // plotters writes text of a size in units 1.24 times as large.
        let ground = bars::Ground::new(&area, 1, 1.24, false)?;
        bars::draw(chart, &ground)?;
        area.present().map_err(|error| ChartError::Drawing(error.to_string()))?;
    }
    Ok(text.into_bytes())
}

/// A chart as PNG, and the characters that its font lacks, which are drawn as 〓.
///
/// # Errors
/// If it cannot be drawn.
pub fn png(chart: &BarChart) -> Result<(Vec<u8>, BTreeSet<char>), ChartError> {
    let missing = font::missing(chart.texts())?;
    let height = bars::height(chart) + if missing.is_empty() { 0 } else { bars::NOTE };
    let (wide, high) = (WIDE * DOTS, height * DOTS);
    let mut dots = vec![0_u8; wide as usize * high as usize * 3];
    {
        let area = BitMapBackend::with_buffer(&mut dots, (wide, high)).into_drawing_area();
        let ground = bars::Ground::new(&area, DOTS, font::height_per_em()?, true)?;
        bars::draw(chart, &ground)?;
        if !missing.is_empty() {
            let list: Vec<String> = missing.iter().map(|c| format!("U+{:04X}", u32::from(*c))).collect();
            ground.note(height, &format!("{} {}", chart.lacks, list.join(" ")))?;
        }
        area.present().map_err(|error| ChartError::Drawing(error.to_string()))?;
    }
    let mut file = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut file, wide, high);
    encoder.set_color(::png::ColorType::Rgb);
    encoder.set_depth(::png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&dots)?;
    writer.finish()?;
    Ok((file, missing))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(name: &str) -> BarChart {
        BarChart {
            title: "2025-01-01 至 2025-03-31 办结 30 件".to_owned(),
            note: "生成时间：2025-06-30 18:00".to_owned(),
            parts: vec![
                Part { title: "提前".to_owned(), colour: [0x1e, 0x7f, 0x5c] },
                Part { title: "超期".to_owned(), colour: [0xc4, 0x12, 0x2f] },
            ],
            bars: vec![Bar { name: name.to_owned(), values: vec![20, 10], label: "30 件".to_owned() }],
            lacks: "〓 为字库所无的字：".to_owned(),
        }
    }

    #[test]
    fn a_chart_with_a_rare_character_is_drawn_and_the_same_to_the_byte() {
        for name in ["万山区䶮县分局", "古丽·阿不都热依木江·买买提·吐尔逊尼亚孜的派出所", "\u{2cc56}家"] {
            let drawn = png(&sample(name)).expect("a picture");
            assert!(drawn.0.starts_with(b"\x89PNG") && drawn.1.is_empty(), "{name}: {:?}", drawn.1);
            assert_eq!(drawn, png(&sample(name)).expect("a picture"));
            let text = String::from_utf8(svg(&sample(name)).expect("a picture")).expect("text");
            assert!(text.contains(name) && text.contains("Noto Sans SC"), "{text}");
        }
    }

    #[test]
    fn a_character_that_the_font_lacks_is_told() {
        let (_, missing) = png(&sample("𒀀局")).expect("a picture");
        assert_eq!(missing.into_iter().collect::<Vec<_>>(), ['𒀀']);
    }

    #[test]
    fn a_chart_of_nothing_is_drawn() {
        let empty = BarChart { bars: Vec::new(), ..sample("") };
        assert!(png(&empty).is_ok() && svg(&empty).is_ok());
    }
}
