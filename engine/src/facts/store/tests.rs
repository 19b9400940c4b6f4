//! The store's laws.

use std::collections::BTreeMap;
use std::path::PathBuf;

use arrow::record_batch::RecordBatch;
use proptest::prelude::*;

use super::disk::Saved;
use super::*;
use crate::facts::arrow::{Cell, ColumnView, RowsBuilder};
use crate::facts::relations::{CASE, LINK, Moment, WALKED};
use crate::facts::testing::{case, case_no, chunk, next_at, now, world};
use crate::schema::{Relation, Row, Slot, Type};

fn update(position: i64) -> Update {
    Update::new(position, now())
}

fn same(slot: &Slot<'_>, cell: &Cell<'_>) -> bool {
    match (slot, cell) {
        (Slot::Null, Cell::Null) => true,
        (Slot::Int(a), Cell::Int(b)) => a == b,
        (Slot::Bool(a), Cell::Bool(b)) => a == b,
        (Slot::Ts(a), Cell::Ts(b)) => a == b,
        (Slot::Date(a), Cell::Date(b)) => a == b,
        (Slot::Text(a), Cell::Text(b)) => a == b,
        (Slot::Key(a), Cell::Key(b)) => a == b,
        _ => false,
    }
}

/// Compares a batch with the rows that a moment shows, from a row on; gives the row behind them.
fn compare(relation: &Relation, batch: &RecordBatch, moment: &Moment<'_>, mut row: usize) -> usize {
    moment.visit(relation, &mut |seen: &dyn Row| {
        for (slot, column) in relation.columns.iter().enumerate() {
            match (column.ty, ColumnView::new(column.ty, batch.column(slot).as_ref())) {
                (Type::List(_), _) => {}
                (Type::Attributes, Some(view)) => {
                    let expected = moment.case().attributes.len();
                    let Cell::Attributes(entries) = view.get(row) else {
                        assert_eq!(expected, 0, "{}", column.name);
                        continue;
                    };
                    assert_eq!(entries.len(), expected);
                }
                (_, Some(view)) => {
                    let (slot, cell) = (seen.get(slot), view.get(row));
                    assert!(same(&slot, &cell), "{}.{} row {row}: {slot:?} became {cell:?}", relation.name, column.name);
                }
                (_, None) => panic!("{}.{} is of another type", relation.name, column.name),
            }
        }
        row += 1;
    });
    row
}

#[test]
fn every_slot_of_every_relation_is_read_back_from_its_column() {
    let world = world();
    let cases: Vec<_> = (0..300).map(|number| case(number, number * 7 % 61, &world)).collect();
    let pairs: Vec<(u64, u64)> = (0..300).map(|number| (number, number * 7 % 61)).collect();
    let snapshot = FactStore::new().apply(update(1).chunk(chunk(&pairs))).expect("fits");
    for relation in WALKED {
        let mut builder = RowsBuilder::new(relation);
        for case in &cases {
            let moment = Moment::new(case, &world, now());
            moment.visit(relation, &mut |row| builder.append(row, &case.attributes).expect("fits"));
        }
        let built = builder.finish().expect("fits");
        let stored = snapshot.batches(relation, None).expect("known");
        let [stored] = &stored[..] else { panic!("one chunk") };
        assert_eq!(stored.num_rows(), built.num_rows(), "{}", relation.name);
        assert!(
            stored.num_rows() > 0 || relation.name == "waiting" || relation.name == "document" || relation.name == "service",
            "{}",
            relation.name
        );
        let mut row = 0;
        for case in &cases {
            row = compare(relation, stored, &Moment::new(case, &world, now()), row);
        }
        assert_eq!(row, stored.num_rows());
        // Lists too: what the store puts together from other relations is what a builder copies.
        assert_eq!(stored, &built, "{}", relation.name);
    }
}

#[test]
fn a_part_of_a_chunk_is_the_same_rows_as_the_whole() {
    let pairs: Vec<(u64, u64)> = (0..200).map(|number| (number, number * 3 % 53)).collect();
    let snapshot = FactStore::new().apply(update(1).chunk(chunk(&pairs))).expect("fits");
    for relation in WALKED {
        let whole = snapshot.batches(relation, None).expect("known");
        let pieces: Vec<RecordBatch> = snapshot.pieces(17).iter().map(|piece| piece.batch(relation, None).expect("known")).collect();
        let joined = arrow::compute::concat_batches(&whole[0].schema(), &pieces).expect("one schema");
        assert_eq!(
            hash::relation_hash(relation, &whole).expect("hash"),
            hash::relation_hash(relation, std::slice::from_ref(&joined)).expect("hash")
        );
        assert_eq!(joined.num_rows(), whole[0].num_rows());
    }
}

