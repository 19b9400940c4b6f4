//! From a table somebody else made to a mapping: which column means what, told by headings and cells, corrected by a person, written as a
//! real mapping (docs/IMPORT.md) and, for a new centre, a profile.
//!
//! | module | subject |
//! |---|---|
//! | [`roles`] | what a column can mean |
//! | [`words`] | headings by which it is known |
//! | [`content`] | cells by which it is known; how personal ones are shown |
//! | [`build`] | the mapping and the profile of a person's choice |
//! | [`codes`] | words of offices for results, channels and the like |
//! | [`trial`] | a dry run through mapping and door |

pub mod build;
pub mod codes;
pub mod content;
pub mod roles;
pub mod trial;
pub mod words;

use std::collections::BTreeMap;

use super::tables::Preview;
use content::{CellKind, Content, shown};
use roles::{Missing, Role};

/// How well a column's role is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sureness {
    /// Heading and cells agree.
    Sure,
    /// To be looked at.
    Likely,
    /// A guess at what to do with an unknown column.
    None,
}

impl Sureness {
    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            Sureness::Sure => "sure",
            Sureness::Likely => "likely",
            Sureness::None => "none",
        }
    }
}

/// What is proposed for a column.
#[derive(Clone, Debug)]
pub struct ColumnProposal {
    /// The column.
    pub column: String,
    /// Its role; `None` for a column that is empty.
    pub role: Option<Role>,
    /// How sure that is.
    pub sureness: Sureness,
    /// What else it may be, best first.
    pub alternatives: Vec<Role>,
    /// What its cells are.
    pub kind: CellKind,
    /// Some of its values, as they may be shown.
    pub samples: Vec<String>,
}

/// A row as it may be shown.
#[derive(Clone, Debug)]
pub struct ShownRow {
    /// Its line in the file.
    pub line: u64,
    /// Its cells.
    pub cells: Vec<String>,
}

/// What is proposed for a table.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Its columns, in order.
    pub columns: Vec<ColumnProposal>,
    /// Columns that together make a case number, where none does alone.
    pub case_no_of: Vec<String>,
    /// First rows.
    pub rows: Vec<ShownRow>,
    /// Important roles that no column has.
    pub missing: Vec<Missing>,
}

/// Rows that are looked at.
pub const LOOKED_AT: usize = 200;
/// Rows that are shown.
const SHOWN: usize = 10;
/// Values shown of a column.
const SAMPLES: usize = 3;
/// From this score on a role is sure.
const SURE: u32 = 90;
/// Below this score a heading tells nothing.
const LEAST: u32 = 30;

/// Proposes roles for the columns of a table.
pub fn propose(preview: &Preview) -> Proposal {
    let cells = |place: usize| preview.rows.iter().filter_map(move |row| row.cells.get(place)).map(String::as_str);
    let contents: Vec<Content> = (0..preview.columns.len()).map(|place| Content::of(cells(place))).collect();
    let scores: Vec<Vec<(Role, u32)>> = preview.columns.iter().zip(&contents).map(|(heading, content)| scores(heading, content)).collect();
    let assigned = assign(&scores);
    let mut columns = Vec::new();
    for (place, heading) in preview.columns.iter().enumerate() {
        let content = &contents[place];
        let (role, sureness) = match assigned.get(&place) {
            Some((role, score)) => (Some(*role), if *score >= SURE { Sureness::Sure } else { Sureness::Likely }),
            None if content.kind() == CellKind::Empty => (None, Sureness::None),
            // Free text may tell of persons, and so do numbers of theirs: what repeats is a code.
            None if content.is_code() && !content.is_identity() && !content.is_phone() => (Some(Role::Attribute), Sureness::None),
            None => (Some(Role::LeftOut), Sureness::None),
        };
        let alternatives = scores[place].iter().map(|(role, _)| *role).filter(|other| Some(*other) != role).take(4).collect();
        let filled = cells(place).filter(|cell| !cell.trim().is_empty());
        columns.push(ColumnProposal {
            column: heading.clone(),
            role,
            sureness,
            alternatives,
            kind: content.kind(),
            samples: filled.take(SAMPLES).map(|cell| shown(cell, role)).collect(),
        });
    }
    let case_no_of = number_of_parts(&columns, preview);
    let rows = preview.rows.iter().take(SHOWN).map(|row| ShownRow {
        line: row.line,
        cells: row.cells.iter().enumerate().map(|(place, cell)| shown(cell, columns.get(place).and_then(|column| column.role))).collect(),
    });
    let rows = rows.collect();
    let has = |role| columns.iter().any(|column| column.role == Some(role)) || (role == Role::CaseNo && !case_no_of.is_empty());
    let missing = roles::missing(&has);
    Proposal { columns, case_no_of, rows, missing }
}

/// The roles a column may have, best first.
fn scores(heading: &str, content: &Content) -> Vec<(Role, u32)> {
    let mut scores: Vec<(Role, u32)> = Vec::new();
    for (role, score) in words::roles(heading) {
        match content.fits(role) {
            Some(true) => scores.push((role, score)),
            // The heading says so and the cells neither deny nor confirm it.
            Some(false) => scores.push((role, score.saturating_sub(15))),
            None => {}
        }
    }
    // Cells that can be nothing else need no heading.
    for (role, is_it) in [(Role::ApplicantIdNo, content.is_identity()), (Role::ContactMobile, content.is_phone())] {
        if is_it && !scores.iter().any(|(known, _)| *known == role) {
            scores.push((role, 50));
        }
    }
    scores.retain(|(_, score)| *score >= LEAST);
    scores.sort_by_key(|(role, score)| (std::cmp::Reverse(*score), *role));
    scores
}

