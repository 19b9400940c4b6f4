//! What a report's chart shows: bars of what was finished, in parts by how it kept its limit.

use crate::Language;
use crate::export::head_lines;
use crate::reports::{By, Figure, Report, ReportRow};

/// Bars of a chart; the rest stand together in one.
const MOST_BARS: usize = 20;

/// Part of each bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its word in the legend.
    pub title: String,
    /// Red, green and blue.
    pub colour: [u8; 3],
}

/// A bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Whose it is.
    pub name: String,
    /// Cases by part.
    pub values: Vec<u64>,
    /// What stands at its end.
    pub label: String,
}

/// A chart of bars.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BarChart {
    /// The message.
    pub title: String,
    /// Filters and time of the data.
    pub note: String,
    /// Parts.
    pub parts: Vec<Part>,
    /// Bars in their order.
    pub bars: Vec<Bar>,
    /// The words before a list of characters that the font lacks.
    pub lacks: String,
}

impl BarChart {
    /// Every text on it.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let bars = self.bars.iter().flat_map(|bar| [bar.name.as_str(), bar.label.as_str()]);
        [self.title.as_str(), self.note.as_str()].into_iter().chain(self.parts.iter().map(|part| part.title.as_str())).chain(bars)
    }
}

/// Words in both languages, colours of the console's light tokens, and the columns that make up each part.
const PARTS: [(&str, &str, [u8; 3], &[&str]); 4] = [
    ("提前", "Early", [0x1e, 0x7f, 0x5c], &["early"]),
    ("按时", "In time", [0x1d, 0x5f, 0xa8], &["on_time", "immediate_in_time"]),
    ("超期", "Overdue", [0xc4, 0x12, 0x2f], &["overdue", "immediate_overdue"]),
    ("其他", "Other", [0x5b, 0x6b, 0x80], &["unmeasured", "finished_special"]),
];
/// Place of what is late among the parts.
const LATE: usize = 2;

fn values(report: &Report, row: &ReportRow) -> Vec<u64> {
    let count = |code: &&str| report.kind.place(code).map_or(0, |place| row.count(place));
    PARTS.iter().map(|(.., columns)| columns.iter().map(count).sum()).collect()
}

fn cases(count: u64, language: Language) -> String {
    let text = Figure::Count(count).text();
    match (language, count) {
        (Language::Zh, _) => format!("{text} 件"),
        (Language::En, 1) => format!("{text} case"),
        (Language::En, _) => format!("{text} cases"),
    }
}

/// The chart of a report.
pub fn chart(report: &Report, language: Language) -> BarChart {
    let late = |values: &[u64]| values.get(LATE).copied().unwrap_or(0);
    let label = |values: &[u64]| {
        let all = cases(values.iter().sum(), language);
        match (late(values), language) {
            (0, _) => all,
            (late, Language::Zh) => format!("{all}，超期 {}", Figure::Count(late).text()),
            (late, Language::En) => format!("{all}, {} overdue", Figure::Count(late).text()),
        }
    };
    let bar = |name: &str, values: Vec<u64>| Bar { name: name.to_owned(), label: label(&values), values };
    let rows: Vec<&ReportRow> = report.rows.iter().filter(|row| row.level.is_top()).collect();
    let mut bars: Vec<Bar> = rows.iter().map(|row| bar(row.title(language), values(report, row))).collect();
    if report.params.by != By::Month {
        bars.retain(|bar| bar.values.iter().any(|value| *value > 0));
        // Largest first; a stable sort keeps those that are equal in the order of the table.
        bars.sort_by_key(|bar| std::cmp::Reverse(bar.values.iter().sum::<u64>()));
        if bars.len() > MOST_BARS {
            let rest = bars.split_off(MOST_BARS - 1);
            let sum = |part: usize| rest.iter().map(|bar| bar.values.get(part).copied().unwrap_or(0)).sum();
            let name = if language == Language::Zh { format!("其余 {} 个", rest.len()) } else { format!("{} others", rest.len()) };
            bars.push(bar(&name, (0..PARTS.len()).map(sum).collect()));
        }
    }
    let total = report.total().map(|row| values(report, row)).unwrap_or_default();
    let lines = head_lines(report, language);
    let note = match language {
        Language::Zh => format!("{}　{}　{}", lines.period, lines.filters, lines.time),
        Language::En => format!("{}   {}   {}", lines.period, lines.filters, lines.time),
    };
    let parts = PARTS
        .iter()
        .map(|(zh, en, colour, _)| Part { title: (if language == Language::Zh { zh } else { en }).to_string(), colour: *colour });
    BarChart {
        title: message(report, &total, &bars, language),
        note,
        parts: parts.collect(),
        bars,
        lacks: if language == Language::Zh { "〓 为字库所无的字：" } else { "〓 stands for characters that the font lacks:" }.to_owned(),
    }
}

/// The one message: how much was finished, how much of it late, and where most of that.
fn message(report: &Report, total: &[u64], bars: &[Bar], language: Language) -> String {
    let (all, late) = (total.iter().sum::<u64>(), total.get(LATE).copied().unwrap_or(0));
    let centre = &report.head.centre;
    let of = |bar: &&Bar| bar.values.get(LATE).copied().unwrap_or(0);
    let worst = bars.iter().rev().max_by_key(|bar| of(bar)).filter(|bar| of(bar) > 0 && bars.len() > 1);
    match (language, all, late) {
        (Language::Zh, 0, _) => format!("{centre}：本期没有办结的办件"),
        (Language::En, 0, _) => format!("{centre}: nothing was finished in the period"),
        (Language::Zh, _, 0) => format!("{centre}办结 {}，没有超期", cases(all, language)),
        (Language::En, _, 0) => format!("{centre}: {} finished, none overdue", cases(all, language)),
        (Language::Zh, ..) => {
            let most = worst.map(|bar| format!("，{}最多（{} 件）", bar.name, Figure::Count(of(&bar)).text())).unwrap_or_default();
            format!("{centre}办结 {}，超期 {}{most}", cases(all, language), cases(late, language))
        }
        (Language::En, ..) => {
            let most = worst.map(|bar| format!(", most at {} ({})", bar.name, Figure::Count(of(&bar)).text())).unwrap_or_default();
            format!("{centre}: {} finished, {} overdue{most}", cases(all, language), Figure::Count(late).text())
        }
    }
}
