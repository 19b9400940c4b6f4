//! Events of a case that every row of the case repeats (`once = true`): which rows need not make them again.

use super::value::RowView;

/// What the row before gave to each event made once. A log whose cases stand together makes such an event for the first row of a case
/// only; in any other order it is made again, and its id tells the ledger that it is there.
#[derive(Clone, Debug, Default)]
pub struct Repeats {
    /// By place of the event in the mapping: the cells it was last made from.
    last: Vec<Option<Vec<Box<str>>>>,
}

impl Repeats {
    /// Whether the row repeats the cells of these places as the row before that gave the event had them; what it has is kept.
    pub(super) fn is_repeated(&mut self, event: usize, places: &[usize], row: RowView<'_>) -> bool {
        let cell = |place: &usize| row.cell(*place).unwrap_or_default();
        if self.last.len() <= event {
            self.last.resize(event + 1, None);
        }
        let kept = &mut self.last[event];
        if kept.as_ref().is_some_and(|cells| cells.iter().map(|kept| &**kept).eq(places.iter().map(cell))) {
            return true;
        }
        *kept = Some(places.iter().map(|place| cell(place).into()).collect());
        false
    }
}
