//! Accounts, sessions, proposals and the log of access.

use super::{Bench, Make, NOON};
use crate::ledger::access::log::{Log, LogQuery, NewEntry};
use crate::ledger::access::{AccessChange, Account, AccountKind, AccountState, Changed, Proposal, ProposalState, Scope, Session};
use crate::ledger::{Fault, Hash};
use crate::time::HOUR;

fn account(name: &str, version: i64) -> Account {
    Account {
        name: name.to_owned(),
        display_name: "张三".to_owned(),
        kind: AccountKind::Person,
        secret: "$argon2id$x".to_owned(),
        roles: vec!["supervisor".to_owned(), "leader".to_owned()],
        scope: Scope { regions: vec!["wanshan".to_owned()], ..Scope::default() },
        person: Some("P1".to_owned()),
        state: AccountState::Active,
        must_change: true,
        failed: 0,
        locked_until: None,
        secret_at: NOON,
        created_at: NOON,
        created_by: "sysadmin".to_owned(),
        changed_at: NOON,
        changed_by: "sysadmin".to_owned(),
        version,
    }
}

fn session(byte: u8, account: &str) -> Session {
    Session {
        token: Hash([byte; 32]),
        account: account.to_owned(),
        began_at: NOON,
        seen_at: NOON,
        address: "127.0.0.1".to_owned(),
        agent: "a browser".to_owned(),
    }
}

fn entry(log: Log, account: &str, at: i64) -> NewEntry {
    NewEntry {
        log,
        at,
        account: account.to_owned(),
        address: "127.0.0.1".to_owned(),
        action: "login".to_owned(),
        target: String::new(),
        outcome: "done".to_owned(),
        detail: "a\0b".to_owned(),
    }
}

fn asked() -> LogQuery {
    LogQuery { log: None, account: None, from: i64::MIN, before: i64::MAX, below: i64::MAX, limit: 100 }
}

async fn change(bench: &Bench, changes: Vec<AccessChange>) -> Changed {
    bench.ledger.change_access(changes).await.expect("changes")
}

const DONE: Changed = Changed::Done { proposal: None };

pub async fn accounts_are_kept_and_never_overwritten_unseen(make: Make) {
    let bench = Bench::new(make).await;
    assert_eq!(bench.ledger.accounts().await.expect("reads"), vec![]);
    let put = |account: Account| vec![AccessChange::Put(Box::new(account))];
    assert_eq!(change(&bench, put(account("zhang", 1))).await, DONE);
    assert_eq!(change(&bench, put(account("zhang", 1))).await, Changed::Overtaken, "the name is taken");
    let locked = Account { state: AccountState::Locked, failed: 5, locked_until: Some(NOON), roles: vec![], ..account("zhang", 2) };
    assert_eq!(change(&bench, put(locked.clone())).await, DONE);
    let mut late = put(Account { display_name: "late".to_owned(), ..account("zhang", 2) });
    late.insert(0, AccessChange::Note(entry(Log::Operation, "x", NOON)));
    assert_eq!(change(&bench, late).await, Changed::Overtaken);
    assert_eq!(bench.ledger.access_log_end().await.expect("reads"), 0, "what was overtaken leaves no entry");
    let bench = bench.reopen().await;
    assert_eq!(bench.ledger.accounts().await.expect("reads"), vec![locked]);
}

pub async fn sessions_begin_are_seen_and_end(make: Make) {
    let bench = Bench::new(make).await;
    let begin = [1, 2, 3].map(|byte| AccessChange::Begin(session(byte, "zhang"))).to_vec();
    change(&bench, begin).await;
    change(&bench, vec![AccessChange::Begin(session(4, "li"))]).await;
    change(&bench, vec![AccessChange::Seen { token: Hash([1; 32]), at: NOON + HOUR }, AccessChange::End { token: Hash([2; 32]) }]).await;
    let tokens = async |bench: &Bench| -> Vec<(u8, i64)> {
        let mut found: Vec<(u8, i64)> =
            bench.ledger.sessions().await.expect("reads").iter().map(|session| (session.token.0[0], session.seen_at - NOON)).collect();
        found.sort_unstable();
        found
    };
    let bench = bench.reopen().await;
    assert_eq!(tokens(&bench).await, [(1, HOUR), (3, 0), (4, 0)]);
    change(&bench, vec![AccessChange::EndAll { account: "zhang".to_owned(), except: Some(Hash([1; 32])) }]).await;
    assert_eq!(tokens(&bench).await, [(1, HOUR), (4, 0)]);
    change(&bench, vec![AccessChange::Expire { began: 0, seen: NOON + 1 }]).await;
    assert_eq!(tokens(&bench).await, [(1, HOUR)]);
    change(&bench, vec![AccessChange::EndAll { account: "zhang".to_owned(), except: None }]).await;
    assert_eq!(tokens(&bench).await, []);
}

