//! What every backend must do, written once. A backend adds a line like
//! `crate::ledger::conformance::conformance!(sqlite, super::open_for_tests);` to its tests, naming a function that opens the
//! ledger of a folder, and is finished when it passes.

pub mod access;
pub mod beside;
pub mod events;
pub mod folder;
pub mod imports;

use std::path::Path;
use std::sync::Arc;

use super::{Append, Entry, Ledger, LedgerError, Outcome, Position, Task};
use crate::case::form::Formed;
use crate::case::kind::EventType;
use crate::schema::Key;
use crate::sym::Sym;
use crate::time::{HOUR, Micros, format_utc};
use folder::Folder;

/// Opens the ledger of a folder.
pub type Make = for<'a> fn(&'a Path) -> Task<'a, Arc<dyn Ledger>>;

/// 2025-01-24T06:05:00Z.
pub const NOON: Micros = 1_737_698_700_000_000;

/// A ledger in a folder of its own.
pub struct Bench {
    make: Make,
    folder: Folder,
    /// The ledger.
    pub ledger: Arc<dyn Ledger>,
}

impl Bench {
    /// An empty one.
    pub async fn new(make: Make) -> Bench {
        let folder = Folder::new();
        let ledger = make(folder.path()).await.expect("opens");
        Bench { make, folder, ledger }
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Closes it and opens it again.
    pub async fn reopen(self) -> Bench {
        self.ledger.close().await.expect("closes");
        let Bench { make, folder, ledger } = self;
        drop(ledger);
        let ledger = make(folder.path()).await.expect("opens again");
        Bench { make, folder, ledger }
    }

    /// Appends events that belong to no import.
    pub async fn append(&self, events: Vec<Formed>) -> Vec<Outcome> {
        self.try_append(events).await.expect("appends")
    }

    /// Appends events that belong to no import, and may fail.
    pub async fn try_append(&self, events: Vec<Formed>) -> Result<Vec<Outcome>, LedgerError> {
        self.ledger.append(Append::new(events.into_iter().map(Entry::from).collect(), NOON)).await
    }

    /// Asserts that the chain is whole and has so many events.
    pub async fn assert_whole(&self, events: u64) {
        let found = self.ledger.verify(None).await.expect("walks");
        assert_eq!((found.fault, found.notes, found.events), (None, vec![], events));
    }

    /// The ids of all events, in order of position.
    pub async fn ids(&self) -> Vec<String> {
        self.ledger.read(0, usize::MAX).await.expect("reads").into_iter().map(|row| row.id.into()).collect()
    }
}

/// An event of a case, with the body that the door would give it.
pub fn event(id: &str, revision: u32, case_no: &str, kind: EventType, note: &str) -> Formed {
    let occurred_at = NOON - HOUR;
    let mut body = serde_json::Map::new();
    body.insert("id".into(), id.into());
    body.insert("source".into(), "counter".into());
    if revision > 0 {
        body.insert("revision".into(), revision.into());
    }
    body.insert("type".into(), kind.name().into());
    body.insert("centre".into(), "wanshan".into());
    if !case_no.is_empty() {
        body.insert("case_no".into(), case_no.into());
    }
    body.insert("occurred_at".into(), format_utc(occurred_at).into());
    body.insert("payload".into(), serde_json::json!({ "reason": note }));
    Formed {
        centre: Sym::new("wanshan"),
        source: Sym::new("counter"),
        id: id.to_owned(),
        revision,
        kind,
        case_no: (!case_no.is_empty()).then(|| case_no.to_owned()),
        occurred_at,
        body: serde_json::Value::Object(body).to_string(),
        personal: Vec::new(),
    }
}

/// An event whose content does not matter.
pub fn noted(id: &str) -> Formed {
    event(id, 0, "C1", EventType::Noted, "")
}

/// So many events `prefix-0`, `prefix-1` … of ten cases.
pub fn many(prefix: &str, count: usize) -> Vec<Formed> {
    (0..count).map(|n| event(&format!("{prefix}-{n}"), 0, &format!("C{}", n % 10), EventType::Noted, "x")).collect()
}

/// An event that brings a personal value.
pub fn personal(id: &str, key: Key, value: &str) -> Formed {
    let mut event = noted(id);
    let sealed = serde_json::json!({ "key": key.to_string(), "mask": "张*" });
    event.body = event.body.replace(r#"{"reason":""}"#, &serde_json::json!({ "receiver": sealed }).to_string());
    event.personal.push((key, value.to_owned()));
    event
}

/// What `append` answers to events that are all new, the first at `first`.
pub fn appended(first: Position, count: usize) -> Vec<Outcome> {
    (first..).take(count).map(Outcome::Appended).collect()
}

/// For a backend that needs nothing from outside.
pub fn always() -> bool {
    true
}

/// One test a case, for one backend; with `if`, only where that function says that there is something to test on.
macro_rules! conformance {
    ($backend:ident, $make:path) => {
        $crate::ledger::conformance::conformance!($backend, $make, if $crate::ledger::conformance::always);
    };
    ($backend:ident, $make:path, if $is_there:path) => {
        mod $backend {
            $crate::ledger::conformance::conformance!(@cases $make, $is_there;
                events: an_empty_ledger_is_whole, positions_are_gapless_from_one, sending_again_is_a_duplicate,
                    other_content_under_the_same_key_is_a_conflict, revisions_are_events_of_their_own,
                    one_append_may_hold_the_same_event_twice, concurrent_callers_each_get_their_own_answer,
                    events_are_read_by_position_case_and_kind, everything_survives_closing_and_opening, what_a_higher_revision_replaced_is_known_from_when_it_came,
                    a_closed_ledger_says_so, two_ledgers_of_one_folder_take_turns, numbers_have_no_gaps,
                    a_checkpoint_bears_witness, bodies_are_exported_in_order, odd_texts_come_back_as_they_were;
                imports: an_import_is_listed_with_its_counts, events_need_an_import_that_began,
                    voiding_takes_everything_back_and_frees_the_keys, voiding_twice_writes_once,
                    an_import_voided_and_done_right_leaves_the_right_events, a_killed_import_is_taken_up_again,
                    an_import_without_events_can_be_voided, what_sources_sent_is_counted_without_voided_imports;
                beside: personal_values_come_with_their_events, erasing_leaves_the_chain_whole,
                    a_duplicate_does_not_bring_back_what_was_erased, the_same_bad_row_is_kept_once,
                    replayed_rows_are_no_longer_open, voiding_an_import_withdraws_its_bad_rows,
                    an_exported_file_can_hold_the_personal_values, cursors_move_with_the_events,
                    settings_and_audit_are_kept;
                access: accounts_are_kept_and_never_overwritten_unseen, sessions_begin_are_seen_and_end,
                    a_proposal_is_decided_once, the_log_of_access_is_a_chain;
            );
        }
    };
    (@cases $make:path, $is_there:path; $($area:ident: $($case:ident),*;)*) => {
        $($(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                if $is_there() {
                    $crate::ledger::conformance::$area::$case($make).await;
                }
            }
        )*)*
    };
}
pub(crate) use conformance;
