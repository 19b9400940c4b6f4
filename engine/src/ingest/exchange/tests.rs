//! Files are taken once, and none is lost, whatever happens in between.

use std::sync::atomic::{AtomicU32, Ordering};

use super::*;

struct Place(PathBuf);

impl Place {
    fn new() -> Place {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("mingjing-exchange-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        let _ = fs::remove_dir_all(&path);
        Place(path)
    }

    fn folder(&self) -> Folder {
        Folder::open(&self.0).expect("opens")
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.0.join(name), text).expect("written");
    }

    fn names(&self, part: &str) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.0.join(part))
            .expect("a folder")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .filter(|name| name != ".lock")
            .collect();
        names.sort();
        names
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn shown(names: Vec<OsString>) -> Vec<String> {
    names.into_iter().map(|name| name.to_string_lossy().into_owned()).collect()
}

fn result(taken: &Taken, status: Status) -> FileResult {
    FileResult { status, ..FileResult::failed(&taken.name, "2025-06-30T18:00:00+08:00".to_owned(), "why".to_owned()) }
}

#[test]
fn a_file_is_complete_once_two_looks_see_the_same() {
    let place = Place::new();
    let mut folder = place.folder();
    place.write("in/b.csv", "half");
    place.write("in/a.csv", "whole");
    place.write("in/c.csv.part", "being written");
    place.write("in/.hidden", "");
    fs::create_dir(place.0.join("in/sub")).expect("made");
    assert!(folder.look().expect("lists").is_empty(), "seen for the first time");
    place.write("in/b.csv", "half and more");
    assert_eq!(shown(folder.look().expect("lists")), ["a.csv"]);
    fs::rename(place.0.join("in/c.csv.part"), place.0.join("in/c.csv")).expect("renamed");
    assert_eq!(shown(folder.look().expect("lists")), ["a.csv", "b.csv"]);
    assert_eq!(shown(folder.look().expect("lists")), ["a.csv", "b.csv", "c.csv"]);
}

#[test]
fn one_process_works_on_a_folder_and_a_file_that_is_gone_is_nobodys() {
    let place = Place::new();
    let (mut one, other) = (place.folder(), place.folder());
    let held = one.hold().expect("locks").expect("free");
    assert!(other.hold().expect("asks").is_none(), "the other one has to wait");
    place.write("in/a.csv", "x");
    one.look().expect("lists");
    let names = one.look().expect("lists");
    fs::remove_file(place.0.join("in/a.csv")).expect("withdrawn");
    assert_eq!(one.take(&held, &names[0]).expect("no fault"), None);
    drop(held);
    assert!(other.hold().expect("asks").is_some());
}

#[test]
fn files_of_one_name_are_kept_apart_with_their_results() {
    let place = Place::new();
    let mut folder = place.folder();
    let held = folder.hold().expect("locks").expect("free");
    for _ in 0..3 {
        place.write("in/a.csv.gz", "x");
        folder.look().expect("lists");
        let names = folder.look().expect("lists");
        let taken = folder.take(&held, &names[0]).expect("taken").expect("there");
        assert!(folder.put(&held, &taken, &mut result(&taken, Status::Done), "20250630T180000").expect("put").is_some());
    }
    let expected = ["a.20250630T180000-2.csv.gz", "a.20250630T180000.csv.gz", "a.csv.gz"];
    let with_results: Vec<String> = expected.iter().flat_map(|name| [(*name).to_owned(), format!("{name}.result.json")]).collect();
    assert_eq!(place.names("done"), with_results);
    assert!(place.names("work").is_empty() && place.names("in").is_empty());
    let text = fs::read_to_string(place.0.join("done/a.20250630T180000.csv.gz.result.json")).expect("a result");
    assert_eq!(FileResult::moved_to(&text).as_deref(), Some("done/a.20250630T180000.csv.gz"));
}

#[test]
fn what_a_crash_left_is_found_again() {
    let place = Place::new();
    let folder = place.folder();
    // Taken, not imported to its end; imported, and its result written, but not yet moved; moved, but its result not yet placed.
    place.write("work/a.csv", "x");
    place.write("work/b.csv", "x");
    place.write("work/.result-of-b.csv", "{\"moved_to\":\"done/b.csv\"}");
    place.write("done/c.csv", "x");
    place.write("work/.result-of-c.csv", "{\"moved_to\":\"done/c.csv\"}");
    place.write("work/.result-of-d.csv", "{\"moved_");
    let held = folder.hold().expect("locks").expect("free");
    let left = folder.left_behind(&held).expect("lists");
    assert_eq!(left.iter().map(|taken| taken.name.as_str()).collect::<Vec<_>>(), ["a.csv", "b.csv"]);
    assert_eq!(place.names("done"), ["c.csv", "c.csv.result.json"]);
    assert_eq!(place.names("work"), ["a.csv", "b.csv"]);
}

#[cfg(unix)]
#[test]
fn a_link_is_taken_as_what_it_is_and_not_followed() {
    let place = Place::new();
    let mut folder = place.folder();
    place.write("secret.csv", "not to be read");
    std::os::unix::fs::symlink(place.0.join("secret.csv"), place.0.join("in/link.csv")).expect("linked");
    folder.look().expect("lists");
    let names = folder.look().expect("lists");
    let held = folder.hold().expect("locks").expect("free");
    let taken = folder.take(&held, &names[0]).expect("taken").expect("there");
    assert!(!taken.is_plain);
    folder.put(&held, &taken, &mut result(&taken, Status::Failed), "s").expect("put");
    assert_eq!(place.names("failed"), ["link.csv", "link.csv.result.json"]);
    assert!(place.0.join("secret.csv").is_file());
}

#[test]
fn names_are_split_and_shortened_with_their_endings() {
    for (name, expected) in [("a.b.csv.gz", ("a.b", ".csv.gz")), ("a.csv", ("a", ".csv")), ("plain", ("plain", "")), (".x", (".x", ""))] {
        assert_eq!(split(name), expected);
    }
    let long = format!("{}.csv", "办".repeat(100));
    let short = shortened(&long);
    assert!(short.len() <= LONGEST && short.ends_with("办.csv"), "{short}");
    assert_eq!(shortened("办件.csv"), "办件.csv");
}
