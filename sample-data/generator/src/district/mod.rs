//! The district: departments, windows, people and approval items, as plain values for the cases to draw on and as the reference
//! events (types 1 to 5) that open the file.

mod reference;
mod tables;

use crate::calendar::Day;
use crate::identity::{credit_code, mobile, person_name};
use crate::random::Random;
pub use reference::{DAYS_BEFORE_SUPERVISION, reference_events, supervision_start, watermark};
pub use tables::Trait;
use tables::{DEPARTMENTS, ITEMS, WINDOWS};

/// The centre every event belongs to.
pub const CENTRE: &str = "wanshan";
/// The sending system.
pub const SOURCE: &str = "district";
/// The administrative division.
pub const REGION: &str = "520603";

/// Staff of each department, in this order: three at the counter, two reviewers, one who decides.
const STAFF: usize = 6;

/// A department.
#[derive(Debug)]
pub struct Department {
    pub code: String,
    pub name: &'static str,
    pub uscc: String,
    pub closing: Option<&'static str>,
}

/// A person with a post.
#[derive(Debug)]
pub struct Person {
    pub id: String,
    pub name: String,
    pub phone: String,
    pub post: &'static str,
    pub dept: usize,
    pub window: Option<usize>,
}

/// A window of the hall.
#[derive(Debug)]
pub struct Window {
    pub code: String,
    pub name: &'static str,
    pub dept: Option<usize>,
    pub closing: Option<&'static str>,
    pub is_open_on_saturday: bool,
}

/// A handling link of an item.
#[derive(Clone, Debug)]
pub struct LinkNode {
    pub code: &'static str,
    pub name: &'static str,
    pub kind: &'static str,
    pub mandatory: bool,
    pub limit: i64,
    pub after: &'static [&'static str],
}

/// A material of an item's list.
#[derive(Clone, Debug)]
pub struct Material {
    pub code: String,
    pub name: &'static str,
    pub required: bool,
    pub situations: &'static [&'static str],
    pub tolerable: bool,
    pub shareable: bool,
}

/// An approval item in its first version.
#[derive(Debug)]
pub struct Item {
    pub impl_code: String,
    pub base_code: String,
    pub handle_codes: Vec<String>,
    pub name: &'static str,
    pub item_type: &'static str,
    pub dept: usize,
    /// 1 immediate, 2 promised.
    pub case_type: i64,
    pub promised: i64,
    pub statutory: i64,
    /// wd or cd.
    pub unit: &'static str,
    pub result_type: &'static str,
    pub traits: &'static [Trait],
    pub links: Vec<LinkNode>,
    pub materials: Vec<Material>,
    /// (kind, limit in days, suspends); `None` = the item has no list.
    pub specials: Option<Vec<(&'static str, Option<i64>, bool)>>,
    /// Promised days of the second version, if there is one.
    pub revised: Option<i64>,
}

impl Item {
    /// Whether the item has a trait.
    pub fn has(&self, sought: Trait) -> bool {
        self.traits.contains(&sought)
    }

    /// Whether a decision leads to a licence or an approval document.
    pub fn gives_licence(&self) -> bool {
        matches!(self.result_type, "10" | "20")
    }
}

/// All of it.
#[derive(Debug)]
pub struct District {
    pub departments: Vec<Department>,
    pub people: Vec<Person>,
    pub windows: Vec<Window>,
    pub items: Vec<Item>,
    /// The day from which second versions are in force.
    pub revised_from: Day,
}

impl District {
    /// The same district for every seed but for the names of its people.
    pub fn new(seed: u64, revised_from: Day) -> Self {
        let mut random = Random::new(seed, 0x000d_1571_21c7);
        let departments: Vec<Department> = DEPARTMENTS
            .iter()
            .enumerate()
            .map(|(place, (name, closing))| Department {
                code: format!("D{:02}", place + 1),
                name,
                uscc: credit_code("11", &format!("0085{:04}", 2101 + place * 37)),
                closing: *closing,
            })
            .collect();
        let windows = WINDOWS
            .iter()
            .enumerate()
            .map(|(place, (name, dept, closing, is_open_on_saturday))| Window {
                code: format!("W{:02}", place + 1),
                name,
                dept: *dept,
                closing: *closing,
                is_open_on_saturday: *is_open_on_saturday,
            })
            .collect();
        let items = ITEMS.iter().enumerate().map(|(place, _)| item(place, &departments)).collect();
        let mut people = Vec::new();
        for dept in 0..departments.len() {
            for place in 0..STAFF {
                people.push(Person {
                    id: format!("P{:03}", dept * STAFF + place + 1),
                    name: person_name(&mut random),
                    phone: mobile(&mut random),
                    post: ["窗口受理", "窗口受理", "窗口受理", "审查", "审查", "决定"][place],
                    dept,
                    window: (place < 3).then(|| window_of(dept, place as u64)),
                });
            }
        }
        Self { departments, people, windows, items, revised_from }
    }

