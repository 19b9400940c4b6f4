//! `GET /import-mappings`, `DELETE /import-mappings/{name}`: mappings to choose from.
//!
//! What was imported refers to a mapping that nobody changes any more (see [`super::prepare`]), so a saved one may be replaced and removed freely.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use mingjing_engine::ingest::Mapping;
use mingjing_engine::ingest::library::{Kind, Library, mapping_names};
use mingjing_engine::time::Zone;
use std::collections::BTreeMap;

use crate::model::problem::Problem;
use crate::model::upload::{MappingItem, MappingList};
use crate::serve::access::visit::Visit;
use crate::serve::extract::Named;
use crate::serve::intake::audit;
use crate::serve::problem::{ApiError, What};
use crate::serve::state::App;

/// What a saved mapping tells of how it was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// What it is called; one without a title is offered to nobody.
    pub title: Option<String>,
    /// When it was saved, microseconds UTC.
    pub saved_at: Option<i64>,
    /// By whom.
    pub saved_by: Option<String>,
    /// The centre it was saved for.
    pub centre: Option<String>,
    /// Its roles, by column.
    pub roles: BTreeMap<String, String>,
    /// The columns of its case number.
    pub case_no_of: Vec<String>,
}

impl About {
    /// Reads what stands in a mapping.
    pub fn read(table: &toml::Table) -> About {
        let text = |name: &str| table.get(name).and_then(|value| value.as_str()).map(str::to_owned);
        let roles = table.get("roles").and_then(|value| value.as_table());
        let parts = table.get("case_no_of").and_then(|value| value.as_array());
        About {
            title: text("title"),
            saved_at: table.get("saved_at").and_then(|value| value.as_integer()),
            saved_by: text("saved_by"),
            centre: text("centre"),
            roles: roles.into_iter().flatten().filter_map(|(column, role)| Some((column.clone(), role.as_str()?.to_owned()))).collect(),
            case_no_of: parts.into_iter().flatten().filter_map(|column| Some(column.as_str()?.to_owned())).collect(),
        }
    }

    /// As it stands in a mapping.
    pub fn table(&self) -> toml::Table {
        let mut table = toml::Table::new();
        let mut put = |name: &str, value: Option<toml::Value>| {
            if let Some(value) = value {
                table.insert(name.to_owned(), value);
            }
        };
        put("title", self.title.clone().map(Into::into));
        put("saved_at", self.saved_at.map(Into::into));
        put("saved_by", self.saved_by.clone().map(Into::into));
        put("centre", self.centre.clone().map(Into::into));
        put("case_no_of", (!self.case_no_of.is_empty()).then(|| self.case_no_of.clone().into()));
        let roles: toml::Table = self.roles.iter().map(|(column, role)| (column.clone(), role.clone().into())).collect();
        put("roles", Some(roles.into()));
        table
    }
}

/// The saved mappings that have a title. One that cannot be read is left aside: it says so when it is named in an import.
pub fn saved(library: &Library) -> Vec<(Mapping, About)> {
    let readable = library.saved(Kind::Mapping).into_iter().filter_map(|name| library.mapping(&name).ok());
    readable
        .map(|mapping| (About::read(&mapping.about), mapping))
        .filter(|(about, _)| about.title.is_some())
        .map(|(about, mapping)| (mapping, about))
        .collect()
}

/// Mappings to choose from.
#[utoipa::path(get, path = "/import-mappings", operation_id = "import_mappings", tag = "import", responses((status = 200, body = MappingList), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn import_mappings(State(app): State<App>) -> Result<Json<MappingList>, ApiError> {
    let library = app.office.library();
    let columns = |mapping: &Mapping| {
        let mut columns: Vec<String> = Vec::new();
        for column in mapping.columns() {
            if !columns.iter().any(|known| known == column) {
                columns.push(column.to_owned());
            }
        }
        columns
    };
    let mut items: Vec<MappingItem> = saved(library)
        .into_iter()
        .map(|(mapping, about)| MappingItem {
            columns: columns(&mapping),
            title: about.title.unwrap_or_default(),
            profile: about.centre,
            saved_at: about.saved_at.map(|at| Zone::china().format(at)),
            saved_by: about.saved_by,
            is_shipped: false,
            name: mapping.name,
        })
        .collect();
    for name in mapping_names() {
        let mapping = library.mapping(&name).map_err(|error| ApiError::internal("reading a shipped mapping", error))?;
        items.push(MappingItem {
            columns: columns(&mapping),
            title: name.clone(),
            profile: None,
            saved_at: None,
            saved_by: None,
            is_shipped: true,
            name,
        });
    }
    Ok(Json(MappingList { items }))
}

/// Removes a saved mapping.
#[utoipa::path(delete, path = "/import-mappings/{name}", operation_id = "delete_import_mapping", tag = "import", params(("name" = String, Path, description = "Name of the mapping.")), responses((status = 204), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn delete(State(app): State<App>, visit: Visit, Named(name): Named<String>) -> Result<StatusCode, ApiError> {
    let library = app.office.library();
    let unknown = || ApiError::Unknown { what: What::Mapping, name: name.clone() };
    if !saved(library).iter().any(|(mapping, _)| mapping.name == name) {
        return Err(unknown());
    }
    let path = library.path(Kind::Mapping, &name).ok_or_else(unknown)?;
    std::fs::remove_file(path).map_err(|error| ApiError::internal("removing a mapping", error))?;
    audit::note(&app, &visit, format!("mapping {name} deleted")).await?;
    Ok(StatusCode::NO_CONTENT)
}
