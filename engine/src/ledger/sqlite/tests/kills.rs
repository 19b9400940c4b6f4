//! Processes that die in the middle.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::ledger::conformance::folder::Folder;
use crate::ledger::conformance::{NOON, many};
use crate::ledger::sql::HEAD;
use crate::ledger::sqlite::DATABASE;
use crate::ledger::{Append, Entry, Events, Fault, Ledger, Outcome, SqliteLedger};

const CHUNK: usize = 40;
const FOLDER: &str = "MINGJING_TEST_APPEND_UNTIL_KILLED";

fn chunk(number: usize) -> Append {
    Append::new(many(&format!("chunk-{number}"), CHUNK).into_iter().map(Entry::from).collect(), NOON)
}

/// Sends chunks 0 to `count` from the beginning, as a sender does who knows nothing of what arrived.
async fn send_all(folder: &Path, count: usize) -> crate::ledger::Head {
    let ledger = SqliteLedger::open(folder).await.expect("opens");
    for number in 0..count {
        let outcomes = ledger.append(chunk(number)).await.expect("appends");
        assert!(outcomes.iter().all(|outcome| !matches!(outcome, Outcome::Conflict { .. })));
    }
    let verification = ledger.verify(None).await.expect("walks");
    assert_eq!((verification.fault, verification.events), (None, (count * CHUNK) as u64));
    ledger.close().await.expect("closes");
    verification.head
}

fn copy_files(from: &Path, to: &Path) {
    std::fs::create_dir_all(to.join("keys")).expect("makes");
    // The head first: the table may have moved on by the time it is copied, as after a crash.
    for name in [HEAD, "keys/personal.key", DATABASE, "ledger.db-wal"] {
        if from.join(name).exists() {
            std::fs::copy(from.join(name), to.join(name)).expect("copies");
        }
    }
}

/// Not a test of its own: what [`a_killed_process_leaves_whole_transactions`] starts and kills. It answers each chunk that is
/// in with a line, and does nothing when it is not told where.
#[tokio::test]
async fn append_until_killed() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let ledger = SqliteLedger::open(Path::new(&folder)).await.expect("opens");
    for number in 0..100_000 {
        ledger.append(chunk(number)).await.expect("appends");
        println!("\nchunk {number} is in");
    }
}

#[tokio::test]
async fn a_killed_process_leaves_whole_transactions() {
    let undisturbed = Folder::new();
    let expected = send_all(undisturbed.path(), 30).await;
    for after in [1, 4, 9] {
        let folder = Folder::new();
        let name = format!("{}::append_until_killed", module_path!().split_once("::").expect("a module of the crate").1);
        let mut child = Command::new(std::env::current_exe().expect("this program"))
            .args([name.as_str(), "--exact", "--nocapture", "--test-threads=1"])
            .env(FOLDER, folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .expect("starts");
        let lines = BufReader::new(child.stdout.take().expect("piped")).lines().map_while(Result::ok);
        let told = lines.filter(|line| line.starts_with("chunk ")).take(after).count();
        child.kill().expect("kills");
        child.wait().expect("ends");
        assert_eq!(told, after);
        let ledger = SqliteLedger::open(folder.path()).await.expect("opens");
        let verification = ledger.verify(None).await.expect("walks");
        assert_eq!(verification.fault, None);
        assert!(verification.events >= (told * CHUNK) as u64, "what a caller was told is in, is in");
        assert_eq!(verification.events % CHUNK as u64, 0, "each transaction is in as a whole or not at all");
        ledger.close().await.expect("closes");
        // However far it came: sent again from the beginning, it ends like one that nobody disturbed.
        let count = usize::try_from(verification.events).expect("small") / CHUNK;
        if count <= 30 {
            assert_eq!(send_all(folder.path(), 30).await, expected);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_of_the_files_at_any_moment_is_a_whole_ledger() {
    let folder = Folder::new();
    let ledger = SqliteLedger::open(folder.path()).await.expect("opens");
    ledger.append(chunk(0)).await.expect("appends");
    let (from, done) = (folder.path().to_owned(), std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false)));
    let finished = done.clone();
    let copier = std::thread::spawn(move || {
        let mut copies = Vec::new();
        while !finished.load(std::sync::atomic::Ordering::Relaxed) && copies.len() < 25 {
            let copy = Folder::new();
            copy_files(&from, copy.path());
            copies.push(copy);
        }
        copies
    });
    for number in 1..25 {
        ledger.append(chunk(number)).await.expect("appends");
    }
    done.store(true, std::sync::atomic::Ordering::Relaxed);
    let copies = copier.join().expect("no panic");
    ledger.close().await.expect("closes");
    let expected = send_all(folder.path(), 25).await;
    assert!(!copies.is_empty());
    for copy in copies {
        let restored = SqliteLedger::open(copy.path()).await.expect("opens");
        let verification = restored.verify(None).await.expect("walks");
        assert_eq!(verification.fault, None);
        assert_eq!(verification.events % CHUNK as u64, 0);
        restored.close().await.expect("closes");
        assert_eq!(send_all(copy.path(), 25).await, expected);
    }
}

#[tokio::test]
async fn a_write_ahead_log_cut_short_shows_as_a_cut_tail() {
    let folder = Folder::new();
    let ledger = SqliteLedger::open(folder.path()).await.expect("opens");
    for number in 0..6 {
        ledger.append(chunk(number)).await.expect("appends");
    }
    let length = std::fs::metadata(folder.path().join("ledger.db-wal")).expect("there").len();
    let mut cut = 0;
    for part in 0..12 {
        let copy = Folder::new();
        copy_files(folder.path(), copy.path());
        let log = std::fs::OpenOptions::new().write(true).open(copy.path().join("ledger.db-wal")).expect("opens");
        log.set_len(length - length / 24 * part).expect("cuts");
        let restored = SqliteLedger::open(copy.path()).await.expect("opens");
        let verification = restored.verify(None).await.expect("walks");
        assert_eq!(verification.events % CHUNK as u64, 0);
        match verification.fault {
            None => assert_eq!(verification.events, 6 * CHUNK as u64),
            Some(Fault::CutTail { head, end }) => {
                cut += 1;
                assert_eq!((head, end), (6 * CHUNK as i64, verification.head.position));
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(cut > 0);
}
