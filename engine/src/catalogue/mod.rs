//! Service items (事项) as they were in force on a day: limits, process, materials, special procedures.
//!
//! Items are facts too: each `item_published` event is one version with the days it is in force. The engine never guesses: without
//! a version in force the item's columns are null.

use std::collections::HashMap;
use std::sync::Arc;

use rustc_hash::FxBuildHasher;

use crate::sym::Sym;
use crate::time::Day;

/// Unit in which a limit is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum LimitUnit {
    /// 工作日.
    #[default]
    WorkingDays,
    /// 自然日.
    CalendarDays,
    /// Working hours, by opening hours.
    Hours,
}

impl LimitUnit {
    /// The unit of its wire name (`wd`, `cd`, `hour`).
    pub fn named(name: &str) -> Option<LimitUnit> {
        match name {
            "wd" => Some(LimitUnit::WorkingDays),
            "cd" => Some(LimitUnit::CalendarDays),
            "hour" => Some(LimitUnit::Hours),
            _ => None,
        }
    }

    /// Its wire name.
    pub fn name(self) -> &'static str {
        match self {
            LimitUnit::WorkingDays => "wd",
            LimitUnit::CalendarDays => "cd",
            LimitUnit::Hours => "hour",
        }
    }
}

/// A link (环节) of an item's process.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemLink {
    /// Code of the link within the item.
    pub code: Sym,
    /// Name.
    pub name: Option<Box<str>>,
    /// accept, review, decide, licence, deliver or other.
    pub kind: Option<Sym>,
    /// Whether a finished case must have a record of it.
    pub mandatory: bool,
    /// Its limit in working days.
    pub limit_wd: Option<i64>,
    /// Links of which one must have ended before it starts.
    pub after: Vec<Sym>,
}

/// A material (材料) an item asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemMaterial {
    /// Code within the item.
    pub code: Sym,
    /// Name.
    pub name: Option<Box<str>>,
    /// Whether it must be there at acceptance.
    pub required: bool,
    /// Only for these situations; empty = for all.
    pub situations: Vec<Sym>,
    /// Whether it may be supplied later (容缺).
    pub tolerable: bool,
    /// Whether it can be had by data sharing.
    pub shareable: bool,
}

/// A special procedure an item allows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ItemSpecial {
    /// Kind (domain 1.3).
    pub kind: Sym,
    /// Its limit in days.
    pub limit_days: Option<i64>,
    /// Whether it suspends the clock.
    pub suspends: bool,
}

/// The range within which a discretionary measure stays for a situation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Benchmark {
    /// Situation, or any.
    pub situation: Option<Sym>,
    /// Measure.
    pub measure: Sym,
    /// Least usual value.
    pub min: Option<i64>,
    /// Greatest usual value.
    pub max: Option<i64>,
}

/// One version of a service item.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "field names are those of events-and-facts, section 3, type 3")]
pub struct Item {
    pub impl_code: Sym,
    pub version: Sym,
    pub base_code: Option<Sym>,
    pub handle_codes: Vec<Sym>,
    pub name: Option<Box<str>>,
    pub item_type: Option<Sym>,
    pub dept_code: Option<Sym>,
    pub case_type: Option<i64>,
    pub promised_days: Option<i64>,
    pub promised_unit: LimitUnit,
    pub statutory_days: Option<i64>,
    pub statutory_unit: LimitUnit,
    pub is_joint: Option<bool>,
    pub auto_approval: bool,
    pub is_fee: Option<bool>,
    pub fee_items: Vec<(Sym, Option<i64>)>,
    pub result_type: Option<Sym>,
    pub online: Option<bool>,
    pub links: Vec<ItemLink>,
    pub materials: Vec<ItemMaterial>,
    pub specials: Vec<ItemSpecial>,
    pub benchmarks: Vec<Benchmark>,
    pub separate_posts: Option<bool>,
    pub valid_from: Day,
    pub valid_to: Option<Day>,
}

impl Item {
    /// The item's link of a code.
    pub fn link(&self, code: Sym) -> Option<&ItemLink> {
        self.links.iter().find(|link| link.code == code)
    }

    /// The item's word on a kind of special procedure.
    pub fn special(&self, kind: Sym) -> Option<&ItemSpecial> {
        self.specials.iter().find(|special| special.kind == kind)
    }

    /// Whether a material is required in a situation.
    pub fn requires(material: &ItemMaterial, situation: Option<Sym>) -> bool {
        material.required && (material.situations.is_empty() || situation.is_some_and(|code| material.situations.contains(&code)))
    }
}

/// All versions of all items of a centre.
#[derive(Clone, Debug, Default)]
pub struct ItemLibrary {
    /// By implementing code, in order of `valid_from`, then of version.
    items: HashMap<Sym, Vec<Arc<Item>>, FxBuildHasher>,
}

impl ItemLibrary {
    /// Adds a version; one of the same code, version and first day is replaced.
    pub fn add(&mut self, item: Item) {
        let versions = self.items.entry(item.impl_code).or_default();
        versions.retain(|other| (other.version, other.valid_from) != (item.version, item.valid_from));
        versions.push(Arc::new(item));
        versions.sort_by(|a, b| (a.valid_from, a.version.text()).cmp(&(b.valid_from, b.version.text())));
    }

    /// The version in force on a day: the one that began last and has not ended.
    pub fn in_force(&self, impl_code: Sym, day: Day) -> Option<&Arc<Item>> {
        self.items.get(&impl_code)?.iter().rev().find(|item| item.valid_from <= day && item.valid_to.is_none_or(|last| day <= last))
    }

    /// A certain version, whenever it was in force.
    pub fn version(&self, impl_code: Sym, version: Sym) -> Option<&Arc<Item>> {
        self.items.get(&impl_code)?.iter().rev().find(|item| item.version == version)
    }

    /// Every version of every item.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Item>> {
        self.items.values().flatten()
    }

    /// Whether any item is known.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(number: &str, from: &str, to: Option<&str>) -> Item {
        Item {
            impl_code: Sym::new("X1"),
            version: Sym::new(number),
            base_code: None,
            handle_codes: vec![],
            name: None,
            item_type: None,
            dept_code: None,
            case_type: None,
            promised_days: Some(5),
            promised_unit: LimitUnit::WorkingDays,
            statutory_days: None,
            statutory_unit: LimitUnit::WorkingDays,
            is_joint: None,
            auto_approval: false,
            is_fee: None,
            fee_items: vec![],
            result_type: None,
            online: None,
            links: vec![],
            materials: vec![],
            specials: vec![],
            benchmarks: vec![],
            separate_posts: None,
            valid_from: Day::parse(from).expect("date"),
            valid_to: to.and_then(Day::parse),
        }
    }

    #[test]
    fn the_version_in_force_is_the_one_that_began_last() {
        let mut library = ItemLibrary::default();
        library.add(version("2", "2024-07-01", None));
        library.add(version("1", "2024-01-01", Some("2024-12-31")));
        let on = |day: &str| library.in_force(Sym::new("X1"), Day::parse(day).expect("date")).map(|item| item.version.text().to_owned());
        assert_eq!(on("2023-12-31"), None);
        assert_eq!(on("2024-03-01").as_deref(), Some("1"));
        assert_eq!(on("2024-07-01").as_deref(), Some("2"));
        assert_eq!(on("2026-01-01").as_deref(), Some("2"));
    }
}
