//! In which centres a rule runs, and why it is silent there.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use mingjing_engine::rules::{Rule, Status};
use mingjing_engine::supervision::Published;
use mingjing_engine::sym::Sym;

use crate::model::Words;
use crate::model::rule::{PlaceState, RulePlace};
use crate::serve::checkup::get::session;
use crate::serve::checkup::silent::Filling;
use crate::serve::checkup::sql::Scope;
use crate::serve::problem::ApiError;
use crate::serve::state::App;

/// A centre that has cases.
pub struct Centre {
    /// Code.
    pub code: String,
    /// Name.
    pub name: Words,
    /// Name by which rules list its profile.
    rules: String,
}

impl Centre {
    /// Whether a rule judges here.
    pub fn runs(&self, rule: &Rule) -> bool {
        rule.status == Status::Active && rule.is_for(&self.rules)
    }
}

/// The centres that have cases, by code.
pub async fn centres(app: &App, published: &Published) -> Result<Vec<Centre>, ApiError> {
    let mut codes: Vec<Sym> = published.facts.chunks().iter().flat_map(|chunk| chunk.centres()).collect();
    codes.sort_unstable();
    codes.dedup();
    let mut centres = Vec::with_capacity(codes.len());
    for code in codes {
        if let Some(profile) = app.desk(published).profile(code.text()).await? {
            let name = Words { zh: profile.title.zh.clone(), en: profile.title.en.clone() };
            centres.push(Centre { code: code.text().to_owned(), name, rules: profile.rules });
        }
    }
    Ok(centres)
}

/// What is filled in at each centre, kept for one snapshot: looking goes through all columns of all cases.
#[derive(Default)]
pub struct Fillings(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    position: i64,
    centres: HashMap<String, Arc<Filling>>,
}

impl Fillings {
    fn get(&self, position: i64, centre: &str) -> Option<Arc<Filling>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.centres.get(centre).filter(|_| kept.position == position).cloned()
    }

    fn keep(&self, position: i64, centre: &str, filling: Arc<Filling>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.position != position {
            *kept = Kept { position, centres: HashMap::new() };
        }
        kept.centres.insert(centre.to_owned(), filling);
    }
}

async fn filling(app: &App, published: &Published, centre: &str) -> Result<Arc<Filling>, ApiError> {
    let position = published.facts.position;
    if let Some(filling) = app.fillings.get(position, centre) {
        return Ok(filling);
    }
    let scope = Scope { centre: centre.to_owned(), from: None, to: None };
    let filling = Arc::new(Filling::read(&session(published)?, &scope).await?);
    app.fillings.keep(position, centre, filling.clone());
    Ok(filling)
}

/// How a rule stands in each centre that has cases.
pub async fn places(app: &App, published: &Published, rule: &Rule, centres: &[Centre]) -> Result<Vec<RulePlace>, ApiError> {
    let mut places = Vec::with_capacity(centres.len());
    for centre in centres {
        let (state, missing) = if !rule.is_for(&centre.rules) {
            (PlaceState::NotChosen, Vec::new())
        } else if rule.status != Status::Active {
            (PlaceState::NotInForce, Vec::new())
        } else {
            let missing = filling(app, published, &centre.code).await?.lacks(rule, app.office.groups());
            (if missing.is_empty() { PlaceState::Speaking } else { PlaceState::Silent }, missing)
        };
        places.push(RulePlace { centre: centre.code.clone(), name: centre.name.clone(), state, missing });
    }
    Ok(places)
}