/// Gives each role to the column that it fits best, and each column one role.
fn assign(scores: &[Vec<(Role, u32)>]) -> BTreeMap<usize, (Role, u32)> {
    let mut candidates: Vec<(u32, usize, Role)> = Vec::new();
    for (place, roles) in scores.iter().enumerate() {
        candidates.extend(roles.iter().map(|(role, score)| (*score, place, *role)));
    }
    candidates.sort_by_key(|(score, place, role)| (std::cmp::Reverse(*score), *place, *role));
    let mut assigned: BTreeMap<usize, (Role, u32)> = BTreeMap::new();
    for (score, place, role) in candidates {
        let is_taken = assigned.values().any(|(taken, _)| *taken == role && !role.is_many());
        if !is_taken && !assigned.contains_key(&place) {
            assigned.insert(place, (role, score));
        }
    }
    assigned
}

/// Columns that together tell cases apart, where no column is a case number: a serial number with the first time, if that is so in the rows
/// that are seen.
fn number_of_parts(columns: &[ColumnProposal], preview: &Preview) -> Vec<String> {
    if columns.iter().any(|column| column.role == Some(Role::CaseNo)) {
        return Vec::new();
    }
    let serial = columns.iter().position(|column| words::is_serial(&column.column));
    let first_time = [Role::AppliedAt, Role::ReceivedAt, Role::AcceptedAt]
        .into_iter()
        .find_map(|role| columns.iter().position(|column| column.role == Some(role)));
    let (Some(serial), Some(time)) = (serial, first_time) else { return Vec::new() };
    let parts = |row: &super::tables::PreviewRow| Some((row.cells.get(serial)?.clone(), row.cells.get(time)?.clone()));
    let keys: Vec<_> = preview.rows.iter().filter_map(parts).collect();
    let distinct: std::collections::BTreeSet<_> = keys.iter().collect();
    if distinct.len() < keys.len() {
        return Vec::new();
    }
    vec![columns[serial].column.clone(), columns[time].column.clone()]
}

#[cfg(test)]
mod tests {
    use super::super::tables::PreviewRow;
    use super::*;

    fn table(text: &str) -> Preview {
        let mut lines = text.trim().lines().map(|line| line.split(',').map(|cell| cell.trim().to_owned()).collect::<Vec<String>>());
        let columns = lines.next().expect("a header");
        let rows = lines.enumerate().map(|(index, cells)| PreviewRow { line: index as u64 + 2, cells }).collect();
        Preview {
            sheets: Vec::new(),
            sheet: None,
            header_line: 1,
            header_rows: 1,
            columns,
            rows,
            notes: Vec::new(),
            delimiter: Some(','),
            encoding: None,
        }
    }

    fn roles_of(proposal: &Proposal) -> Vec<Option<&'static str>> {
        proposal.columns.iter().map(|column| column.role.map(Role::code)).collect()
    }

    #[test]
    fn a_window_ledger_is_recognised() {
        let proposal = propose(&table(
            "受理编号,事项名称,申请人,身份证号,联系电话,申请时间,受理日期,承诺时限（工作日）,办结时间,办理部门,受理人,办理结果,街道\n\
             A1,食品经营许可,张三,11010519491231002X,13800138000,2025-01-03 09:00,2025-01-03,5个工作日,2025-01-09 10:00,市场局,李四,准予,东街\n\
             A2,食品经营许可,李明,110105194912310038,13800138001,2025-01-04 09:00,2025-01-05,即办,,市场局,李四,,东街\n",
        ));
        let expected = [
            "case_no",
            "item_name",
            "applicant_name",
            "applicant_id_no",
            "contact_mobile",
            "applied_at",
            "accepted_at",
            "promised_days",
            "finished_at",
            "dept_name",
            "acceptor",
            "result",
            "attribute",
        ];
        assert_eq!(roles_of(&proposal), expected.map(Some));
        assert!(proposal.missing.is_empty(), "{:?}", proposal.missing);
        assert_eq!(proposal.rows[0].cells[2..5], ["张*", "110105********002X", "138****8000"]);
        assert_eq!(proposal.columns[3].samples[0], "110105********002X");
        assert_eq!(proposal.columns[0].sureness, Sureness::Sure);
    }

    #[test]
    fn a_serial_number_counts_only_with_a_time() {
        let proposal = propose(&table("序号,事项,受理时间,办结时间\n1,甲,2025-01-03,2025-01-09\n1,甲,2025-02-03,\n2,乙,2025-02-04,"));
        assert_eq!(proposal.case_no_of, ["序号", "受理时间"]);
        assert!(!proposal.missing.iter().any(|missing| missing.role == Role::CaseNo));
        let twice = propose(&table("序号,事项,受理时间\n1,甲,2025-01-03\n1,甲,2025-01-03"));
        assert!(twice.case_no_of.is_empty());
        assert!(twice.missing.iter().any(|missing| missing.role == Role::CaseNo));
    }

    #[test]
    fn a_heading_that_its_cells_deny_is_not_believed() {
        let proposal = propose(&table("办件编号,办理时限,办结时间\nA1,2025-01-03,已办\nA2,2025-01-04,已办"));
        assert_eq!(roles_of(&proposal), [Some("case_no"), Some("attribute"), Some("attribute")]);
    }
}
