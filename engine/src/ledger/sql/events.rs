//! Events.

use super::backend::{Backend, Statement};
use super::{SqlLedger, books, check, read, sources};
use crate::ledger::chain::Hash;
use crate::ledger::events::{Append, Build, CaseCursor, Counts, Events, Numbered, Outcome, Row, SealedRow, SourceCounts};
use crate::ledger::{Audit, Checkpoint, Head, Position, Task, Verification};
use crate::sym::Sym;
use crate::time::Micros;

/// What stands beside events that are no longer there.
const FORGET: [&str; 3] = [
    "DELETE FROM event_keys WHERE position > $1",
    "DELETE FROM import_runs WHERE first_position > $1",
    "UPDATE import_runs SET last_position = $1 WHERE last_position > $1",
];

impl<B: Backend> Events for SqlLedger<B> {
    fn append(&self, append: Append) -> Task<'_, Vec<Outcome>> {
        Box::pin(async move { Ok(self.writer.append(append).await?.outcomes) })
    }

    fn append_numbered(&self, scopes: Vec<String>, build: Build) -> Task<'_, Numbered> {
        Box::pin(self.writer.append_numbered(scopes, build))
    }

    fn read(&self, after: Position, limit: usize) -> Task<'_, Vec<Row>> {
        Box::pin(read::after(self, after, limit))
    }

    fn case_events(&self, centre: &str, case_no: &str) -> Task<'_, Vec<Row>> {
        Box::pin(read::of_case(self, centre.to_owned(), case_no.to_owned()))
    }

    fn events_of_cases(&self, cases: Vec<(Sym, Box<str>)>) -> Task<'_, Vec<Vec<Row>>> {
        Box::pin(read::of_cases(self, cases))
    }

    fn by_case(&self, after: Option<CaseCursor>, limit: usize) -> Task<'_, Vec<Row>> {
        Box::pin(read::by_case(self, after, limit))
    }

    fn reference_events(&self) -> Task<'_, Vec<Row>> {
        Box::pin(read::reference(self))
    }

    fn own_events(&self, after: Position, limit: usize) -> Task<'_, Vec<Row>> {
        Box::pin(read::own(self, after, limit))
    }

    fn service_events(&self, after: Position, limit: usize) -> Task<'_, Vec<Row>> {
        Box::pin(read::service(self, after, limit))
    }

    fn superseded(&self, after: Position, to: Position, known: Micros) -> Task<'_, Vec<Position>> {
        Box::pin(read::superseded(self, after, to, known))
    }

    fn event(&self, position: Position) -> Task<'_, Option<Row>> {
        Box::pin(read::one(self, position))
    }

    fn head(&self) -> Task<'_, Head> {
        Box::pin(read::head(self))
    }

    fn hash_at(&self, position: Position) -> Task<'_, Option<Hash>> {
        Box::pin(read::hash_at(self, position))
    }

    fn counts(&self) -> Task<'_, Counts> {
        Box::pin(read::counts(self))
    }

    fn source_counts(&self) -> Task<'_, Vec<SourceCounts>> {
        Box::pin(sources::counts(self))
    }

    fn late_events(&self, centre: &str, source: &str, lag: Micros) -> Task<'_, u64> {
        Box::pin(sources::late(self, centre.to_owned(), source.to_owned(), lag))
    }

    fn sealed(&self, after: Position, limit: usize) -> Task<'_, Vec<SealedRow>> {
        Box::pin(read::sealed(self, after, limit))
    }

    fn verify(&self, expected: Option<Checkpoint>) -> Task<'_, Verification> {
        Box::pin(check::verify(self, expected))
    }

    fn accept_head(&self, who: &str, recorded_at: Micros) -> Task<'_, Head> {
        let who = who.to_owned();
        let doing = "accepting the end of the ledger";
        Box::pin(async move {
            let mut transaction = self.door.begin_unchecked(doing).await?;
            let what = format!("accepted position {} as the end of the ledger", transaction.head.position);
            let entry = Audit { at: recorded_at, who, what, origin: String::new() };
            transaction.execute(books::new_audit(&entry)).await?;
            // Keys of events that are gone would refuse the same events when they are imported again.
            for forget in FORGET {
                let end = transaction.head.position;
                transaction.execute(Statement::new(forget).bind(end)).await?;
            }
            transaction.accept_end().await
        })
    }
}
