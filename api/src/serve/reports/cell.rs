//! The cases behind a cell of a report, for `GET /cases?cell=…`: asked by the report's own SQL.

use std::sync::Arc;

use mingjing_analytics::reports::{Cell, ReportError, cases_of};
use mingjing_engine::supervision::Published;

use super::made::{KnownDay, view_of};
use crate::serve::checkup::chosen::CaseSet;
use crate::serve::checkup::get::session;
use crate::serve::problem::ApiError;
use crate::serve::scope::known_centre;
use crate::serve::state::App;

/// The cases of a cell. Those of a report as known on a day are the ones it counted; the list shows them as they are now.
pub async fn of_cell(app: &App, published: &Published, name: &str) -> Result<Arc<CaseSet>, ApiError> {
    let key = format!("cell/{name}");
    if let Some(set) = app.chosen.get(published, &key) {
        return Ok(set);
    }
    let cell = Cell::read(name).map_err(ReportError::from)?;
    known_centre(published, &Some(cell.params.centre.clone()))?;
    let found = match KnownDay::read(cell.known.as_deref())? {
        None => cases_of(&session(published)?, &cell).await?,
        Some(known) => {
            let _turn = app.reports.known()?;
            let view = view_of(app, &known).await?;
            let session = view.session().map_err(|error| ApiError::internal("opening the facts", error))?;
            cases_of(&session, &cell).await?
        }
    };
    let set: Arc<CaseSet> = Arc::new(found.into_iter().map(|case_no| (cell.params.centre.clone(), case_no)).collect());
    app.chosen.keep(published, key, set.clone());
    Ok(set)
}
