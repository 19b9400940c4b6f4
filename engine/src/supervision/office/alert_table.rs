//! The relation of alerts, made anew only where a step changed it.

use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;

use crate::facts::others::{ALERT, Table, alert_table};
use crate::supervision::register::Register;

/// Alerts of one stretch: few enough that making one anew is nothing, enough that scans do not notice the seams.
const STRETCH: usize = 2_048;

/// The rows of a register's alerts in stretches; those that a step touched since they were last made are missing.
#[derive(Default)]
pub(super) struct AlertTable {
    stretches: Vec<Option<RecordBatch>>,
}

impl AlertTable {
    /// The alert at this place of the register was made or changed.
    pub(super) fn touch(&mut self, place: usize) {
        let stretch = place / STRETCH;
        if stretch >= self.stretches.len() {
            self.stretches.resize(stretch + 1, None);
        }
        self.stretches[stretch] = None;
    }

    /// The relation as the register has it. Every change since the last call must have been told by [`AlertTable::touch`].
    pub(super) fn table(&mut self, register: &Register) -> Result<Table, ArrowError> {
        // A relation without rows still has one batch: readers take its columns from it.
        self.stretches.resize(register.all().len().div_ceil(STRETCH).max(1), None);
        let mut batches = Vec::with_capacity(self.stretches.len());
        for (stretch, kept) in self.stretches.iter_mut().enumerate() {
            let batch = match kept.take() {
                Some(batch) => batch,
                None => {
                    let end = register.all().len().min((stretch + 1) * STRETCH);
                    let made = alert_table((stretch * STRETCH..end).map(|place| &*register.all()[place]))?;
                    made.batches()[0].clone()
                }
            };
            *kept = Some(batch.clone());
            batches.push(batch);
        }
        Table::from_batches(&ALERT, batches)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::facts::testing::{event, now};

    fn say(register: &mut Register, table: &mut AlertTable, number: usize, name: &str, level: &str) {
        let payload = json!({
            "alert_no": format!("JC{number:05}"), "step": name, "rule": "T01", "level": level, "since": "2025-01-02T03:04:05Z",
        });
        let told = event(&format!("{number}/{name}"), "alert_step", Some(&format!("C{number}")), now(), payload);
        table.touch(register.apply(&told).expect("a step"));
    }

    #[test]
    fn a_table_that_was_kept_is_the_table_made_anew() {
        let mut register = Register::default();
        let mut table = AlertTable::default();
        assert_eq!(table.table(&register).expect("fits").rows(), 0);
        for number in 0..2 * STRETCH + 3 {
            say(&mut register, &mut table, number, "raised", "remind");
        }
        let first = table.table(&register).expect("fits");
        assert_eq!((first.rows(), first.batches().len()), (2 * STRETCH + 3, 3));
        say(&mut register, &mut table, 1, "escalated", "yellow");
        say(&mut register, &mut table, 2 * STRETCH, "escalated", "yellow");
        let second = table.table(&register).expect("fits");
        assert_eq!(second.batches(), AlertTable::default().table(&register).expect("fits").batches());
        assert_ne!(second.batches()[0], first.batches()[0]);
        assert_eq!(second.batches()[1], first.batches()[1]);
    }
}