#[test]
fn a_chunk_is_known_again_by_its_name_and_tells_which_of_its_cases_still_count() {
    let store = FactStore::new();
    let pairs: Vec<(u64, u64)> = (0..3_000).map(|number| (number, 2)).collect();
    let before = store.apply(update(1).chunk(chunk(&pairs))).expect("fits").chunks();
    let names: Vec<ChunkName> = before.iter().map(ChunkView::name).collect();
    let after = store.apply(update(2).chunk(chunk(&[(7, 3)])).remove(Sym::new("wanshan"), &case_no(9))).expect("fits").chunks();
    let old: Vec<&ChunkView> = after.iter().filter(|view| names.iter().any(|name| view.is(name))).collect();
    assert_eq!((names.len(), old.len()), (1, 1));
    let live = |view: &ChunkView| (0..view.cases()).filter(|case| view.is_live(*case)).count();
    assert_eq!((live(&before[0]), live(old[0]), old[0].cases()), (3_000, 2_998, 3_000));
    let slot = CASE.slot("case_no").expect("a column");
    assert_eq!(old[0].rows(&CASE, &[slot]).expect("known").num_rows(), 3_000);
    assert_eq!(old[0].centres(), [Sym::new("wanshan")]);
    drop((before, after, store));
    // A name holds none of the rows of a chunk that is gone, and no later chunk is taken for it.
    let later = FactStore::new().apply(update(1).chunk(chunk(&pairs))).expect("fits").chunks();
    assert!(!later[0].is(&names[0]));
}

#[test]
fn a_snapshot_stays_as_it_was_while_the_store_goes_on() {
    let store = FactStore::new();
    let before = store.apply(update(1).chunk(chunk(&[(1, 2), (2, 3), (3, 4)]))).expect("fits");
    let hashes: Vec<String> = WALKED.iter().map(|relation| before.hash(relation).expect("known")).collect();
    let after = store.apply(update(2).chunk(chunk(&[(2, 5), (4, 1)])).remove(Sym::new("wanshan"), &case_no(1))).expect("fits");
    assert_eq!((before.cases(), after.cases()), (3, 3));
    assert_eq!((before.position, after.position), (1, 2));
    assert!(before.has_case("wanshan", &case_no(1)) && !after.has_case("wanshan", &case_no(1)));
    let again: Vec<String> = WALKED.iter().map(|relation| before.hash(relation).expect("known")).collect();
    assert_eq!(hashes, again);
    assert_ne!(before.hash(&CASE).expect("known"), after.hash(&CASE).expect("known"));
}

#[test]
fn a_case_that_comes_twice_in_one_chunk_counts_as_it_came_last() {
    let twice = FactStore::new().apply(update(1).chunk(chunk(&[(1, 2), (2, 2), (1, 8)]))).expect("fits");
    let once = FactStore::new().apply(update(1).chunk(chunk(&[(1, 8), (2, 2)]))).expect("fits");
    assert_eq!(twice.cases(), 2);
    for relation in WALKED {
        assert_eq!(twice.hash(relation).expect("known"), once.hash(relation).expect("known"), "{}", relation.name);
        assert_eq!(twice.rows(relation.name), once.rows(relation.name), "{}", relation.name);
    }
}

#[test]
fn what_falls_due_is_found_by_its_instant() {
    let store = FactStore::new();
    let pairs: Vec<(u64, u64)> = (0..50).map(|number| (number, number)).collect();
    store.apply(update(1).chunk(chunk(&pairs))).expect("fits");
    let later = now() + 3 * crate::time::HOUR;
    let snapshot = store.apply(update(2).chunk(chunk(&[(2, 3)]))).expect("fits");
    let expected: Vec<String> =
        (0..50).filter(|number| *number != 2 && next_at(*number, *number).is_some_and(|at| at <= later)).map(case_no).collect();
    let due: Vec<String> = snapshot.due(later).into_iter().map(|(_, case_no)| case_no.into()).collect();
    assert_eq!(due, expected);
    assert_eq!(snapshot.next_due(), Some(now()));
    assert_eq!(snapshot.next_at("wanshan", &case_no(2)), None);
    assert_eq!(snapshot.next_at("wanshan", &case_no(4)), next_at(4, 4));
}

