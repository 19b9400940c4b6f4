//! `GET /import-roles`: what a column can mean.

use axum::Json;
use mingjing_engine::ingest::profile::Title;
use mingjing_engine::ingest::propose::roles::Role;

use crate::model::Words;
use crate::model::problem::Problem;
use crate::model::upload::{RoleItem, RoleList};

/// A title of the engine as the API's words.
pub fn words(title: Title) -> Words {
    Words { zh: title.zh, en: title.en }
}

/// What a column can mean.
#[utoipa::path(get, path = "/import-roles", operation_id = "import_roles", tag = "import", responses((status = 200, body = RoleList), (status = "default", description = "Problem", body = Problem, content_type = "application/problem+json")))]
pub async fn import_roles() -> Json<RoleList> {
    let item = |role: &Role| RoleItem {
        code: role.code().to_owned(),
        title: words(role.title()),
        hint: words(role.hint()),
        group: role.group().code().to_owned(),
        is_personal: role.is_personal(),
        is_many: role.is_many(),
    };
    Json(RoleList { roles: Role::ALL.iter().map(item).collect() })
}
