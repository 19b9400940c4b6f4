//! `GET /uploads/{id}/proposal`: what the columns seem to mean.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::State;
use mingjing_engine::ingest::propose::roles::Role;
use mingjing_engine::ingest::propose::{LOOKED_AT, propose};

use super::mappings::{About, saved};
use super::post::{look, shown};
use super::roles::words;
use super::shelf::Shelf;
use crate::model::Words;
use crate::model::problem::Problem;
use crate::model::upload::{FittingMapping, MissingRole, Proposal, ProposalNote, ProposalQuery, ProposalRow, ProposedColumn};
use crate::serve::extract::{Asked, Named, text};
use crate::serve::problem::ApiError;
use crate::serve::state::App;

/// What the columns of an upload seem to mean.
#[utoipa::path(get, path = "/uploads/{id}/proposal", operation_id = "proposal", tag = "import", params(("id" = String, Path, description = "Number of the upload."), ProposalQuery), responses((status = 200, body = Proposal), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn proposal(
    State(app): State<App>,
    Named(id): Named<String>,
    Asked(query): Asked<ProposalQuery>,
) -> Result<Json<Proposal>, ApiError> {
    let (kept, path) = Shelf::of(app.office.data()).get(&id)?;
    let Some(preview) = look(&app, &path, text(&query.sheet).map(str::to_owned), LOOKED_AT).await? else {
        let note = ProposalNote {
            line: None,
            text: Words {
                zh: "这是事件文件，不是表格，不需要指定各列的含义。".to_owned(),
                en: "This is a file of events, not a table: it needs no roles.".to_owned(),
            },
        };
        let upload = shown(&app, &kept, Vec::new());
        return Ok(Json(Proposal {
            upload,
            sheet: None,
            header_line: 0,
            columns: Vec::new(),
            case_no_of: Vec::new(),
            rows: Vec::new(),
            notes: vec![note],
            fitting: Vec::new(),
            missing: Vec::new(),
        }));
    };
    let (proposed, preview) = app.compute("proposing roles", move || (propose(&preview), preview)).await?;
    let columns = proposed.columns.into_iter().map(|column| ProposedColumn {
        heading: column.column.clone(),
        column: column.column,
        role: column.role.map(|role| role.code().to_owned()),
        sureness: column.sureness.code().to_owned(),
        alternatives: column.alternatives.into_iter().map(|role| role.code().to_owned()).collect(),
        kind: column.kind.code().to_owned(),
        samples: column.samples,
        is_personal: column.role.is_some_and(Role::is_personal),
    });
    let missing = proposed.missing.into_iter().map(|missing| MissingRole {
        role: missing.role.code().to_owned(),
        title: words(missing.role.title()),
        consequence: words(missing.consequence),
    });
    Ok(Json(Proposal {
        upload: shown(&app, &kept, preview.sheets.clone()),
        sheet: preview.sheet.clone(),
        header_line: preview.header_line,
        columns: columns.collect(),
        case_no_of: proposed.case_no_of,
        rows: proposed.rows.into_iter().map(|row| ProposalRow { line: row.line, cells: row.cells }).collect(),
        notes: preview.notes.iter().map(note).collect(),
        fitting: fitting(&app, &preview.columns),
        missing: missing.collect(),
    }))
}

/// A note of the reader in both languages.
fn note(note: &mingjing_engine::ingest::tables::Note) -> ProposalNote {
    let lines: Vec<String> = note.lines.iter().take(5).map(u64::to_string).collect();
    let place = if lines.is_empty() { String::new() } else { format!("（第 {} 行）", lines.join("、")) };
    let names = note.names.join("、");
    let zh = match note.code {
        "title_rows" => format!("表头以上有 {} 行标题，没有读入{place}", note.count),
        "two_header_rows" => "表头有两行，列名写成“上一行/下一行”".to_owned(),
        "total_rows" => format!("有 {} 行合计或小计，不算办件{place}", note.count),
        "repeated_header" => format!("表头重复出现 {} 次，已跳过{place}", note.count),
        "foot_rows" => format!("表尾有 {} 行说明，没有读入{place}", note.count),
        "other_sheets" => format!("只读了这一张工作表，另有：{names}"),
        "hidden_sheets" => format!("隐藏的工作表没有读：{names}"),
        "macros" => "文件里有宏，没有运行".to_owned(),
        "cells_outside" => format!("表头右边还有 {} 个格子，没有读入{place}", note.count),
        "encoding" => format!("文字编码是 {names}"),
        _ => note.text.clone(),
    };
    ProposalNote { line: note.lines.first().copied(), text: Words { zh, en: note.to_string() } }
}

/// Saved mappings that need just these columns.
fn fitting(app: &App, columns: &[String]) -> Vec<FittingMapping> {
    let here: BTreeSet<&str> = columns.iter().map(String::as_str).collect();
    let mut found = Vec::new();
    for (mapping, about) in saved(app.office.library()) {
        let needed: BTreeSet<&str> = mapping.columns().into_iter().collect();
        if needed != here {
            continue;
        }
        let About { title, roles, case_no_of, centre, .. } = about;
        let roles: BTreeMap<String, String> = roles;
        found.push(FittingMapping {
            title: title.unwrap_or_else(|| mapping.name.clone()),
            mapping: mapping.name,
            roles,
            case_no_of,
            centre,
        });
    }
    found
}