#[test]
fn one_case_is_found_with_its_rows() {
    let pairs: Vec<(u64, u64)> = (0..40).map(|number| (number, 3)).collect();
    let snapshot = FactStore::new().apply(update(1).chunk(chunk(&pairs))).expect("fits");
    let row = snapshot.case_row("wanshan", &case_no(7)).expect("known").expect("there");
    assert_eq!(row.num_rows(), 1);
    assert_eq!(snapshot.rows_of(&LINK, "wanshan", &case_no(7)).expect("known").expect("there").num_rows(), 3);
    assert!(snapshot.case_row("wanshan", "none").expect("known").is_none());
    assert!(snapshot.case_row("boston", &case_no(7)).expect("known").is_none());
}

#[test]
fn late_changes_rewrite_little_of_a_large_store() {
    let store = FactStore::new();
    let pairs: Vec<(u64, u64)> = (0..5_000).map(|number| (number, number % 20)).collect();
    let chunks: Vec<Chunk> = pairs.chunks(2_500).map(chunk).collect();
    let before = store.apply(chunks.into_iter().fold(update(1), Update::chunk)).expect("fits");
    let all: usize = WALKED.iter().map(|relation| before.rows(relation.name)).sum();
    let first = store.rewrites();
    assert_eq!((first.appended, first.deleted, first.compacted), (all as u64, 0, 0));
    // A hundred changes, one by one, as an unlucky live day would bring them.
    for step in 0..100_u64 {
        store.apply(update(step as i64 + 2).chunk(chunk(&[(step * 37, 5)]))).expect("fits");
    }
    let changed = store.rewrites();
    assert_eq!(store.snapshot().cases(), 5_000);
    let rewritten = changed.appended - first.appended + changed.compacted;
    assert!(rewritten * 10 < all as u64, "{rewritten} rows of {all} were written again");
    assert!(store.snapshot().parts.len() < 25);
}

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("mingjing-facts-{}-{name}", std::process::id()));
    // Left over from a run that was stopped.
    let _ = std::fs::remove_dir_all(&folder);
    folder
}

fn save(snapshot: &Snapshot, folder: &std::path::Path) -> Result<Saved, StoreError> {
    disk::save(snapshot, folder, &"ours")
}

fn load(folder: &std::path::Path) -> Option<Snapshot> {
    disk::load::<String>(folder, |note| note == "ours").map(|(snapshot, _)| snapshot)
}

#[test]
fn a_copy_of_others_is_left_aside() {
    let folder = folder("others");
    save(&busy_store().snapshot(), &folder).expect("written");
    assert!(load(&folder).is_some());
    assert!(disk::load::<String>(&folder, |note| note == "theirs").is_none());
    assert!(disk::load::<i64>(&folder, |_| true).is_none(), "a note of another shape");
    std::fs::remove_dir_all(&folder).expect("ours");
}

fn busy_store() -> FactStore {
    let store = FactStore::new();
    let pairs: Vec<(u64, u64)> = (0..400).map(|number| (number, number * 11 % 67)).collect();
    store.apply(update(1).chunk(chunk(&pairs))).expect("fits");
    store.apply(update(2).chunk(chunk(&[(3, 1), (5, 9)])).remove(Sym::new("wanshan"), &case_no(8))).expect("fits");
    let tables = crate::facts::others::from_world(&world(), now()).expect("fits");
    store.apply(tables.into_iter().fold(update(3), Update::table)).expect("fits");
    store
}

#[test]
fn a_loaded_copy_equals_what_was_saved() {
    let folder = folder("equal");
    let store = busy_store();
    let saved = store.snapshot();
    assert!(load(&folder).is_none());
    assert!(save(&saved, &folder).expect("written").files > 2);
    let loaded = load(&folder).expect("whole");
    assert_eq!((loaded.position, loaded.now, loaded.cases()), (3, saved.now, 399));
    for relation in WALKED {
        assert_eq!(loaded.hash(relation).expect("known"), saved.hash(relation).expect("known"), "{}", relation.name);
        assert_eq!(loaded.batches(relation, None).expect("known"), saved.batches(relation, None).expect("known"), "{}", relation.name);
    }
    assert_eq!(loaded.due(saved.now), saved.due(saved.now));
    for table in saved.tables() {
        assert_eq!(loaded.table(table.relation().name).expect("there").batches(), table.batches());
    }
    // Saving again writes only what is new.
    assert_eq!(save(&saved, &folder).expect("written"), Saved::default());
    let goes_on = FactStore::starting_at(loaded).apply(update(4).chunk(chunk(&[(20, 2)]))).expect("fits");
    assert_eq!(save(&goes_on, &folder).expect("written").files, 1);
    assert_eq!(load(&folder).expect("whole").hash(&CASE).expect("known"), goes_on.hash(&CASE).expect("known"));
    std::fs::remove_dir_all(&folder).expect("ours");
}

