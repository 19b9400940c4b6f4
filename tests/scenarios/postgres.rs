//! The same in, the same out, whichever database holds the ledger; and a server that fails in the middle.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::harness::{Installation, OwnServer, SAMPLE_NOW, Sample, Server, alerts, database, must};

const TEST: &str = "scenarios::postgres";

/// Position and hash of the end of the chain.
#[track_caller]
fn end(office: &Installation) -> String {
    office.run(&["ledger", "checkpoint", "--json"]).status(0).stdout
}

#[test]
fn one_district_on_both_databases_ends_in_the_same_hash_and_the_same_alerts() {
    let Some(database) = database(&format!("{TEST}::same")) else { return };
    let sample = Sample::generate(1500, 81);
    let file = Installation::in_file();
    let counts = file.import_all(&sample.file());
    let server = Installation::with_key_of(&file).with(database);
    let others = server.import_all(&sample.file());
    for key in ["read", "accepted", "duplicates", "quarantined", "cases", "events"] {
        assert_eq!(counts[key], others[key], "{key}");
    }
    assert_eq!(end(&file), end(&server), "the chain is the same");
    file.judge();
    server.judge();
    alerts::assert_same("on PostgreSQL", &alerts::lasting(&file), &alerts::lasting(&server));
    assert_eq!(file.events(), server.events());
    let owed = alerts::in_utc(sample.manifest(), 3);
    alerts::assert_same("the manifest", &owed, &alerts::of_cases(&server));
    server.run(&["ledger", "rebuild", "--now", SAMPLE_NOW]).status(0);
    assert!(!server.data().join("ledger.db").exists(), "nothing of it is in a file");
    // What asks for encryption must not go unencrypted.
    let Some(address) = server.database() else { panic!("it has a database") };
    let asking = format!("{address}&sslmode=require");
    server.run(&["ledger", "verify", "--database", &asking]).status(2).says(&["encrypted connection"]);
    // The same file again is all duplicates; voided, it leaves no alert; both as on SQLite.
    for office in [&file, &server] {
        assert_eq!(office.import_all(&sample.file())["accepted"], 0);
        office.run(&["import", "void", "1", "--reason", "for a test", "--now", SAMPLE_NOW]).status(0);
        office.judge();
        assert_eq!(office.number("SELECT count(*) FROM alert WHERE supported AND case_no IS NOT NULL"), 0);
    }
}

#[test]
fn a_server_that_fails_in_mid_import_and_comes_back_loses_and_doubles_nothing() {
    let Some(mut server) = OwnServer::start(&format!("{TEST}::fails")) else { return };
    let sample = Sample::generate(5000, 82);
    let undisturbed = Installation::new();
    let all = undisturbed.import_all(&sample.file());
    undisturbed.judge();

    let office = Installation::with_key_of(&undisturbed).on(server.address.clone());
    let file = sample.file().display().to_string();
    let mut command = office.command(&["import", &file, "--now", SAMPLE_NOW]);
    let mut child = must("starting", command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn());
    let Some(stderr) = child.stderr.take() else { panic!("no standard error") };
    let mut lines = BufReader::new(stderr).lines().map_while(Result::ok);
    // Progress is told in tenths; the second one says that something is in and much is not.
    let seen = lines.by_ref().find(|line| line.contains("10%") || line.contains("20%"));
    server.fail();
    assert!(seen.is_some(), "no progress was told");
    server.start_again();
    let rest: Vec<String> = lines.collect();
    let status = must("waiting", child.wait());
    // It waits for the server and goes on; only a commit that was never answered for is left to whoever repeats the import.
    let is_told = rest.iter().any(|line| line.contains("broke off while it committed") && line.contains("do it again"));
    assert!(status.success() || is_told, "{status}: {rest:?}");

    office.import_all(&sample.file());
    assert_eq!(Some(office.events()), all["events"].as_u64(), "nothing is lost or counted twice");
    office.judge();
    alerts::assert_same("after the failure", &alerts::lasting(&undisturbed), &alerts::lasting(&office));

    // A server of ours that stays up meanwhile answers again.
    let console = Server::start(&office);
    assert_eq!(console.get("/api/v1/quarantine").status, 200);
    server.fail();
    server.start_again();
    assert_eq!(console.get("/api/v1/quarantine").status, 200);
}

#[test]
fn a_wrong_address_says_what_is_wrong_and_never_the_password() {
    let installation = Installation::new();
    for (address, told) in [
        ("postgres://clerk:s3cret@127.0.0.1:1/ledger", "database ledger of user clerk on 127.0.0.1:1 does not answer"),
        ("127.0.0.1/ledger?password=s3cret", "write it like postgres://user:password@host:5432/name"),
    ] {
        let done = installation.run(&["ledger", "verify", "--database", address]).status(2).says(&[told]);
        assert!(!done.stdout.contains("s3cret") && !done.stderr.contains("s3cret"), "{done}");
    }
    let help = installation.run(&["run", "--help"]).status(0);
    assert!(help.stdout.contains("MINGJING_DATABASE"), "{help}");
}
