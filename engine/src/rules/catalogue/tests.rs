//! The catalogue, seen from outside.

use super::*;
use crate::rules::law::relation;
use crate::rules::{Rule, Way};

const SCRIPT: &str = "//! # 查什么\n//! 试。\n\nfn when(row) { row.a > DAYS }\nfn because(row) { `${row.a}${unit(row)}` }\n";
const LIBRARY: &str = "fn unit(row) { if row.flag { \"天\" } else { \"个工作日\" } }\n";

fn metadata(code: &str) -> String {
    format!(
        "code = \"{code}\"\ntitle = {{ zh = \"试\", en = \"try\" }}\nsubject = \"thing\"\nkind = \"time\"\nlevel = \"warn\"\nbasis = \"法\"\nowner = \"科\"\n\
         status = \"active\"\n[params.DAYS]\ndefault = 5\nunit = \"working days\"\nmin = 0\nmax = 30\n\
         [[cases]]\nname = \"报\"\nparams = {{ DAYS = 2 }}\nevents = [{{ at = \"2024-09-27T10:00\", type = \"accepted\" }}]\n\
         evaluate_at = \"2024-10-11T09:00\"\nexpect = [{{ level = \"warn\", since = \"2024-10-11T00:00\" }}]\n"
    )
}

fn load(files: &[(&str, &str)]) -> Catalogue {
    let files: Vec<(String, String)> = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    Catalogue::load(&files, &relation)
}

fn sound(rule: &str) -> Vec<(String, String)> {
    vec![
        (format!("supervision/time/{rule}.rhai"), SCRIPT.to_owned()),
        (format!("supervision/time/{rule}.toml"), metadata(rule)),
        ("lib/words.rhai".to_owned(), LIBRARY.to_owned()),
    ]
}

#[test]
fn a_rule_is_read_with_its_parameters_cases_and_documentation() {
    let catalogue = Catalogue::load(&sound("T1"), &relation);
    assert_eq!(catalogue.errors, []);
    let rule = catalogue.by_code("T1").expect("read");
    assert_eq!((rule.family.as_str(), rule.level, rule.version, &rule.way), ("T1", Level::Warn, 1, &Way::Vectorised));
    assert_eq!((rule.doc.as_str(), rule.cases.len(), rule.hash.len()), ("# 查什么\n试。", 1, 64));
    assert_eq!(rule.cases[0].expect[0].level, Level::Warn);
    assert!(rule.is_for("anywhere"));
}

#[test]
fn faulty_rules_are_all_reported_and_stop_no_other() {
    let (good, twice) = (metadata("T1"), metadata("T1"));
    let (unknown_key, wrong_level) =
        (metadata("T2").replace("owner", "ownr"), metadata("T3").replace("\"warn\"\nbasis", "\"wran\"\nbasis"));
    let (field, subject) = (metadata("T4"), metadata("T5").replace("\"thing\"", "\"thng\""));
    let (case_param, bounds) = (metadata("T6").replace("DAYS = 2", "DAY = 2"), metadata("T7").replace("default = 5", "default = 50"));
    let silent = metadata("T8").replace("level = \"warn\"\nbasis", "level = \"warn\"\nsilent_while = \"limt\"\nbasis");
    let family = metadata("T9").replace("level = \"warn\"\nbasis", "family = \"limit\"\nlevel = \"warn\"\nbasis");
    let catalogue = load(&[
        ("lib/words.rhai", LIBRARY),
        ("a.toml", &good),
        ("a.rhai", SCRIPT),
        ("b.toml", &twice),
        ("b.rhai", SCRIPT),
        ("c.toml", &unknown_key),
        ("c.rhai", SCRIPT),
        ("d.toml", &wrong_level),
        ("d.rhai", SCRIPT),
        ("e.toml", &field),
        ("e.rhai", "fn when(row) {\n  row.aa > DAYS || row.flg\n}"),
        ("f.toml", &subject),
        ("f.rhai", SCRIPT),
        ("g.toml", &case_param),
        ("g.rhai", SCRIPT),
        ("h.toml", &bounds),
        ("h.rhai", SCRIPT),
        ("i.toml", &silent),
        ("i.rhai", SCRIPT),
        ("j.toml", &family),
        ("j.rhai", SCRIPT),
        ("k.toml", &metadata("T10")),
        ("l.rhai", SCRIPT),
        ("m.toml", &metadata("T11")),
        ("m.rhai", "fn when(row) { row.a }"),
        ("n.toml", &metadata("T12")),
        ("n.rhai", "fn because(row) { \"\" }"),
        ("o.toml", &metadata("T13")),
        ("o.rhai", "fn when(row) { true }\nfn level(row) { \"yelow\" }"),
        ("subjects/x.toml", "not ours"),
    ]);
    let found: Vec<String> = catalogue.errors.iter().map(ToString::to_string).collect();
    let expected = [
        "b.rhai:1:1: the code T1 is taken by a.rhai",
        "c.toml:7:1: unknown field `ownr`, expected one of",
        "d.toml:5:9: unknown variant `wran`, expected one of",
        "e.rhai:2:7: `thing` has no column `aa`",
        "f.toml:3:1: there is no relation `thng`",
        "g.toml:15:9: case “报”: there is no parameter `DAY`; did you mean `DAYS`?",
        "h.toml:9:2: the default of `DAYS`: 50 is not between 0 and 30",
        "i.rhai:1:1: silent_while names no family of a rule: `limt`; did you mean `limit`?",
        "k.toml:1:1: there is no script k.rhai beside it",
        "l.rhai:1:1: there is no l.toml beside it",
        "m.rhai:1:16: `when` gives an integer; it must give true or false",
        "n.rhai:1:1: the script has no function `when(row)`",
        "o.rhai:2:17: `yelow` is no level; did you mean `yellow`?",
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found}\n{expected}");
    }
    assert!(found[1].ends_with("did you mean `owner`?") && found[2].ends_with("did you mean `warn`?"), "{found:#?}");
    let codes: Vec<&str> = catalogue.rules.iter().map(|rule| rule.code.as_str()).collect();
    assert_eq!(codes, ["T1", "T8", "T9"]);
}