#[test]
fn a_damaged_copy_is_left_aside() {
    let folder = folder("damaged");
    let store = busy_store();
    type Harm = fn(&std::path::Path);
    let damage: [(&str, Harm); 4] = [
        ("a flipped byte", |path| {
            let mut bytes = std::fs::read(path).expect("there");
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            std::fs::write(path, bytes).expect("ours");
        }),
        ("a cut file", |path| {
            let bytes = std::fs::read(path).expect("there");
            std::fs::write(path, &bytes[..bytes.len() / 2]).expect("ours");
        }),
        ("an empty file", |path| std::fs::write(path, []).expect("ours")),
        ("a missing file", |path| std::fs::remove_file(path).expect("ours")),
    ];
    for (what, harm) in damage {
        for kind in ["manifest", "chunk", "table"] {
            let _ = std::fs::remove_dir_all(&folder);
            save(&store.snapshot(), &folder).expect("written");
            let mut files: Vec<PathBuf> = std::fs::read_dir(&folder).expect("there").flatten().map(|entry| entry.path()).collect();
            files.sort();
            let file = files.iter().find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(kind))).expect(kind);
            harm(file);
            assert!(load(&folder).is_none(), "{what} in {kind}");
        }
    }
    std::fs::remove_dir_all(&folder).expect("ours");
}

#[test]
fn a_copy_of_another_format_is_left_aside() {
    use sha2::{Digest, Sha256};
    let folder = folder("format");
    save(&busy_store().snapshot(), &folder).expect("written");
    let path = folder.join("manifest");
    let text = std::fs::read_to_string(&path).expect("there");
    let (_, body) = text.split_once('\n').expect("two lines");
    for (from, to) in [("\"format\":2", "\"format\":0"), ("\"schema\":\"", "\"schema\":\"0")] {
        let other = body.trim_end().replacen(from, to, 1);
        assert_ne!(other, body.trim_end());
        std::fs::write(&path, format!("{}\n{other}\n", hash::hex(&Sha256::digest(other.as_bytes())))).expect("ours");
        assert!(load(&folder).is_none(), "{to}");
    }
    std::fs::remove_dir_all(&folder).expect("ours");
}

#[derive(Clone, Debug)]
enum Change {
    Put(Vec<(u64, u64)>),
    Remove(u64),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let put = prop::collection::vec((0..30_u64, 0..40_u64), 1..12).prop_map(Change::Put);
    prop::collection::vec(prop_oneof![4 => put, 1 => (0..30_u64).prop_map(Change::Remove)], 1..30)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn after_any_changes_the_store_holds_what_a_plain_map_holds(changes in changes()) {
        let store = FactStore::new();
        let mut model: BTreeMap<u64, u64> = BTreeMap::new();
        for (step, change) in changes.iter().enumerate() {
            let next = update(step as i64 + 1);
            match change {
                Change::Put(cases) => {
                    model.extend(cases.iter().copied());
                    store.apply(next.chunk(chunk(cases))).expect("fits");
                }
                Change::Remove(number) => {
                    model.remove(number);
                    store.apply(next.remove(Sym::new("wanshan"), &case_no(*number))).expect("fits");
                }
            }
            prop_assert_eq!(store.snapshot().cases(), model.len());
        }
        let snapshot = store.snapshot();
        let pairs: Vec<(u64, u64)> = model.into_iter().collect();
        let fresh = FactStore::new().apply(update(1).chunk(chunk(&pairs))).expect("fits");
        for relation in WALKED {
            prop_assert_eq!(snapshot.hash(relation).expect("known"), fresh.hash(relation).expect("known"), "{}", relation.name);
            prop_assert_eq!(snapshot.rows(relation.name), fresh.rows(relation.name), "{}", relation.name);
        }
        prop_assert_eq!(snapshot.due(i64::MAX - 1), fresh.due(i64::MAX - 1));
        for number in 0..30 {
            prop_assert_eq!(snapshot.has_case("wanshan", &case_no(number)), fresh.has_case("wanshan", &case_no(number)));
        }
    }
}
