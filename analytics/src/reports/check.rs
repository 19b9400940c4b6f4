//! What must hold between the figures of a report. A check that fails is shown with its difference, never hidden.

use super::kind::{Identity, Kind};
use super::params::{Basis, By, Params};
use super::rows::{Level, ReportRow};
use crate::Language;

/// Rows named one by one under a check that fails.
const MOST_NAMED: usize = 5;

/// A row in which a check fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The row's name.
    pub row: String,
    /// Left side less right side.
    pub difference: i64,
}

/// A check and what it found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Its code.
    pub code: &'static str,
    /// What was compared, in a sentence in Chinese: of the row of all, or of the rows as a whole.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// Rows in which it fails.
    pub failures: Vec<Failure>,
}

impl Check {
    /// Whether it holds everywhere.
    pub fn holds(&self) -> bool {
        self.failures.is_empty()
    }

    /// It in a sentence, with what it found.
    pub fn sentence(&self, language: Language) -> String {
        if self.holds() {
            return match language {
                Language::Zh => format!("{}（平衡）", self.zh),
                Language::En => format!("{} (holds)", self.en),
            };
        }
        let named: Vec<String> =
            self.failures.iter().take(MOST_NAMED).map(|failure| format!("{} {:+}", failure.row, failure.difference)).collect();
        let more = self.failures.len().saturating_sub(MOST_NAMED);
        match (language, more) {
            (Language::Zh, 0) => format!("{}（不平衡：{}）", self.zh, named.join("、")),
            (Language::Zh, more) => format!("{}（不平衡：{}，另有 {more} 处）", self.zh, named.join("、")),
            (Language::En, 0) => format!("{} (fails: {})", self.en, named.join(", ")),
            (Language::En, more) => format!("{} (fails: {}, and {more} more)", self.en, named.join(", ")),
        }
    }
}

