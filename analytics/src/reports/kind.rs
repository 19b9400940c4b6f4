//! What a report is made of.

use super::params::{Basis, By};
use crate::Words;

/// How a column is computed from the rows of `flow`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Cases for which a condition over `flow` holds.
    Count(&'static str),
    /// A share of two counts, named by their codes; of nothing it is "–".
    Share {
        /// Code of the count above the line.
        part: &'static str,
        /// Code of the count below it.
        whole: &'static str,
    },
    /// Mean of an integer of `flow` over the cases for which a condition holds and the integer is known.
    Mean {
        /// The integer.
        value: &'static str,
        /// The condition.
        of: &'static str,
    },
    /// A percentile of the same, between two values by where it lies.
    Percentile {
        /// The integer.
        value: &'static str,
        /// The condition.
        of: &'static str,
        /// 50 for the median.
        percent: u8,
    },
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Name in JSON, CSV and addresses; it never changes its meaning.
    pub code: &'static str,
    /// Heading.
    pub title: Words,
    /// Group of the head it stands under.
    pub group: Option<&'static str>,
    /// Heading between the group's and its own.
    pub under: Option<Words>,
    /// Table of the page it stands in, from 1; 0 for one that is only counted for a check.
    pub block: u8,
    /// How it is computed.
    pub measure: Measure,
    /// What it counts, in a sentence.
    pub meaning: Words,
}

impl Column {
    /// Whether it counts cases.
    pub fn is_count(&self) -> bool {
        matches!(self.measure, Measure::Count(_))
    }
}

/// A heading over several columns.
#[derive(Clone, Copy, Debug)]
pub struct Group {
    /// Its code.
    pub code: &'static str,
    /// Heading.
    pub title: Words,
}

/// Two sums of columns that must be equal in every row.
#[derive(Clone, Copy, Debug)]
pub struct Identity {
    /// Its code.
    pub code: &'static str,
    /// What it is called.
    pub title: Words,
    /// Codes of the columns on the left.
    pub left: &'static [&'static str],
    /// Codes of the columns on the right.
    pub right: &'static [&'static str],
}

/// A report.
#[derive(Debug)]
pub struct Kind {
    /// Name in addresses and commands.
    pub code: &'static str,
    /// Title.
    pub title: Words,
    /// What it tells, in a sentence.
    pub meaning: Words,
    /// SQL up to the relation `flow`.
    pub sql: &'static str,
    /// Headings.
    pub groups: &'static [Group],
    /// Columns in their order.
    pub columns: &'static [Column],
    /// Titles of the tables of the page.
    pub blocks: &'static [Words],
    /// What must be equal.
    pub identities: &'static [Identity],
    /// What its rows can be.
    pub by: &'static [By],
    /// The dates a case can be put into the period by.
    pub bases: &'static [Basis],
    /// Counts of which those of the months add up to that of the whole period.
    pub adds_over_time: &'static [&'static str],
    /// The count of what waited when a month began, and of what waits when it ends: the one is the other of the month before.
    pub stock: Option<(&'static str, &'static str)>,
    /// Count of cases that cannot be placed in time, where an identity fails.
    pub unplaced: Option<&'static str>,
}

impl Kind {
    /// Place of a column.
    pub fn place(&self, code: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.code == code)
    }

    /// A column by its code.
    pub fn column(&self, code: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.code == code)
    }

    /// A heading by its code.
    pub fn group(&self, code: &str) -> Option<&'static Group> {
        self.groups.iter().find(|group| group.code == code)
    }

    /// The columns of a table of the page with their places.
    pub fn block(&self, block: u8) -> impl Iterator<Item = (usize, &'static Column)> {
        self.columns.iter().enumerate().filter(move |(_, column)| column.block == block)
    }
}
