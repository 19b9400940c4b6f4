//! Conditions on parts of a case: materials, opinions, fees, documents, licences, ratings.

use super::{Held, Judge};
use crate::calendar::{HOUR, count_wd, day_of, is_working, time_of_day};
use crate::identity::normalise;
use crate::oracle::facts::more::Touched;
use crate::oracle::read::Item;

/// What stands in an opinion's place without being one.
const NO_OPINION: [&str; 8] = ["", "无", "/", "-", "—", "。", ".", "1"];

impl Judge<'_, '_> {
    pub(super) fn more_case_rules(&self) -> [(&'static str, bool); 7] {
        let facts = self.facts;
        let more = &facts.more;
        let result_type = self.item.and_then(|item| item.result_type.as_deref());
        let issued = self.licence_issued_at();
        let is_late_licence = match (facts.finished_at, issued) {
            (Some(finished), Some(issued)) => count_wd(day_of(finished), day_of(issued)) > 1,
            _ => false,
        };
        let goes_on = facts.finished_at.is_some_and(|finished| {
            facts.links.iter().any(|link| {
                let kind = link.kind.or_else(|| self.node(link.code).and_then(|node| node.kind.as_deref()));
                !matches!(kind, Some("licence" | "deliver" | "other")) && link.end.is_some_and(|end| end > finished)
            })
        });
        let is_exit =
            matches!(facts.result_code, Some("returned" | "forwarded" | "supplement_abandoned")) || more.end_state == Some("returned");
        [
            ("T07", facts.state == "submitted" && self.wd_since(facts.state_since) > 1),
            (
                "T12",
                facts.decision == Some("granted")
                    && matches!(result_type, Some("10" | "20"))
                    && issued.is_none()
                    && self.wd_since(facts.decision_at) > 3,
            ),
            ("F08", facts.specials.iter().filter(|special| special.start.is_some()).count() > 2),
            ("X08", is_late_licence || goes_on),
            ("X09", is_exit && self.remaining().is_some_and(|days| (0..=1).contains(&days))),
            ("X10", more.pre_returns >= 3),
            ("Q02", self.has_wrong_code()),
        ]
    }

    fn node(&self, code: Option<&str>) -> Option<&crate::oracle::read::ItemLink> {
        self.item?.links.iter().find(|node| Some(node.code.as_str()) == code)
    }

    /// When the licence was issued: the first licence's event, else the finish that names one.
    fn licence_issued_at(&self) -> Option<i64> {
        let more = &self.facts.more;
        more.licence_at.or(if more.finish_licence { self.facts.finished_at } else { None })
    }

    /// Whether time alone may still bring a late licence.
    pub(super) fn licence_may_be_late(&self) -> bool {
        self.facts.decision == Some("granted") && self.licence_issued_at().is_none() && self.wd_since(self.facts.decision_at) <= 4
    }

    fn has_wrong_code(&self) -> bool {
        let facts = self.facts;
        let item_code = facts.basic_text("item_impl_code");
        let item_wrong = self.reference.has_items() && item_code.is_some() && self.item.is_none();
        let version = facts.basics.get("item_version").map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        let version_wrong = self.item.zip(version).is_some_and(|(item, version)| item.version.as_deref() != Some(version.as_str()));
        let outside = |name: &str, codes: &[i64]| facts.basic_int(name).is_some_and(|value| !codes.contains(&value));
        let day = facts.applied_at().or(facts.first_event).map(day_of);
        let region_wrong = facts.basic_text("region_code").zip(day).is_some_and(|(code, day)| self.reference.is_region_wrong(code, day));
        item_wrong
            || version_wrong
            || region_wrong
            || outside("case_type", &[1, 2, 9])
            || outside("channel", &[1, 2, 3, 4, 9])
            || outside("applicant_type", &[1, 2, 3, 4, 5, 6])
    }

    pub(super) fn more_rules(&self, held: &mut Vec<Held>) {
        self.rules_of_links(held);
        self.rules_of_materials(held);
        self.rules_of_fees(held);
        self.rules_of_the_decision(held);
        let facts = self.facts;
        let more = &facts.more;
        let mut add = |rule: &'static str, key: &str, holds: bool| {
            if holds {
                held.push(Held { rule, key: key.to_owned() });
            }
        };
        for notice in &facts.supplements {
            let waits = facts.is_open() && !more.answered.contains(notice.no);
            add("T14", notice.no, waits && self.today - day_of(notice.at) > 30);
        }
        let applicant = facts.basic_text("applicant_id_no").map(normalise);
        for (no, holder) in &more.holders {
            add("M07", no, applicant.is_some() && holder.is_some() && *holder != applicant);
        }
        for rating in &facts.ratings {
            let Some(given) = more.given.iter().find(|given| given.no == rating.no) else { continue };
            let is_bad = rating.satisfaction.is_some_and(|grade| grade >= 4);
            let is_cleared = matches!(rating.verdict, Some("mistaken" | "malicious" | "outside_law"));
            add("E01", rating.no, is_bad && !given.is_contacted && !rating.is_closed && !is_cleared && self.wd_since(rating.at) > 1);
            let is_staff = given.phone.as_deref().is_some_and(|phone| self.reference.is_staff_phone(phone));
            let done = more.services.iter().find(|(no, ..)| Some(*no) == given.service).map(|(_, at, _)| *at);
            let is_early = rating.at.zip(done).is_some_and(|(rated, done)| rated < done);
            add("E03a", rating.no, is_staff || is_early);
        }
    }