pub async fn a_proposal_is_decided_once(make: Make) {
    let bench = Bench::new(make).await;
    let open = Proposal {
        number: 0,
        kind: "calendar_notice".to_owned(),
        title: "通知".to_owned(),
        body: "{}".to_owned(),
        state: ProposalState::Open,
        proposed_by: "zhang".to_owned(),
        proposed_at: NOON,
        decided_by: None,
        decided_at: None,
        reason: None,
    };
    for number in [1, 2] {
        assert_eq!(change(&bench, vec![AccessChange::Propose(Box::new(open.clone()))]).await, Changed::Done { proposal: Some(number) });
    }
    let decide = |state| AccessChange::Decide { number: 1, state, by: "li".to_owned(), at: NOON + HOUR, reason: Some("对".to_owned()) };
    assert_eq!(change(&bench, vec![decide(ProposalState::Confirmed)]).await, DONE);
    assert_eq!(change(&bench, vec![decide(ProposalState::Rejected)]).await, Changed::Overtaken);
    let decided = Proposal {
        number: 1,
        state: ProposalState::Confirmed,
        decided_by: Some("li".to_owned()),
        decided_at: Some(NOON + HOUR),
        reason: Some("对".to_owned()),
        ..open.clone()
    };
    assert_eq!(bench.ledger.proposals().await.expect("reads"), vec![Proposal { number: 2, ..open }, decided]);
}

pub async fn the_log_of_access_is_a_chain(make: Make) {
    let bench = Bench::new(make).await;
    assert_eq!(bench.ledger.verify_access_log().await.expect("walks").fault, None);
    let entries = [(Log::Login, "zhang", NOON), (Log::Operation, "zhang", NOON + 1), (Log::Operation, "li", NOON + 2)];
    for (log, account, at) in entries {
        change(&bench, vec![AccessChange::Note(entry(log, account, at))]).await;
    }
    change(&bench, vec![AccessChange::Note(entry(Log::Login, "li", NOON + 3)), AccessChange::Note(entry(Log::Login, "li", NOON + 4))])
        .await;
    let bench = bench.reopen().await;
    let found = bench.ledger.verify_access_log().await.expect("walks");
    assert_eq!((found.entries, found.fault), (5, None));
    let positions = async |query: LogQuery| -> Vec<i64> {
        bench.ledger.access_log(query).await.expect("reads").iter().map(|entry| entry.position).collect()
    };
    assert_eq!(positions(asked()).await, [5, 4, 3, 2, 1]);
    assert_eq!(positions(LogQuery { limit: 2, ..asked() }).await, [5, 4]);
    assert_eq!(positions(LogQuery { below: 4, ..asked() }).await, [3, 2, 1]);
    assert_eq!(positions(LogQuery { log: Some(Log::Login), ..asked() }).await, [5, 4, 1]);
    assert_eq!(positions(LogQuery { account: Some("zhang".to_owned()), ..asked() }).await, [2, 1]);
    assert_eq!(positions(LogQuery { from: NOON + 1, before: NOON + 3, ..asked() }).await, [3, 2]);
    assert_eq!(bench.ledger.access_log_end().await.expect("reads"), 5);

    // A head file that knows of more is that of a log whose tail was cut.
    let file = bench.path().join("access.head");
    let mut head = crate::ledger::head::HeadFile::open(&file).expect("opens");
    head.write(crate::ledger::Head { position: 9, hash: Hash([7; 32]) }).expect("writes");
    let bench = bench.reopen().await;
    assert_eq!(bench.ledger.verify_access_log().await.expect("walks").fault, Some(Fault::CutTail { head: 9, end: 5 }));
}
