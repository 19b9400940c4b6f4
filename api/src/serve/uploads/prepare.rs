//! A person's choice as a profile and a mapping, ready to read the file by.
//!
//! Quarantined rows are read again by the mapping they came with. So what an import uses is kept under a name made of its content, and never
//! changes; what a person saves under a title is a copy of it.

use std::path::Path;

use mingjing_engine::ingest::library::{Kind, Library};
use mingjing_engine::ingest::propose::build::{self, Built, build};
use mingjing_engine::ingest::source::text_hash;
use mingjing_engine::ingest::{Mapping, Profile};
use toml::{Table, Value};

use super::mappings::About;
use super::post::{is_table, look};
use crate::model::problem::FieldProblem;
use crate::model::upload::Choice;
use crate::serve::problem::ApiError;
use crate::serve::state::App;

/// What a file is read by, not saved yet.
pub struct Prepared {
    /// Profile.
    pub profile: Profile,
    /// Its file, where it is new or gets attributes.
    profile_text: Option<String>,
    /// Mapping of a table.
    pub mapping: Option<Mapping>,
    /// Its file, where it did not come with the program.
    mapping_table: Option<Table>,
    /// Columns of the table.
    pub columns: Vec<String>,
}

fn refused(field: &str, message: impl Into<String>) -> ApiError {
    ApiError::BadChoice { refusals: vec![FieldProblem { field: field.to_owned(), message: message.into() }] }
}

/// The name under which a mapping is kept for what it brought: the centre's, with eight digits of its content's hash.
fn kept_name(centre: &str, table: &Table) -> Result<String, ApiError> {
    let text = written(table)?;
    let digits: String = text_hash(&text).chars().take(8).collect();
    Ok(format!("{centre}-{digits}"))
}

fn written(table: &Table) -> Result<String, ApiError> {
    toml::to_string(table).map_err(|error| ApiError::internal("writing a mapping", error))
}

/// A title as the name of a file.
pub fn name_of(title: &str) -> String {
    let plain = title.trim().chars().map(|c| if c.is_alphanumeric() || c == '-' || c == '_' { c } else { '-' });
    plain.take(60).collect()
}

impl Prepared {
    /// Prepares a choice for a file.
    pub async fn new(app: &App, path: &Path, choice: &Choice) -> Result<Prepared, ApiError> {
        let library = app.office.library();
        let preview = match is_table(path) {
            true => look(app, path, choice.sheet.clone(), 1).await?,
            false => None,
        };
        let wanted = build::Choice {
            sheet: choice.sheet.clone(),
            delimiter: preview.as_ref().and_then(|preview| preview.delimiter),
            roles: choice.roles.clone(),
            case_no_of: choice.case_no_of.clone(),
            centre: choice.centre.code.trim().to_owned(),
            centre_title: choice.centre.title.clone(),
            time_formats: choice.time_formats.clone(),
            calendar: choice.calendar.clone(),
        };
        let known = known_profile(app, library, &wanted.centre).await?;
        if !is_table(path) && choice.mapping.is_none() {
            let Some((profile, _)) = known else {
                return Err(refused("centre", "a file of events goes to a centre that is there; name one whose profile is installed"));
            };
            return Ok(Prepared { profile, profile_text: None, mapping: None, mapping_table: None, columns: Vec::new() });
        }
        let columns = preview.map_or_else(Vec::new, |preview| preview.columns);
        let (table, built) = match &choice.mapping {
            Some(name) => named(library, name)?,
            None => {
                let built = build(&wanted, &columns).map_err(|refusals| ApiError::BadChoice {
                    refusals: refusals.into_iter().map(|refusal| FieldProblem { field: refusal.field, message: refusal.message }).collect(),
                })?;
                (built.mapping.clone(), built)
            }
        };
        let is_shipped = choice.mapping.as_deref().is_some_and(|name| Library::is_shipped(Kind::Mapping, name));
        let name = match (&choice.mapping, is_shipped) {
            (Some(name), true) => name.clone(),
            _ => kept_name(&wanted.centre, &table)?,
        };
        let wrong = |error: &dyn std::fmt::Display| refused("mapping", error.to_string());
        let mapping = Mapping::read(&name, &format!("{name}.toml"), &written(&table)?).map_err(|error| wrong(&error))?;
        let (profile, profile_text) = profile(library, &wanted, &built, known)?;
        Ok(Prepared { profile, profile_text, mapping: Some(mapping), mapping_table: (!is_shipped).then_some(table), columns })
    }

