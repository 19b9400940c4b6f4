//! Bars in parts, drawn with plotters' shapes on any of its grounds. Places are in units of the drawing; a ground tells how many dots one is.

use plotters::coord::Shift;
use plotters::prelude::{DrawingArea, DrawingBackend, RGBColor, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, IntoFont, TextStyle};

use super::data::{Bar, BarChart};
use super::{ChartError, WIDE, font};

const INK: [u8; 3] = [0x1b, 0x24, 0x30];
const SOFT: [u8; 3] = [0x5b, 0x6b, 0x80];
const LINE: [u8; 3] = [0xd5, 0xdb, 0xe3];
const PAPER: [u8; 3] = [0xff, 0xff, 0xff];
/// Around everything.
const MARGIN: i32 = 28;
/// From the top to the first bar: title, legend.
const TOP: i32 = 108;
/// From one bar to the next.
const STEP: i32 = 30;
/// Height of a bar.
const BAR: i32 = 18;
/// Below the bars: what the data are.
const BOTTOM: i32 = 56;
/// Height of the line about characters that the font lacks.
pub const NOTE: u32 = 22;
/// Most width of a name, in units: 33 Chinese characters.
const NAME: f64 = 470.0;
/// Room for what stands at the end of a bar.
const LABEL: i32 = 170;

/// Height of a chart.
pub fn height(chart: &BarChart) -> u32 {
    let bars = i32::try_from(chart.bars.len().max(1)).unwrap_or(i32::MAX / (2 * STEP));
    (TOP + bars * STEP + BOTTOM).unsigned_abs()
}

/// What is drawn on.
pub struct Ground<'a, B: DrawingBackend> {
    area: &'a DrawingArea<B, Shift>,
    /// Dots of one unit.
    dots: i32,
    /// What plotters takes for the size of a text of one em.
    em: f64,
    /// Whether characters that the font lacks are replaced.
    replaces: bool,
}

fn failed(error: impl std::fmt::Display) -> ChartError {
    ChartError::Drawing(error.to_string())
}

fn rgb([red, green, blue]: [u8; 3]) -> RGBColor {
    RGBColor(red, green, blue)
}

