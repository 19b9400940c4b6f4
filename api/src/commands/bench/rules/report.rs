//! What `bench rules` prints.

use serde_json::json;

use super::sample::{self, Sampled};
use super::scan::{self, Scanned};
use super::{CASES, Setting, cel};
use crate::commands::bench::{machine, table};
use crate::output::print_json;
use crate::say;

/// A rule for which two ways came to different hits.
fn differences(scanned: &Scanned, sampled: &Sampled) -> Vec<String> {
    let mut found = Vec::new();
    for (rule, case) in CASES.iter().enumerate() {
        let all = [&scanned.vectorised, &scanned.by_hand, &scanned.closures].map(|way| way.hits[rule]);
        if all.iter().any(|hits| *hits != all[0]) {
            found.push(format!("{}: vectorised {}, by hand {}, closures {} hits", case.code, all[0], all[1], all[2]));
        }
        let few = [sampled.vectorised[rule], sampled.closures.hits[rule], sampled.rhai.hits[rule], sampled.cel.hits[rule]];
        if few.iter().any(|hits| *hits != few[0]) {
            found.push(format!(
                "{}, first {} rows: vectorised {}, closures {}, Rhai {}, CEL {} hits",
                case.code, sampled.rows, few[0], few[1], few[2], few[3]
            ));
        }
    }
    found
}

/// Prints the figures; gives the exit status.
pub fn print(setting: &Setting, scanned: &Scanned, sampled: &Sampled, json: bool) -> anyhow::Result<u8> {
    let differences = differences(scanned, sampled);
    if json {
        print_json(&object(setting, scanned, sampled, differences.is_empty()))?;
    } else {
        say!("{}", text(setting, scanned, sampled).trim_end());
        if differences.is_empty() {
            say!("hits are equal in all ways");
        }
    }
    for difference in &differences {
        eprintln!("different hits: {difference}");
    }
    Ok(if differences.is_empty() { 0 } else { 2 })
}

fn text(setting: &Setting, scanned: &Scanned, sampled: &Sampled) -> String {
    let rows = setting.rows as f64;
    let rate = |seconds: f64| table::millions(rows, seconds);
    let heads = ["rule", "hits", "no answer", "vectorised", "by hand", "vectorised/by hand", "closures"];
    let mut lines = vec![heads.map(str::to_owned).to_vec()];
    for (rule, case) in CASES.iter().enumerate() {
        let (ours, theirs) = (scanned.vectorised.seconds[rule], scanned.by_hand.seconds[rule]);
        lines.push(vec![
            format!("{} {}", case.code, case.shape),
            scanned.vectorised.hits[rule].to_string(),
            scanned.failed[rule].to_string(),
            rate(ours),
            rate(theirs),
            format!("{:.2}", ours / theirs),
            rate(scanned.closures.seconds[rule]),
        ]);
    }
    let (ours, theirs) = (scanned.vectorised.together, scanned.by_hand.together);
    let evaluations = CASES.len() as f64;
    lines.push(vec![
        "all rules in one pass".to_owned(),
        scanned.vectorised.hits.iter().sum::<u64>().to_string(),
        scanned.failed.iter().sum::<u64>().to_string(),
        rate(ours / evaluations),
        rate(theirs / evaluations),
        format!("{:.2}", ours / theirs),
        rate(scanned.closures.together / evaluations),
    ]);
    let mut text = format!(
        "{}\n{} rows, seed {}, {} rules; rows a second for each rule on {} threads, best of {} interleaved repeats of each stretch \
         (closures: {}); vectorised/by hand in time\n",
        machine::description(),
        setting.rows,
        setting.seed,
        CASES.len(),
        scanned.threads,
        scan::REPEATS,
        scan::CLOSURE_REPEATS
    );
    text += &table::columns(&lines);
    text += &format!(
        "\nfirst {} rows, one thread, rows a second for each rule, best of {} interleaved repeats; ratios in speed\n",
        sampled.rows,
        sample::REPEATS
    );
    let heads = ["rule", "hits", "closures", "Rhai's interpreter", "CEL", "closures/Rhai", "closures/CEL"];
    let mut lines = vec![heads.map(str::to_owned).to_vec()];
    let line = |name: String, hits: u64, rows: f64, [closures, rhai, cel]: [f64; 3]| {
        let rate = |seconds: f64| table::millions(rows, seconds);
        let times = |seconds: f64| format!("{:.1}", seconds / closures);
        vec![name, hits.to_string(), rate(closures), rate(rhai), rate(cel), times(rhai), times(cel)]
    };
    let few = sampled.rows as f64;
    for (rule, case) in CASES.iter().enumerate() {
        let seconds = [&sampled.closures, &sampled.rhai, &sampled.cel].map(|way| way.seconds[rule]);
        lines.push(line(format!("{} {}", case.code, case.shape), sampled.closures.hits[rule], few, seconds));
    }
    let totals = [&sampled.closures, &sampled.rhai, &sampled.cel].map(sample::Way::total);
    lines.push(line("all rules".to_owned(), sampled.closures.hits.iter().sum(), few * evaluations, totals));
    text.push_str(&table::columns(&lines));
    text
}

fn object(setting: &Setting, scanned: &Scanned, sampled: &Sampled, equal: bool) -> serde_json::Value {
    let evaluations = setting.rows as f64 * CASES.len() as f64;
    let few = sampled.rows as f64 * CASES.len() as f64;
    let [closures, rhai, by_cel] = [&sampled.closures, &sampled.rhai, &sampled.cel].map(sample::Way::total);
    let rules: Vec<_> = CASES
        .iter()
        .enumerate()
        .map(|(rule, case)| {
            json!({
                "code": case.code, "shape": case.shape, "hits": scanned.vectorised.hits[rule], "no_answer": scanned.failed[rule],
                "seconds": {
                    "vectorised": scanned.vectorised.seconds[rule], "by_hand": scanned.by_hand.seconds[rule],
                    "closures": scanned.closures.seconds[rule],
                },
                "sample_seconds": {
                    "closures": sampled.closures.seconds[rule], "rhai": sampled.rhai.seconds[rule], "cel": sampled.cel.seconds[rule],
                },
            })
        })
        .collect();
    json!({
        "name": "rules",
        "machine": machine::description(),
        "ours": {
            "rows": setting.rows, "seed": setting.seed, "threads": scanned.threads, "hits_equal": equal,
            "vectorised_a_second": evaluations / scanned.vectorised.together,
            "closures_a_second": evaluations / scanned.closures.together,
            "sample_rows": sampled.rows, "closures_a_second_one_thread": few / closures,
            "rules": rules,
        },
        "peers": [
            { "name": "DataFusion by hand", "version": datafusion::DATAFUSION_VERSION, "a_second": evaluations / scanned.by_hand.together },
            { "name": "Rhai", "version": "1.27", "a_second_one_thread": few / rhai },
            { "name": "cel", "version": cel::VERSION, "a_second_one_thread": few / by_cel },
        ],
        "ratios": {
            "vectorised_time_by_hand": scanned.vectorised.together / scanned.by_hand.together,
            "closures_speed_rhai": rhai / closures, "closures_speed_cel": by_cel / closures,
        },
    })
}
