//! A disk that is full.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::harness::{Folder, Installation, SAMPLE_NOW, Sample, alerts, binary, must, skip};

const TEST: &str = "failure::disk";

/// A small file system of its own, gone when dropped.
struct SmallDisk {
    folder: Folder,
}

impl SmallDisk {
    /// `None` where this user may not mount one.
    fn mount(size: &str) -> Option<SmallDisk> {
        let folder = Folder::new();
        let option = format!("size={size}");
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", &option, "tmpfs"]).arg(folder.path()).output();
        mount.is_ok_and(|output| output.status.success()).then_some(SmallDisk { folder })
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Someone made room.
    fn grow(&self, size: &str) {
        let option = format!("remount,size={size}");
        let output = must("mounting anew", Command::new("mount").args(["-o", &option]).arg(self.folder.path()).output());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.folder.path()).output();
    }
}

struct Ended {
    status: Option<i32>,
    stdout: String,
    stderr: String,
}

fn run(command: &mut Command) -> Ended {
    let output = must("starting mingjing", command.output());
    Ended {
        status: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn import(file: &Path, data: &Path) -> Command {
    let mut command = Command::new(binary());
    command.args(["import", "--json", "--now", SAMPLE_NOW]).arg(file).arg("--data").arg(data);
    command
}

/// What holds after a disk was full and room was made: the ledger is whole, the import repeated completes it.
fn completes(data: &Path, sample: &Sample) {
    let before = events(data);
    let again = run(&mut import(&sample.file(), data));
    assert_eq!(again.status, Some(0), "{}", again.stderr);
    let counts: Value = must("the counts", serde_json::from_str(&again.stdout));
    let whole = Installation::new();
    let all = whole.import_all(&sample.file());
    assert_eq!(counts["read"], all["read"]);
    assert_eq!(counts["events"].as_u64().map(|events| events + before), all["events"].as_u64());
    assert_eq!(events(data), whole.events(), "nothing is lost or counted twice");
    whole.judge();
    let judged = run(Command::new(binary()).args(["run", "--now", SAMPLE_NOW]).arg("--data").arg(data));
    assert_eq!(judged.status, Some(0), "{}", judged.stderr);
    let rows = query(data, "SELECT case_no, rule, level, since, ended_at FROM alert WHERE supported AND case_no IS NOT NULL");
    alerts::assert_same("after the full disk", &alerts::of_cases(&whole), &alerts::in_utc(rows, 3));
}

/// Events in a ledger that must be whole.
fn events(data: &Path) -> u64 {
    let verified = run(Command::new(binary()).args(["ledger", "verify", "--json"]).arg("--data").arg(data));
    assert_eq!(verified.status, Some(0), "{}{}", verified.stdout, verified.stderr);
    let found: Value = must("the counts", serde_json::from_str(&verified.stdout));
    found["events"].as_u64().unwrap_or(0)
}

fn query(data: &Path, sql: &str) -> Vec<String> {
    let done = run(Command::new(binary()).args(["query", sql, "--format", "csv", "--now", SAMPLE_NOW]).arg("--data").arg(data));
    assert_eq!(done.status, Some(0), "{}", done.stderr);
    done.stdout.lines().skip(1).map(str::to_owned).collect()
}

#[test]
fn a_full_disk_stops_the_import_with_a_word_and_harms_nothing() {
    let sample = Sample::generate(1500, 53);
    let Some(disk) = SmallDisk::mount("8m") else {
        skip(TEST, "no right to mount a small disk");
        return;
    };
    let data = disk.path().join("data");
    let full = run(&mut import(&sample.file(), &data));
    assert_eq!(full.status, Some(2), "{}{}", full.stdout, full.stderr);
    assert!(full.stderr.contains("no space left") && full.stderr.contains("free space"), "{}", full.stderr);
    disk.grow("400m");
    completes(&data, &sample);
}

#[test]
fn a_limit_on_the_size_of_files_stops_the_import_and_harms_nothing() {
    let sample = Sample::generate(1500, 54);
    let folder = Folder::new();
    let data = folder.join("data");
    // Blocks of 512 bytes or of 1 KiB, after the shell; both are less than the import needs. The signal is ignored, so that the
    // write fails as it does on a full disk.
    let script = "ulimit -f 6000 || exit 97; trap '' XFSZ; exec \"$@\"";
    let mut command = Command::new("sh");
    command.args(["-c", script, "sh"]).arg(binary()).args(["import", "--json", "--now", SAMPLE_NOW]).arg(sample.file());
    let full = run(command.arg("--data").arg(&data));
    if full.status == Some(97) {
        skip(TEST, "no limit on the size of files can be set");
        return;
    }
    assert_eq!(full.status, Some(2), "{}{}", full.stdout, full.stderr);
    assert!(full.stderr.contains("nothing of it was kept"), "{}", full.stderr);
    completes(&data, &sample);
}
