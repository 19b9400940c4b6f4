//! The grounds of a judgement (判定依据): what was read, what was decided, what the rule says of it. They are taken where a rule begins to hold
//! and can be judged again from themselves.

use serde::{Deserialize, Serialize};

use super::catalogue::{Level, Words};
use super::closure::Moment;
use super::recorded::{RecordedRow, Recorder, ReplayError};
use super::rule::{Language, Rule, RunError};
use crate::schema::Row;

/// A part of the script and whether it held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided(
    /// Where it begins, in characters of the script.
    pub usize,
    /// Where it ends.
    pub usize,
    /// Whether it held.
    pub bool,
);

/// Why a rule holds on a row at a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grounds {
    /// The level it gives.
    pub level: Level,
    /// What it says of the row; empty where it says nothing.
    pub because: Words,
    /// What was read, of the row and of the rows of its lists.
    pub row: RecordedRow,
    /// The evaluated tree: what was decided, in the order of the script.
    pub tree: Vec<Decided>,
}

/// Why grounds cannot be judged again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GroundsError {
    /// The record of the row is not of the rule's subject.
    #[error("{0}")]
    Row(#[from] ReplayError),
    /// The rule has no answer for it.
    #[error("{0}")]
    Run(#[from] RunError),
    /// The rule reads what was not recorded.
    #[error("the rule reads a value that is not among those recorded")]
    Missing,
    /// The rule does not hold.
    #[error("the rule does not hold on the values recorded")]
    Silent,
}

/// Grounds but for the row, which is still being read.
struct Said {
    level: Level,
    because: Words,
    tree: Vec<Decided>,
}

impl Said {
    fn on(self, row: RecordedRow) -> Grounds {
        Grounds { level: self.level, because: self.because, row, tree: self.tree }
    }
}

impl Rule {
    /// The grounds on which it holds on a row; `None` where it does not hold or has no answer.
    pub fn grounds(&self, row: &dyn Row, moment: &Moment<'_>) -> Option<Grounds> {
        let recorder = Recorder::new(self.subject, self.relations(), row);
        let said = self.say(&recorder, moment).ok()??;
        Some(said.on(recorder.finish()))
    }

    /// Judges recorded grounds again: the same rule on the same values gives the same grounds.
    ///
    /// # Errors
    /// Where the rule does not hold on them, or cannot be asked.
    pub fn judge_again(&self, grounds: &Grounds, moment: &Moment<'_>) -> Result<Grounds, GroundsError> {
        let row = grounds.row.replay(self.subject, self.relations())?;
        let said = self.say(&row, moment)?;
        if row.missed() {
            return Err(GroundsError::Missing);
        }
        said.map(|said| said.on(grounds.row.clone())).ok_or(GroundsError::Silent)
    }

    /// What it says of a row on which it holds; `None` where it does not.
    fn say(&self, row: &dyn Row, moment: &Moment<'_>) -> Result<Option<Said>, RunError> {
        let trace = self.trace(row, moment)?;
        // A level that cannot be computed leaves the rule's own, and a sentence that fails says nothing: the alert stands all the same.
        let level = self.level_of(row, moment).unwrap_or(self.level);
        let said = |language| self.because(row, moment, language).ok().flatten().unwrap_or_default();
        let because = Words { zh: said(Language::Zh), en: said(Language::En) };
        let tree = trace.marks.iter().map(|mark| Decided(mark.start, mark.end, mark.truth)).collect();
        Ok(trace.holds.then_some(Said { level, because, tree }))
    }
}
