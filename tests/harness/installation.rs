//! The real binary, run on a data folder of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use mingjing_engine::ledger::Address;
use mingjing_engine::supervision::OfficeOptions;
use serde_json::Value;

use crate::postgres::Database;
use crate::settings::ledger_server;
use crate::{Folder, SAMPLE_NOW, must};

/// The binary under test: `MINGJING_BIN`, else the release build of this workspace.
pub fn binary() -> PathBuf {
    let path = match std::env::var_os("MINGJING_BIN") {
        Some(path) => PathBuf::from(path),
        None => {
            let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
            target.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target")).join("release/mingjing")
        }
    };
    assert!(
        path.is_file(),
        "{} is not there; build it with `cargo build --release --workspace`, or run `make test`, which does",
        path.display()
    );
    path
}

/// What a command did.
#[derive(Debug)]
pub struct Done {
    /// The arguments, for messages.
    pub command: String,
    /// Exit status; `None` when a signal ended it.
    pub status: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Done {
    /// Asserts the exit status: 0 done, 1 done but something needs a person, 2 not done.
    #[track_caller]
    pub fn status(self, expected: i32) -> Done {
        assert_eq!(self.status, Some(expected), "{self}");
        self
    }

    /// Asserts that both streams together say all of this.
    #[track_caller]
    pub fn says(self, words: &[&str]) -> Done {
        let missing: Vec<&&str> = words.iter().filter(|word| !self.stdout.contains(**word) && !self.stderr.contains(**word)).collect();
        assert!(missing.is_empty(), "nothing says {missing:?}\n{self}");
        self
    }

    /// Standard output as one JSON object.
    #[track_caller]
    pub fn json(&self) -> Value {
        match serde_json::from_str(&self.stdout) {
            Ok(value) => value,
            Err(error) => panic!("no JSON object on standard output: {error}\n{self}"),
        }
    }
}

impl std::fmt::Display for Done {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let cut = |text: &str| text.chars().take(4000).collect::<String>();
        write!(f, "mingjing {} ended with {:?}\n{}\n{}", self.command, self.status, cut(&self.stdout), cut(&self.stderr))
    }
}

/// Runs the binary without a data folder.
pub fn cli(arguments: &[&str]) -> Done {
    finish(Command::new(binary()).args(arguments), arguments)
}

fn finish(command: &mut Command, arguments: &[&str]) -> Done {
    let output = must("starting mingjing", command.stdin(Stdio::null()).env_remove("MINGJING_LOG").output());
    Done {
        command: arguments.join(" "),
        status: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A data folder, and the binary on it.
#[derive(Debug)]
pub struct Installation {
    folder: Folder,
    /// The address of the database of a server that holds the ledger.
    database: Option<String>,
    /// That database, where it is this installation's to remove.
    _own: Option<Database>,
}

impl Installation {
    /// An empty one. Its ledger is a file, or a database of its own where `MINGJING_TEST_LEDGER` says so.
    pub fn new() -> Installation {
        match ledger_server() {
            Some(server) => Installation::in_file().with(Database::on(server)),
            None => Installation::in_file(),
        }
    }

    /// An empty one with its ledger in a file, whatever the others have.
    pub fn in_file() -> Installation {
        Installation { folder: Folder::new(), database: None, _own: None }
    }

    /// The same with its ledger in a database of its own.
    pub fn with(self, database: Database) -> Installation {
        Installation { database: Some(database.address.clone()), _own: Some(database), ..self }
    }

    /// The same with its ledger in a database that is somebody else's.
    pub fn on(self, address: String) -> Installation {
        Installation { database: Some(address), ..self }
    }

    /// An empty one with the key of another. Tokens of personal values depend on the key, so alerts of groups that are made of
    /// them can be compared only between such installations.
    pub fn with_key_of(other: &Installation) -> Installation {
        let new = Installation::new();
        let keys = new.data().join("keys");
        must("making the folder of keys", std::fs::create_dir_all(&keys));
        let copied = std::fs::copy(other.data().join("keys/personal.key"), keys.join("personal.key"));
        must("copying the key", copied);
        new
    }

    /// Its data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// The address of the database of a server that holds its ledger, if one does.
    pub fn database(&self) -> Option<&str> {
        self.database.as_deref()
    }

    /// How a test opens it in its own process, as a server would.
    pub fn options(&self) -> OfficeOptions {
        let database = self.database().map(|address| must("the database's address", Address::parse(address)));
        OfficeOptions { data: self.data(), rules: None, database }
    }

    /// The folder around it, for files of the test.
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// The command, not yet started.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary());
        command.args(arguments).arg("--data").arg(self.data());
        match &self.database {
            Some(database) => command.env("MINGJING_DATABASE", database),
            None => command.env_remove("MINGJING_DATABASE"),
        };
        command
    }

    /// Runs a command on it.
    pub fn run(&self, arguments: &[&str]) -> Done {
        finish(&mut self.command(arguments), arguments)
    }

    /// Imports a file as of the sample's time. `more` are further arguments, `--profile` among them where it is not the district.
    pub fn import(&self, file: &Path, more: &[&str]) -> Done {
        let file = file.display().to_string();
        let mut arguments = vec!["import", file.as_str(), "--now", SAMPLE_NOW, "--json"];
        arguments.extend(more);
        self.run(&arguments)
    }

    /// Imports a file of which every record must go in; gives the counts.
    #[track_caller]
    pub fn import_all(&self, file: &Path) -> Value {
        self.import(file, &[]).status(0).json()
    }

    /// Judges everything as of the sample's time; gives the report.
    #[track_caller]
    pub fn judge(&self) -> Value {
        self.run(&["run", "--now", SAMPLE_NOW, "--json"]).status(0).json()
    }

    /// Rows of a query as of the sample's time, as CSV without the header.
    #[track_caller]
    pub fn query(&self, sql: &str) -> Vec<String> {
        let done = self.run(&["query", sql, "--now", SAMPLE_NOW, "--format", "csv"]).status(0);
        done.stdout.lines().skip(1).map(str::to_owned).collect()
    }

    /// The one number that a query gives.
    #[track_caller]
    pub fn number(&self, sql: &str) -> i64 {
        let rows = self.query(sql);
        match rows.as_slice() {
            [one] => must(sql, one.parse()),
            _ => panic!("{sql} gave {} rows", rows.len()),
        }
    }

    /// Events in the ledger, alert steps among them; the chain is walked for it and must be whole.
    #[track_caller]
    pub fn events(&self) -> u64 {
        let found = self.run(&["ledger", "verify", "--json"]).status(0).json();
        found["events"].as_u64().unwrap_or(0)
    }

    /// Quarantined records that wait.
    #[track_caller]
    pub fn quarantine(&self) -> Vec<Value> {
        let done = self.run(&["quarantine", "list", "--json"]);
        done.json()["items"].as_array().cloned().unwrap_or_default()
    }
}

impl Default for Installation {
    fn default() -> Installation {
        Installation::new()
    }
}