/// Runs the checks of a report.
pub fn checks(kind: &Kind, params: &Params, rows: &[ReportRow]) -> Vec<Check> {
    let mut checks: Vec<Check> = kind.identities.iter().map(|identity| balance(kind, identity, rows)).collect();
    // What was finished in a month is what that month is about: neither its receipts nor what was carried over are all there were.
    if (params.by, params.basis) == (By::Month, Basis::Finished) {
        return checks;
    }
    checks.push(match params.by {
        By::Month => additions(kind, rows, kind.adds_over_time),
        _ => {
            let counts: Vec<&str> = kind.columns.iter().filter(|column| column.is_count()).map(|column| column.code).collect();
            additions(kind, rows, &counts)
        }
    });
    if let (By::Month, Some((before, after))) = (params.by, kind.stock) {
        checks.push(chain(kind, rows, before, after));
    }
    checks
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn sum(kind: &Kind, row: &ReportRow, codes: &[&str]) -> i64 {
    codes.iter().filter_map(|code| kind.place(code)).map(|place| signed(row.count(place))).sum()
}

/// An identity in every row; the sentence is that of the row of all.
fn balance(kind: &Kind, identity: &Identity, rows: &[ReportRow]) -> Check {
    let failures = rows.iter().filter_map(|row| {
        let difference = sum(kind, row, identity.left) - sum(kind, row, identity.right);
        (difference != 0).then(|| Failure { row: row.name.clone(), difference })
    });
    let failures: Vec<Failure> = failures.collect();
    let total = rows.iter().find(|row| row.level == Level::Total);
    let side = |codes: &[&str], language: Language| {
        let part = |code: &&str| {
            let column = kind.column(code)?;
            // A heading like 小计 says what it is of only together with its group's.
            let group = column.group.and_then(|group| kind.group(group)).map_or("", |group| group.title.of(language));
            let under = column.under.map_or("", |under| under.of(language));
            let title = match (column.title.of(language), under) {
                ("小计" | "Total", "") => group.to_owned(),
                ("合计" | "Total", under) => under.to_owned(),
                (title, "即办件" | "承诺件" | "Immediate" | "Promised") => {
                    format!("{under}{}{title}", if language == Language::En { " " } else { "" })
                }
                (title, _) => title.to_owned(),
            };
            let count = total.zip(kind.place(code)).map_or(0, |(row, place)| row.count(place));
            Some(format!("{title} {count}"))
        };
        codes.iter().filter_map(part).collect::<Vec<_>>().join(" + ")
    };
    let unplaced = total.zip(kind.unplaced.and_then(|code| kind.place(code))).map_or(0, |(row, place)| row.count(place));
    let sentence = |language: Language, because: String| {
        let relation = if total.is_some_and(|row| sum(kind, row, identity.left) != sum(kind, row, identity.right)) { "≠" } else { "=" };
        let colon = if language == Language::Zh { "：" } else { ": " };
        let (left, right) = (side(identity.left, language), side(identity.right, language));
        format!("{}{colon}{left} {relation} {right}{because}", identity.title.of(language))
    };
    let because = |text: String| if failures.is_empty() || unplaced == 0 { String::new() } else { text };
    Check {
        code: identity.code,
        zh: sentence(Language::Zh, because(format!("；其中 {unplaced} 件已终止而来源没有给出时间"))),
        en: sentence(Language::En, because(format!("; {unplaced} of them ended without a time"))),
        failures,
    }
}

/// Groups add up to the row of all, leaves to their group.
fn additions(kind: &Kind, rows: &[ReportRow], codes: &[&str]) -> Check {
    let mut failures = Vec::new();
    let places: Vec<usize> = codes.iter().filter_map(|code| kind.place(code)).collect();
    let mut compare = |parent: &ReportRow, children: &[&ReportRow]| {
        for place in &places {
            let difference = signed(parent.count(*place)) - children.iter().map(|row| signed(row.count(*place))).sum::<i64>();
            if difference != 0 {
                let column = kind.columns.get(*place).map_or("", |column| column.code);
                failures.push(Failure { row: format!("{} {column}", parent.name), difference });
            }
        }
    };
    for parent in rows {
        match parent.level {
            Level::Total => compare(parent, &rows.iter().filter(|row| row.level.is_top()).collect::<Vec<_>>()),
            Level::Group => {
                let is_child = |row: &&ReportRow| row.level == Level::Leaf && row.key.group == parent.key.group;
                compare(parent, &rows.iter().filter(is_child).collect::<Vec<_>>());
            }
            Level::Leaf | Level::Alone => {}
        }
    }
    Check {
        code: "additions", zh: "下级各行之和等于上级行".to_owned(), en: "Rows add up to the row over them".to_owned(), failures
    }
}

/// What waits when a month begins is what waited when the month before ended.
fn chain(kind: &Kind, rows: &[ReportRow], before: &str, after: &str) -> Check {
    let months: Vec<&ReportRow> = rows.iter().filter(|row| row.level == Level::Alone).collect();
    let failures = months.windows(2).filter_map(|pair| {
        let [first, second] = pair else { return None };
        let difference = sum(kind, second, &[before]) - sum(kind, first, &[after]);
        (difference != 0).then(|| Failure { row: second.name.clone(), difference })
    });
    Check {
        code: "chain",
        zh: "上月期末在办等于下月上期结转".to_owned(),
        en: "What is pending when a month ends is carried over into the next".to_owned(),
        failures: failures.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::params::tests::params;
    use crate::reports::{CASE_STATISTICS, CellKey, Figure};

    fn row(level: Level, name: &str, counts: &[(&str, u64)]) -> ReportRow {
        let figure = |code: &str| counts.iter().find(|(known, _)| *known == code).map_or(0, |(_, count)| *count);
        let figures = CASE_STATISTICS.columns.iter().map(|column| Figure::Count(figure(column.code))).collect();
        ReportRow { level, key: CellKey::default(), name: name.to_owned(), figures }
    }

    #[test]
    fn a_check_that_fails_says_where_and_by_how_much() {
        let good = [("received", 5), ("received_promised", 5), ("received_online", 5), ("pending", 5), ("in_hand", 5)];
        let asked = params(&[("centre", "c"), ("from", "2025-01-01"), ("to", "2025-01-31")]).expect("good");
        let held = checks(&CASE_STATISTICS, &asked, &[row(Level::Alone, "甲", &good), row(Level::Total, "合计", &good)]);
        assert!(held.iter().all(Check::holds), "{held:?}");
        assert_eq!(
            held[0].sentence(Language::Zh),
            "收支平衡：收件（A） 5 + 上期结转 0 + 重新启动 0 = 办结（B） 0 + 期末在办（C） 5 + 退件（D） 0 + 不予受理 0 + 撤件 0 + 作废 0（平衡）"
        );
        let lost = [("received", 6), ("received_promised", 6), ("received_online", 6), ("pending", 5), ("in_hand", 5), ("undated", 1)];
        let failed = checks(&CASE_STATISTICS, &asked, &[row(Level::Alone, "甲", &good), row(Level::Total, "合计", &lost)]);
        assert_eq!(failed[0].failures, [Failure { row: "合计".to_owned(), difference: 1 }]);
        let told = failed[0].sentence(Language::Zh);
        assert!(told.contains("≠") && told.ends_with("其中 1 件已终止而来源没有给出时间（不平衡：合计 +1）"), "{told}");
        let additions = failed.iter().find(|check| check.code == "additions").expect("a check");
        assert!(!additions.holds() && additions.failures[0].row == "合计 received");
    }

    #[test]
    fn months_follow_each_other() {
        let asked = params(&[("centre", "c"), ("from", "2025-01-01"), ("to", "2025-02-28"), ("by", "month")]).expect("good");
        let rows = [
            row(Level::Alone, "2025-01", &[("pending", 3)]),
            row(Level::Alone, "2025-02", &[("carried", 2)]),
            row(Level::Total, "合计", &[]),
        ];
        let chain = checks(&CASE_STATISTICS, &asked, &rows).pop().expect("a check");
        assert_eq!((chain.code, chain.failures), ("chain", vec![Failure { row: "2025-02".to_owned(), difference: -1 }]));
    }
}
