//! Which centre, department and period a list or a figure is about. Lists and figures use the same code, so that they cannot differ.

use mingjing_engine::supervision::Published;
use mingjing_engine::time::{Day, Micros, Zone};

use super::extract;
use super::problem::ApiError;

/// The instants of a period of local days, centre by centre.
#[derive(Debug)]
pub struct Period {
    centres: Vec<(&'static str, Micros, Micros)>,
    others: (Micros, Micros),
    is_open: bool,
}

fn bounds(zone: &Zone, from: Option<Day>, to: Option<Day>) -> (Micros, Micros) {
    (from.map_or(Micros::MIN, |day| zone.midnight(day)), to.map_or(Micros::MAX, |day| zone.midnight(day.plus(1))))
}

impl Period {
    /// The days from `from` to `to`, both included, in the zone of each centre.
    pub fn new(published: &Published, from: Option<Day>, to: Option<Day>) -> Period {
        let of_centre = |centre: &mingjing_engine::sym::Sym, zone: &Zone| {
            let (first, end) = bounds(zone, from, to);
            (centre.text(), first, end)
        };
        Period {
            centres: published.benches.iter().map(|(centre, bench)| of_centre(centre, &bench.world.zone)).collect(),
            others: bounds(&Zone::china(), from, to),
            is_open: from.is_none() && to.is_none(),
        }
    }

    /// Whether it has neither a first nor a last day.
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// Whether an instant lies in it; one that is missing lies in no bounded period.
    pub fn has(&self, centre: &str, at: Option<Micros>) -> bool {
        if self.is_open {
            return true;
        }
        let (_, first, end) =
            self.centres.iter().copied().find(|(known, ..)| *known == centre).unwrap_or(("", self.others.0, self.others.1));
        at.is_some_and(|at| first <= at && at < end)
    }
}

/// Refuses a centre that is not known.
pub fn known_centre<'a>(published: &Published, centre: &'a Option<String>) -> Result<Option<&'a str>, ApiError> {
    let Some(code) = extract::text(centre) else { return Ok(None) };
    if published.benches.keys().any(|known| known.text() == code) {
        return Ok(Some(code));
    }
    let mut known: Vec<&str> = published.benches.keys().map(|known| known.text()).collect();
    known.sort_unstable();
    Err(ApiError::UnknownCentre { code: code.to_owned(), known: known.join(", ") })
}

/// Keeps the `count` least candidates in order, without sorting the rest.
pub fn least<T: Ord>(mut candidates: Vec<T>, count: usize) -> Vec<T> {
    if candidates.len() > count {
        candidates.select_nth_unstable(count);
        candidates.truncate(count);
    }
    candidates.sort_unstable();
    candidates
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_are_kept_in_order() {
        assert_eq!(least(vec![5, 3, 9, 1, 7], 3), [1, 3, 5]);
        assert_eq!(least(vec![2, 1], 3), [1, 2]);
        assert_eq!(least(Vec::<u8>::new(), 0), [0_u8; 0]);
    }

    #[test]
    fn a_period_is_of_local_days_both_included() {
        let day = |text| Day::parse(text).expect("a day");
        let zone = Zone::china();
        let (first, end) = bounds(&zone, Some(day("2025-01-24")), Some(day("2025-01-24")));
        assert_eq!(zone.format(first), "2025-01-24T00:00:00+08:00");
        assert_eq!(zone.format(end), "2025-01-25T00:00:00+08:00");
        let period = Period { centres: vec![("wanshan", first, end)], others: (first, end), is_open: false };
        assert!(period.has("wanshan", Some(first)) && period.has("wanshan", Some(end - 1)));
        assert!(!period.has("wanshan", Some(end)) && !period.has("wanshan", None));
    }
}
