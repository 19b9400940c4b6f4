//! The shipped profiles and mappings, and those of a path.

use std::path::Path;

use rust_embed::Embed;

use super::error::ImportError;
use super::mapping::Mapping;
use super::profile::Profile;

#[derive(Embed)]
#[folder = "../rules/profiles/"]
struct Profiles;

#[derive(Embed)]
#[folder = "../rules/mapping/"]
struct Mappings;

/// Names of the shipped profiles.
pub fn profile_names() -> Vec<String> {
    names(Profiles::iter())
}

/// Names of the shipped mappings.
pub fn mapping_names() -> Vec<String> {
    names(Mappings::iter())
}

/// A profile by its name, or by the path of its file.
pub fn profile(name: &str) -> Result<Profile, ImportError> {
    let (name, file, text) = text_of("profile", name, Profiles::get(&format!("{name}.toml")), &profile_names())?;
    Ok(Profile::read(&name, &file, &text)?)
}

/// A mapping by its name, or by the path of its file.
pub fn mapping(name: &str) -> Result<Mapping, ImportError> {
    let (name, file, text) = text_of("mapping", name, Mappings::get(&format!("{name}.toml")), &mapping_names())?;
    Ok(Mapping::read(&name, &file, &text)?)
}

fn names(files: impl Iterator<Item = std::borrow::Cow<'static, str>>) -> Vec<String> {
    let mut names: Vec<String> = files.filter_map(|file| file.strip_suffix(".toml").map(str::to_owned)).collect();
    names.sort();
    names
}

/// Name, how messages call the file, and its text.
fn text_of(
    kind: &'static str,
    name: &str,
    embedded: Option<rust_embed::EmbeddedFile>,
    known: &[String],
) -> Result<(String, String, String), ImportError> {
    if let Some(file) = embedded {
        return Ok((name.to_owned(), format!("{name}.toml"), String::from_utf8_lossy(&file.data).into_owned()));
    }
    let path = Path::new(name);
    if path.extension().is_none_or(|extension| extension != "toml") {
        return Err(ImportError::UnknownName { kind, name: name.to_owned(), known: known.join(", ") });
    }
    let text = std::fs::read_to_string(path).map_err(|source| ImportError::Unreadable { file: name.to_owned(), source })?;
    let stem = path.file_stem().map_or_else(|| name.to_owned(), |stem| stem.to_string_lossy().into_owned());
    Ok((stem, name.to_owned(), text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_shipped_profiles_and_mappings_are_valid() {
        for name in profile_names() {
            let profile = profile(&name).expect(&name);
            if let Some(used) = profile.mapping {
                mapping(&used).expect(&used);
            }
        }
        for name in mapping_names() {
            mapping(&name).expect(&name);
        }
        assert!(profile_names().contains(&"boston311".to_owned()));
    }

    #[test]
    fn an_unknown_name_lists_the_known_ones() {
        let error = profile("bosten311").expect_err("unknown").to_string();
        assert!(error.starts_with("no profile is called \"bosten311\"; known: ") && error.contains("boston311"), "{error}");
        assert!(matches!(mapping("nowhere/m.toml"), Err(ImportError::Unreadable { .. })));
    }
}
