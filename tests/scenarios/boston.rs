//! Boston's service requests of 2015: the figures that the data set's own oracle gives come out of `query` to the digit, from the
//! reduced copy in sample-data and, where it is there, from the full file. What is asked stands in tests/boston/figures.toml.

use std::path::Path;

use crate::harness::figures::Figures;
use crate::harness::{Installation, must, real_data};

fn check(file: &Path) {
    let figures = Figures::read("boston");
    let expected = must("expected.json", serde_json::from_str(&figures.text("expected.json")));
    let office = Installation::new();
    let counts = office.import(file, &["--profile", "boston311"]).status(0).json();
    assert_eq!([&counts["read"], &counts["cases"]], [121_145, 121_145], "{counts}");
    office.judge();
    figures.check(&office, &expected);
}

#[test]
fn the_figures_of_boston_come_out_of_the_sample_to_the_digit() {
    check(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../sample-data/boston311/boston311_2015.csv.gz"));
}

#[test]
fn the_figures_of_boston_come_out_of_the_full_file_to_the_digit() {
    if let Some(folder) = real_data("boston, full file", "boston311_2015") {
        check(&folder.join("boston311_2015.csv.gz"));
    }
}