impl<'a, B: DrawingBackend> Ground<'a, B> {
    /// A white ground.
    pub fn new(area: &'a DrawingArea<B, Shift>, dots: u32, em: f64, replaces: bool) -> Result<Ground<'a, B>, ChartError> {
        // The font is made known before anything is drawn.
        font::height_per_em()?;
        area.fill(&rgb(PAPER)).map_err(failed)?;
        Ok(Ground { area, dots: i32::try_from(dots).unwrap_or(1), em, replaces })
    }

    fn rectangle(&self, (left, top): (i32, i32), (right, bottom): (i32, i32), colour: [u8; 3]) -> Result<(), ChartError> {
        let corners = [(left * self.dots, top * self.dots), (right * self.dots, bottom * self.dots)];
        self.area.draw(&Rectangle::new(corners, rgb(colour).filled())).map_err(failed)
    }

    fn text(&self, text: &str, (x, y): (i32, i32), size: f64, align: HPos, colour: [u8; 3]) -> Result<(), ChartError> {
        let font = (font::FAMILY, size * self.em * f64::from(self.dots)).into_font();
        let colour = rgb(colour);
        let style = TextStyle::from(font).color(&colour).pos(Pos::new(align, VPos::Top));
        if !self.replaces {
            return self.area.draw(&Text::new(text.to_owned(), (x * self.dots, y * self.dots), style)).map_err(failed);
        }
        // plotters puts each glyph's ink, not its box, where the box should begin; one by one they stand where they belong.
        let em = size * f64::from(self.dots);
        let text = font::shown(text)?;
        let wide = font::width(&text)? * em;
        let first = f64::from(x * self.dots)
            - match align {
                HPos::Left => 0.0,
                HPos::Right => wide,
                HPos::Center => wide / 2.0,
            };
        let style = style.pos(Pos::new(HPos::Left, VPos::Top));
        for (character, at) in font::places(&text)? {
            let place = ((first + at * em).round() as i32, y * self.dots);
            self.area.draw(&Text::new(character.to_string(), place, style.clone())).map_err(failed)?;
        }
        Ok(())
    }

    /// A line at the very bottom.
    pub fn note(&self, height: u32, text: &str) -> Result<(), ChartError> {
        let y = i32::try_from(height).unwrap_or(i32::MAX) - 24;
        self.text(text, (MARGIN, y), 12.0, HPos::Left, SOFT)
    }
}

/// A text that fits in a width; what is cut off ends in `…`.
fn fitting(text: &str, size: f64, wide: f64) -> Result<String, ChartError> {
    if font::width(text)? * size <= wide {
        return Ok(text.to_owned());
    }
    let mut kept = String::new();
    for character in text.chars() {
        kept.push(character);
        if (font::width(&kept)? + 1.0) * size > wide {
            kept.pop();
            break;
        }
    }
    kept.push('…');
    Ok(kept)
}

/// Draws a chart.
pub fn draw<B: DrawingBackend>(chart: &BarChart, ground: &Ground<'_, B>) -> Result<(), ChartError> {
    let wide = i32::try_from(WIDE).unwrap_or(i32::MAX);
    ground.text(&fitting(&chart.title, 22.0, f64::from(wide - 2 * MARGIN))?, (MARGIN, 24), 22.0, HPos::Left, INK)?;
    let mut x = MARGIN;
    for part in &chart.parts {
        ground.rectangle((x, 69), (x + 14, 83), part.colour)?;
        ground.text(&part.title, (x + 20, 69), 14.0, HPos::Left, INK)?;
        x += 20 + (font::width(&part.title)? * 14.0).ceil() as i32 + 28;
    }
    let mut names = 60.0_f64;
    for bar in &chart.bars {
        names = names.max(font::width(&bar.name)? * 14.0);
    }
    let left = MARGIN + names.min(NAME).ceil() as i32 + 12;
    let right = wide - MARGIN - LABEL;
    let longest = chart.bars.iter().map(|bar| bar.values.iter().sum::<u64>()).max().unwrap_or(0).max(1);
    let bottom = TOP + i32::try_from(chart.bars.len().max(1)).unwrap_or(1) * STEP;
    ground.rectangle((left - 1, TOP - 4), (left, bottom - 4), LINE)?;
    for (place, bar) in (0..).zip(&chart.bars) {
        let scale = Scale { left, right, longest };
        draw_bar(chart, bar, TOP + place * STEP, &scale, ground)?;
    }
    ground.text(&fitting(&chart.note, 12.0, f64::from(wide - 2 * MARGIN))?, (MARGIN, bottom + 18), 12.0, HPos::Left, SOFT)
}

/// Where bars begin and how long the longest is.
struct Scale {
    left: i32,
    right: i32,
    longest: u64,
}

impl Scale {
    /// Where a bar of so many cases ends.
    fn end(&self, cases: u64) -> i32 {
        let wide = i64::from(self.right - self.left);
        let reach = i128::from(wide) * i128::from(cases) / i128::from(self.longest);
        self.left + i32::try_from(reach).unwrap_or(0)
    }
}

fn draw_bar<B: DrawingBackend>(chart: &BarChart, bar: &Bar, top: i32, scale: &Scale, ground: &Ground<'_, B>) -> Result<(), ChartError> {
    ground.text(&fitting(&bar.name, 14.0, NAME)?, (scale.left - 12, top + 2), 14.0, HPos::Right, INK)?;
    let mut sum = 0;
    let mut from = scale.left;
    for (value, part) in bar.values.iter().zip(&chart.parts) {
        sum += value;
        // What there is must be seen, however little it is beside the rest.
        let to = if *value > 0 { scale.end(sum).max(from + 2) } else { from };
        if to > from {
            ground.rectangle((from, top), (to, top + BAR), part.colour)?;
            let text = value.to_string();
            if f64::from(to - from) > font::width(&text)? * 12.0 + 10.0 {
                ground.text(&text, ((from + to) / 2, top + 3), 12.0, HPos::Center, PAPER)?;
            }
        }
        from = to;
    }
    ground.text(&bar.label, (from + 8, top + 2), 14.0, HPos::Left, INK)
}