    /// Saves what is new: the profile, the mapping under the name that never changes, and a copy of it under a title.
    pub fn save(&self, library: &Library, choice: &Choice, about: About) -> Result<(), ApiError> {
        let failed = |error| ApiError::internal("saving a mapping", error);
        if let Some(text) = &self.profile_text {
            library.save(Kind::Profile, &self.profile.centre, text).map_err(failed)?;
        }
        let (Some(mapping), Some(table)) = (&self.mapping, &self.mapping_table) else { return Ok(()) };
        if !library.path(Kind::Mapping, &mapping.name).is_some_and(|path| path.is_file()) {
            library.save(Kind::Mapping, &mapping.name, &written(table)?).map_err(failed)?;
        }
        let Some(title) = choice.save_as.as_deref().map(str::trim).filter(|title| !title.is_empty()) else { return Ok(()) };
        let mut titled = table.clone();
        titled.insert("about".to_owned(), Value::Table(About { title: Some(title.to_owned()), ..about }.table()));
        library.save(Kind::Mapping, &name_of(title), &written(&titled)?).map_err(failed)
    }

    /// Refuses a title that cannot be a file's name, or is a shipped mapping's.
    pub fn check_title(choice: &Choice) -> Result<(), ApiError> {
        let Some(title) = choice.save_as.as_deref().map(str::trim).filter(|title| !title.is_empty()) else { return Ok(()) };
        let name = name_of(title);
        if !name.chars().any(char::is_alphanumeric) {
            return Err(refused("save_as", format!("{title:?} has neither a letter nor a digit")));
        }
        if Library::is_shipped(Kind::Mapping, &name) {
            return Err(refused("save_as", format!("{title:?} is the name of a mapping that came with the program; take another one")));
        }
        Ok(())
    }
}

/// A saved or shipped mapping, without what is kept of how it was made, and what it asks of a profile.
fn named(library: &Library, name: &str) -> Result<(Table, Built), ApiError> {
    let (_, _, text) = library
        .text(Kind::Mapping, name)
        .ok()
        .filter(|_| library.known(Kind::Mapping).iter().any(|known| known == name))
        .ok_or_else(|| refused("mapping", format!("no mapping is called {name:?}; GET /import-mappings lists them")))?;
    let mut table: Table = toml::from_str(&text).map_err(|error| refused("mapping", error.message().to_owned()))?;
    table.remove("about");
    let has = |kind: &str| {
        let events = table.get("events").and_then(Value::as_array);
        events.into_iter().flatten().any(|event| event.get("type").and_then(Value::as_str) == Some(kind))
    };
    let attributes = table.get("attributes").and_then(Value::as_table).map(|attributes| attributes.keys().cloned().collect());
    let has_due = table.get("basics").is_some_and(|basics| basics.get("promised_due_at").is_some());
    let has_days = text.contains("promised_days");
    let built = Built {
        attributes: attributes.unwrap_or_default(),
        is_due_given: has_due && !has_days,
        has_acceptance: has("accepted"),
        mapping: table.clone(),
    };
    Ok((table, built))
}

/// The profile of a centre that is there, and its file.
async fn known_profile(app: &App, library: &Library, centre: &str) -> Result<Option<(Profile, Table)>, ApiError> {
    let published = app.published();
    let Some(profile) = app.desk(&published).profile(centre).await? else { return Ok(None) };
    let named = app.office.ledger().meta(&format!("profile/{centre}")).await?.unwrap_or_else(|| profile.name.clone());
    let (_, _, text) = library
        .text(Kind::Profile, &named)
        .or_else(|_| library.text(Kind::Profile, &profile.name))
        .map_err(|error| ApiError::internal("reading the profile of a centre", error))?;
    let table = toml::from_str(&text).map_err(|error| ApiError::internal("reading the profile of a centre", error))?;
    Ok(Some((profile, table)))
}

/// The profile that the file is read by, and its text where it has to be saved.
fn profile(
    library: &Library,
    wanted: &build::Choice,
    built: &Built,
    known: Option<(Profile, Table)>,
) -> Result<(Profile, Option<String>), ApiError> {
    let (table, rules) = match &known {
        Some((profile, table)) => (table.clone(), profile.rules.clone()),
        None => {
            let table = build::new_profile(wanted, built);
            let rules = table.get("rules").and_then(Value::as_str).unwrap_or_default().to_owned();
            (table, rules)
        }
    };
    let mut attributes = built.attributes.clone();
    if known.is_none() {
        // An import that waits, or failed, may have saved a profile for the centre; what that one needs is declared too.
        let saved = library.text(Kind::Profile, &wanted.centre).ok().and_then(|(_, _, text)| toml::from_str::<Table>(&text).ok());
        let declared = saved.as_ref().and_then(|saved| saved.get("attributes")).and_then(Value::as_table);
        attributes.extend(declared.into_iter().flat_map(|declared| declared.keys().cloned()));
    }
    let with = build::with_attributes(&table, &rules, &attributes);
    if let (Some((profile, _)), None) = (&known, &with) {
        return Ok((profile.clone(), None));
    }
    if Library::is_shipped(Kind::Profile, &wanted.centre) {
        let message = format!("{:?} is the name of a profile that came with the program; take another code for the centre", wanted.centre);
        return Err(refused("centre", message));
    }
    let text = written(&with.unwrap_or(table))?;
    let profile =
        Profile::read(&wanted.centre, &format!("{}.toml", wanted.centre), &text).map_err(|error| refused("centre", error.to_string()))?;
    Ok((profile, Some(text)))
}