    fn rules_of_links(&self, held: &mut Vec<Held>) {
        let applicant = self.facts.basic_text("applicant_id_no").map(normalise);
        let agent = self.facts.basic_text("contact_id_no").map(normalise);
        for link in &self.facts.links {
            let (Some(end), Some((is_system, opinion))) = (link.end, self.facts.more.opinions.get(&link.seq)) else { continue };
            let kind = link.kind.or_else(|| self.node(link.code).and_then(|node| node.kind.as_deref()));
            let user = link.ender.or(link.starter);
            let day = day_of(end);
            let item = self.facts.basic_text("item_impl_code");
            let is_unauthorised = user.and_then(|user| self.reference.is_authorised(user, item, kind, day)) == Some(false);
            let minute = time_of_day(end);
            let is_off_hours = !is_working(day) || !(7 * HOUR..22 * HOUR).contains(&minute);
            let is_empty = opinion.is_none_or(|text| NO_OPINION.contains(&text.trim()));
            let is_conflicted = self.facts.more.conflicts.iter().any(|(person, party, from, to)| {
                let is_party = [&applicant, &agent].into_iter().any(|other| other.as_ref() == Some(party));
                Some(*person) == user && is_party && from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to)
            });
            let by_person = !is_system;
            for (rule, holds) in [
                ("F13", is_unauthorised && by_person),
                ("F14", kind == Some("decide") && by_person && is_off_hours),
                ("F15", matches!(kind, Some("review" | "decide")) && by_person && is_empty),
                ("I03", is_conflicted),
            ] {
                if holds {
                    held.push(Held { rule, key: link.seq.to_string() });
                }
            }
        }
    }

    fn rules_of_materials(&self, held: &mut Vec<Held>) {
        let listed = self.item.map_or(&[][..], |item| &item.materials);
        let is_accepted = self.facts.accepted_at.is_some();
        for material in &self.facts.more.materials {
            let of_item = listed.iter().find(|listed| match material.code {
                Some(code) => listed.code == code,
                None => material.name == Some(listed.name.as_str()),
            });
            let is_taken = material.taken_at.is_some();
            let is_shareable = is_accepted && of_item.is_some_and(|listed| listed.shareable);
            for (rule, holds) in [
                ("M03", !listed.is_empty() && of_item.is_none() && (is_taken || material.is_demanded)),
                ("M04", is_shareable && is_taken && matches!(material.mode, Some("1" | "2"))),
                ("M05", is_taken && material.trust == Some("C") && !material.is_checked),
            ] {
                if holds {
                    held.push(Held { rule, key: material.code.or(material.name).unwrap_or_default().to_owned() });
                }
            }
        }
    }

    fn rules_of_fees(&self, held: &mut Vec<Held>) {
        let fees = &self.facts.more.fees;
        for fee in fees {
            let of_item =
                || self.item.and_then(|item| item.fees.iter().find(|(code, _)| Some(code.as_str()) == fee.item)).map(|(_, fen)| *fen);
            let standard = fee.standard.or_else(of_item);
            let is_more = |a: Option<i64>, b: Option<i64>| a.zip(b).is_some_and(|(a, b)| a > b);
            let sum: i64 = fees.iter().filter(|other| other.bill == fee.bill).filter_map(|other| other.paid).sum();
            let is_unbilled = fee.bill.is_none() || fee.bill_fen.is_some_and(|fen| fen != sum);
            for (rule, holds) in [
                (
                    "C01",
                    self.item.and_then(|item| item.is_fee) == Some(false) && (is_more(fee.amount, Some(0)) || is_more(fee.paid, Some(0))),
                ),
                ("C02", is_more(fee.amount, standard)),
                ("C03", is_more(standard, fee.amount) && fee.relief.is_none_or(|basis| basis.trim().is_empty())),
                ("C04", is_more(fee.paid, Some(0)) && is_unbilled),
            ] {
                if holds {
                    held.push(Held { rule, key: fee.no.to_owned() });
                }
            }
        }
    }

    fn rules_of_the_decision(&self, held: &mut Vec<Held>) {
        let (facts, more) = (self.facts, &self.facts.more);
        let is_against = facts.refusal == Some("not_accepted") || facts.decision == Some("denied");
        let document = more.doc_no.and_then(|no| more.documents.iter().find(|document| document.no == no));
        let reason = more.reason.or_else(|| document.and_then(|document| document.reason));
        let is_short = reason.is_none_or(|reason| reason.trim().chars().count() < 10);
        let is_unsealed = document.and_then(|document| document.sealed) == Some(false);
        let remedies = more.remedies.or_else(|| document.and_then(|document| document.remedies));
        let excess = more.discretion.and_then(|(measure, value)| self.item?.excess(measure, facts.basic_text("situation_code"), value));
        for (rule, holds) in [
            ("F10", is_against && (is_short || more.doc_no.is_none() || is_unsealed)),
            ("F11", is_against && remedies == Some(false)),
            ("D03", excess.is_some_and(|excess| excess > 0)),
        ] {
            if holds {
                held.push(Held { rule, key: String::new() });
            }
        }
    }
}

/// The materials that were taken, as the item's list calls them, sorted and joined; `None` where none was.
pub fn taken_materials(touched: &[Touched<'_>], item: Option<&Item>, is_accepted: bool) -> Option<String> {
    let listed = item.filter(|_| is_accepted).map_or(&[][..], |item| &item.materials);
    let code_of = |material: &Touched<'_>| -> Option<String> {
        let by_name = || listed.iter().find(|listed| material.name == Some(listed.name.as_str())).map(|listed| listed.code.clone());
        material.code.map(str::to_owned).or_else(by_name).or_else(|| material.name.map(str::to_owned))
    };
    let mut codes: Vec<String> = touched.iter().filter(|material| material.taken_at.is_some()).filter_map(code_of).collect();
    codes.sort();
    codes.dedup();
    (!codes.is_empty()).then(|| codes.join(","))
}