#[test]
fn changed_content_without_a_new_version_is_an_error_that_lists_all() {
    let mut files = sound("T1");
    files.extend(sound("T2").into_iter().take(2));
    let lock = Catalogue::load(&files, &relation).lock_text();
    files.push(("versions.lock".to_owned(), lock.clone()));
    let locked = Catalogue::load(&files, &relation);
    assert_eq!(locked.errors, []);
    assert_eq!(locked.lock_text(), lock);
    // Documentation and cases are no content; the script, a helper it calls and a parameter's default are.
    let change = |from: &str, to: &str| -> Vec<(String, String)> {
        files
            .iter()
            .map(|(path, text)| (path.clone(), if path.ends_with(".lock") { text.clone() } else { text.replace(from, to) }))
            .collect()
    };
    assert_eq!(Catalogue::load(&change("试。", "看看。"), &relation).errors, []);
    for (from, to, count) in
        [("> DAYS", ">= DAYS", 2), ("个工作日", "日", 2), ("default = 5", "default = 6", 2), ("code = \"T2\"", "code = \"T3\"", 1)]
    {
        let changed = Catalogue::load(&change(from, to), &relation);
        assert_eq!(changed.errors.len(), count, "{from}: {:?}", changed.errors);
        assert_eq!(changed.rules.len(), 2, "a changed rule still runs");
        if count == 2 {
            assert!(changed.errors[0].message.contains("still version 1"), "{:?}", changed.errors);
            assert!(changed.lock_text().contains("version = 2"));
        }
    }
}

#[test]
fn other_parameters_make_another_rule_within_their_bounds() {
    let catalogue = Catalogue::load(&sound("T1"), &relation);
    let rule: &Rule = catalogue.by_code("T1").expect("read");
    let tuned = |name: &str, value: i64| rule.with_params(&[(name.to_owned(), ParamValue::Int(value))].into());
    assert_eq!(tuned("DAYS", 7).expect("in bounds").values["DAYS"], ParamValue::Int(7));
    assert!(tuned("DAYS", 31).expect_err("out of bounds").message.contains("not between 0 and 30"));
    assert!(tuned("DAY", 7).expect_err("unknown").message.contains("did you mean `DAYS`?"));
}

#[test]
fn a_folder_is_read_with_paths_from_it() {
    let folder = std::env::temp_dir().join(format!("mingjing-catalogue-{}", std::process::id()));
    let write = |path: &str, text: &str| {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("inside")).and_then(|()| std::fs::write(path, text)).expect("writable");
    };
    write("supervision/time/a.rhai", SCRIPT);
    write("versions.lock", "");
    write("README.md", "not read");
    let files = read_folder(&folder).expect("readable");
    std::fs::remove_dir_all(&folder).expect("removable");
    assert_eq!(files.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(), ["supervision/time/a.rhai", "versions.lock"]);
    assert!(read_folder(&folder).expect_err("gone").to_string().contains("mingjing-catalogue"));
}