    /// Promised days of an item for an application of a day.
    pub fn promised(&self, item: &Item, applied: Day) -> i64 {
        if applied >= self.revised_from { item.revised.unwrap_or(item.promised) } else { item.promised }
    }

    /// The version of an item for an application of a day.
    pub fn version(&self, item: &Item, applied: Day) -> i64 {
        if applied >= self.revised_from && item.revised.is_some() { 2 } else { 1 }
    }

    /// A person of a department: places 0 to 2 accept, 3 and 4 review, 5 decides.
    pub fn staff(&self, dept: usize, place: usize) -> &str {
        &self.people[dept * STAFF + place % STAFF].id
    }
}

/// The window at which a counter clerk of a department sits: a themed one where the department has one.
pub fn window_of(dept: usize, place: u64) -> usize {
    let themed: Vec<usize> = WINDOWS.iter().enumerate().filter(|(_, window)| window.1 == Some(dept)).map(|(place, _)| place).collect();
    if themed.is_empty() { (dept + place as usize * 4) % 12 } else { themed[place as usize % themed.len()] }
}

fn links(promised: i64) -> Vec<LinkNode> {
    let node = |code, name, kind, mandatory, limit, after| LinkNode { code, name, kind, mandatory, limit, after };
    if promised == 0 {
        return vec![node("JB", "即时办结", "decide", true, 1, &[])];
    }
    let review = ((promised * 6 + 9) / 10).max(2);
    let decide = (promised / 3).max(2);
    if promised < 10 {
        vec![
            node("SL", "受理", "accept", true, 1, &[]),
            node("SC", "审查", "review", true, review, &["SL"]),
            node("JD", "决定", "decide", true, decide, &["SC"]),
            node("ZZ", "制证", "licence", false, 2, &["JD"]),
        ]
    } else {
        vec![
            node("SL", "受理", "accept", true, 1, &[]),
            node("SC", "审查", "review", true, review, &["SL"]),
            node("TK", "现场踏勘", "other", false, 5, &["SL"]),
            node("FH", "复核", "review", false, 3, &["SC"]),
            node("JD", "决定", "decide", true, decide, &["SC", "FH"]),
            node("ZZ", "制证", "licence", false, 2, &["JD"]),
        ]
    }
}

fn item(place: usize, departments: &[Department]) -> Item {
    let row = &ITEMS[place];
    let dept = &departments[row.dept];
    let base_code = format!("52{}{:02}{:03}000", row.item_type, row.dept + 1, place + 1);
    let impl_code = format!("{}4{base_code}", dept.uscc);
    let has = |sought| row.traits.contains(&sought);
    let material = |number: usize, name, required, situations, tolerable, shareable| Material {
        code: format!("{base_code}-M{number}"),
        name,
        required,
        situations,
        tolerable,
        shareable,
    };
    let mut materials =
        vec![material(1, "申请表", true, &[], false, false), material(2, "申请人身份证明", row.promised > 0, &[], false, true)];
    if row.promised > 0 {
        materials.push(material(3, "场所使用证明", true, &[], true, false));
        materials.push(material(4, "委托代理授权书", true, &["S2"], true, false));
        materials.push(material(5, "技术说明", false, &[], true, false));
    }
    let specials = if has(Trait::Experts) {
        Some(vec![("expert_review", Some(15), true), ("publicity", Some(10), false), ("hearing", None, true)])
    } else if has(Trait::Testing) {
        Some(vec![("testing", Some(12), true), ("site_check", Some(6), true), ("extension", None, false)])
    } else if has(Trait::Hold) {
        Some(vec![("hold", Some(15), true), ("fee_wait", Some(10), true), ("publicity", Some(8), false)])
    } else {
        None
    };
    Item {
        handle_codes: (1..=place % 3 + 1).map(|number| format!("{impl_code}{number:02}")).collect(),
        impl_code,
        base_code,
        name: row.name,
        item_type: row.item_type,
        dept: row.dept,
        case_type: if row.promised == 0 { 1 } else { 2 },
        promised: row.promised,
        statutory: row.statutory,
        unit: if has(Trait::CalendarDays) { "cd" } else { "wd" },
        result_type: row.result_type,
        traits: row.traits,
        links: links(row.promised),
        materials,
        specials,
        revised: has(Trait::Revised).then_some(row.promised * 4 / 5),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::identity::credit_is_valid;

    #[test]
    fn the_district_has_what_the_cases_need() {
        let district = District::new(1, 20_000);
        assert_eq!((district.departments.len(), district.people.len(), district.items.len()), (30, 180, 56));
        assert!(district.departments.iter().all(|dept| credit_is_valid(&dept.uscc)));
        assert!(district.items.iter().all(|item| item.impl_code.len() == 31 && item.base_code.len() == 12));
        let codes: BTreeSet<&str> = district.items.iter().map(|item| item.impl_code.as_str()).collect();
        assert_eq!(codes.len(), 56);
        assert!(district.items.iter().all(|item| (1..=3).contains(&item.handle_codes.len())));
    }
}
