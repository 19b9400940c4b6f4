//! The eight rules, each in our script and in the language of zen-engine, with one meaning.
//!
//! They stand here and not in the catalogue, so that tuning a shipped rule does not change what is measured.

use std::sync::Arc;

use anyhow::bail;
use mingjing_engine::facts::relations;
use mingjing_engine::rules::{Catalogue, Rule};
use serde_json::{Value, json};

/// A rule in both languages.
pub struct Pair {
    pub code: &'static str,
    /// What it finds.
    pub title: &'static str,
    pub level: &'static str,
    pub script: &'static str,
    /// What our script says of a hit in two languages; part of its proof.
    pub because: &'static str,
    pub because_en: &'static str,
    /// Null-correct, as a comparison with null is an error there. Instants are integers; `now` is the moment of the row, and as working
    /// days are not known there, `wd_in_state` is given ready-made.
    pub zen: &'static str,
}

/// The rules, by code.
pub const PACK: [Pair; 8] = [
    Pair {
        code: "E01",
        title: "overdue",
        level: "yellow",
        script: "row.clock_stop_at == () && passed(row.promised_over_at)",
        because: "`承诺期限 ${row.promised_due_at} 已过，仍未办结`",
        because_en: "`the promise ended at ${row.promised_due_at}, and it is not done`",
        zen: "clock_stop_at == null and promised_over_at != null and promised_over_at <= now",
    },
    Pair {
        code: "E02",
        title: "due within a day",
        level: "remind",
        script: "row.clock_on && row.remaining_wd >= 0 && row.remaining_wd <= 1",
        because: "`剩余 ${row.remaining_wd} 个工作日`",
        because_en: "`${row.remaining_wd} working days left`",
        zen: "clock_on == true and remaining_wd != null and remaining_wd >= 0 and remaining_wd <= 1",
    },
    Pair {
        code: "E03",
        title: "two or more supplements",
        level: "warn",
        script: "row.supplement_count >= 2",
        because: "`补正 ${row.supplement_count} 次`",
        because_en: "`${row.supplement_count} supplements asked for`",
        zen: "supplement_count >= 2",
    },
    Pair {
        code: "E04",
        title: "rating 4 or 5",
        level: "warn",
        script: "row.satisfaction >= 4",
        because: "`满意度 ${row.satisfaction}`",
        because_en: "`rated ${row.satisfaction}`",
        zen: "satisfaction != null and satisfaction >= 4",
    },
    Pair {
        code: "E05",
        title: "fee above the standard",
        level: "red",
        script: "row.fee_amount_fen > row.fee_standard_fen",
        because: "`收费 ${row.fee_amount_fen} 分，标准 ${row.fee_standard_fen} 分`",
        because_en: "`${row.fee_amount_fen} fen charged, the standard is ${row.fee_standard_fen}`",
        zen: "fee_amount_fen != null and fee_standard_fen != null and fee_amount_fen > fee_standard_fen",
    },
    Pair {
        code: "E06",
        title: "accepted over five days ago and untouched",
        level: "warn",
        script: "row.state == \"accepted\" && wd_since(row.state_since) > 5",
        because: "`受理后 ${wd_since(row.state_since)} 个工作日未进入审查`",
        because_en: "`accepted, and nothing done for ${wd_since(row.state_since)} working days`",
        zen: "state == 'accepted' and wd_in_state != null and wd_in_state > 5",
    },
    Pair {
        code: "E07",
        title: "over one and a half times the promise",
        level: "red",
        script: "row.elapsed_wd * 2 > (row.promised_days + row.extension_days) * 3",
        because: "`已用 ${row.elapsed_wd} 天，承诺 ${row.promised_days} 天`",
        because_en: "`${row.elapsed_wd} days used, ${row.promised_days} promised`",
        zen: "elapsed_wd != null and promised_days != null and elapsed_wd * 2 > (promised_days + extension_days) * 3",
    },
    Pair {
        code: "E08",
        title: "finished within minutes of acceptance",
        level: "warn",
        script: "row.case_type == 2 && !row.is_auto && row.finished_at >= row.accepted_at \
                 && row.finished_at < after_minutes(row.accepted_at, 5)",
        because: "`受理于 ${row.accepted_at}，办结于 ${row.finished_at}`",
        because_en: "`accepted at ${row.accepted_at}, finished at ${row.finished_at}`",
        zen: "case_type == 2 and is_auto != true and finished_at != null and accepted_at != null and finished_at >= accepted_at \
              and finished_at < accepted_at + 300000000",
    },
];

/// Our rules, compiled as a catalogue compiles its own, in the order of [`PACK`].
pub fn rules() -> anyhow::Result<Vec<Arc<Rule>>> {
    let mut files = Vec::new();
    for pair in &PACK {
        let metadata = format!(
            "code = \"{}\"\ntitle = {{ zh = \"{1}\", en = \"{1}\" }}\nsubject = \"case\"\nkind = \"other\"\nlevel = \"{2}\"\nbasis = \"-\"\n\
             owner = \"-\"\nstatus = \"active\"\n",
            pair.code, pair.title, pair.level
        );
        let script = format!(
            "fn when(row) {{\n    {}\n}}\n\nfn because(row) {{\n    {}\n}}\n\nfn because_en(row) {{\n    {}\n}}\n",
            pair.script, pair.because, pair.because_en
        );
        files.push((format!("{}.toml", pair.code), metadata));
        files.push((format!("{}.rhai", pair.code), script));
    }
    let catalogue = Catalogue::load(&files, &relations::walked);
    if let Some(error) = catalogue.errors.first() {
        bail!("{error}");
    }
    Ok(catalogue.rules)
}

/// The rules for the peer.
pub fn for_peer() -> Value {
    PACK.iter().map(|pair| json!({ "code": pair.code, "when": pair.zen })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pack_compiles_and_runs_in_the_quickest_way() {
        let rules = rules().expect("sound rules");
        let ways: Vec<(&str, &str)> = rules.iter().map(|rule| (rule.code.as_str(), rule.way.code())).collect();
        let expected: Vec<(&str, &str)> = PACK.iter().map(|pair| (pair.code, "vectorised")).collect();
        assert_eq!(ways, expected);
    }
}
