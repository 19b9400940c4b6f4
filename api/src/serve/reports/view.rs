//! A report as the API and `--format json` show it.

use mingjing_analytics::reports::{Check, Column, Figure, Measure, Report, ReportRow, encoded};
use mingjing_analytics::{Language, charts, export};

use crate::model::Words;
use crate::model::report::{
    ReportBar, ReportChart, ReportCheck, ReportColumn, ReportFailure, ReportFigure, ReportGroup, ReportHead, ReportLine, StatutoryReport,
};

/// A text of the program.
pub fn words(words: mingjing_analytics::Words) -> Words {
    Words { zh: words.zh.to_owned(), en: words.en.to_owned() }
}

fn both(text: impl Fn(Language) -> String) -> Words {
    Words { zh: text(Language::Zh), en: text(Language::En) }
}

/// A report.
pub fn view(report: &Report) -> StatutoryReport {
    let kind = report.kind;
    let [zh, en] = [Language::Zh, Language::En].map(|language| export::head_lines(report, language));
    StatutoryReport {
        code: kind.code.to_owned(),
        asked: report.params.pairs().into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        as_of: report.head.zone.format(report.head.now),
        known: report.head.known.clone(),
        head: ReportHead {
            title: Words { zh: zh.title, en: en.title },
            period: Words { zh: zh.period, en: en.period },
            filters: Words { zh: zh.filters, en: en.filters },
            time: Words { zh: zh.time, en: en.time },
        },
        row_title: words(report.params.by.title()),
        blocks: kind.blocks.iter().map(|title| words(*title)).collect(),
        groups: kind.groups.iter().map(|group| ReportGroup { code: group.code.to_owned(), title: words(group.title) }).collect(),
        columns: kind.columns.iter().map(column).collect(),
        rows: report.rows.iter().map(|row| line(report, row)).collect(),
        checks: report.checks.iter().map(check).collect(),
        chart: chart(report),
    }
}

fn column(column: &Column) -> ReportColumn {
    let kind = match column.measure {
        Measure::Count(_) => "count",
        Measure::Share { .. } => "share",
        Measure::Mean { .. } | Measure::Percentile { .. } => "days",
    };
    ReportColumn {
        code: column.code.to_owned(),
        title: words(column.title),
        group: column.group.map(str::to_owned),
        under: column.under.map(words),
        block: column.block,
        kind: kind.to_owned(),
        meaning: words(column.meaning),
    }
}

fn figure(figure: &Figure) -> ReportFigure {
    let (part, whole) = match *figure {
        Figure::Share { part, whole } => (i64::try_from(part).ok(), Some(whole)),
        Figure::Mean { sum, count } => (Some(sum), Some(count)),
        Figure::Count(_) | Figure::Percentile(_) => (None, None),
    };
    ReportFigure { count: figure.count(), part, whole, text: figure.text() }
}

fn line(report: &Report, row: &ReportRow) -> ReportLine {
    ReportLine {
        level: row.level.code().to_owned(),
        group: row.key.group.clone(),
        leaf: row.key.leaf.clone(),
        name: both(|language| row.title(language).to_owned()),
        list: format!("cell={}", encoded(&report.cells_of(&row.key))),
        figures: row.figures.iter().map(figure).collect(),
    }
}

fn check(check: &Check) -> ReportCheck {
    let failures = check.failures.iter().map(|failure| ReportFailure { row: failure.row.clone(), difference: failure.difference });
    ReportCheck {
        code: check.code.to_owned(),
        text: both(|language| check.sentence(language)),
        holds: check.holds(),
        failures: failures.collect(),
    }
}

fn chart(report: &Report) -> ReportChart {
    let [zh, en] = [Language::Zh, Language::En].map(|language| charts::chart(report, language));
    let pair = |zh: String, en: String| Words { zh, en };
    ReportChart {
        title: pair(zh.title, en.title),
        parts: zh.parts.into_iter().zip(en.parts).map(|(zh, en)| pair(zh.title, en.title)).collect(),
        bars: zh
            .bars
            .into_iter()
            .zip(en.bars)
            .map(|(zh, en)| ReportBar { name: pair(zh.name, en.name), values: zh.values, label: pair(zh.label, en.label) })
            .collect(),
    }
}
