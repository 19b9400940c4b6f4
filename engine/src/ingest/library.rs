//! The shipped profiles and mappings, those an installation has saved, and those of a path.
//!
//! A name is looked up among the shipped ones, then in the data folder (`profiles/NAME.toml`, `mappings/NAME.toml`); what ends in
//! `.toml` is a path. A saved file therefore takes no name that a shipped one has.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

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

/// Where profiles and mappings are looked up.
#[derive(Clone, Debug, Default)]
pub struct Library {
    data: Option<PathBuf>,
}

/// A kind of file that is looked up by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Profiles.
    Profile,
    /// Mappings.
    Mapping,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Kind::Profile => "profile",
            Kind::Mapping => "mapping",
        }
    }

    fn folder(self) -> &'static str {
        match self {
            Kind::Profile => "profiles",
            Kind::Mapping => "mappings",
        }
    }

    fn embedded(self, name: &str) -> Option<rust_embed::EmbeddedFile> {
        let file = format!("{name}.toml");
        match self {
            Kind::Profile => Profiles::get(&file),
            Kind::Mapping => Mappings::get(&file),
        }
    }

    fn shipped(self) -> Vec<String> {
        match self {
            Kind::Profile => profile_names(),
            Kind::Mapping => mapping_names(),
        }
    }
}

impl Library {
    /// The shipped files and those saved in a data folder.
    pub fn of(data: &Path) -> Library {
        Library { data: Some(data.to_owned()) }
    }

    /// A profile by its name, or by the path of its file.
    pub fn profile(&self, name: &str) -> Result<Profile, ImportError> {
        if let Some(shipped) = shipped_profiles().iter().find(|profile| profile.name == name) {
            return Ok(shipped.clone());
        }
        let (name, file, text) = self.text(Kind::Profile, name)?;
        Ok(Profile::read(&name, &file, &text)?)
    }

    /// A mapping by its name, or by the path of its file.
    pub fn mapping(&self, name: &str) -> Result<Mapping, ImportError> {
        let (name, file, text) = self.text(Kind::Mapping, name)?;
        Ok(Mapping::read(&name, &file, &text)?)
    }

    /// Names of the saved files of a kind, sorted.
    pub fn saved(&self, kind: Kind) -> Vec<String> {
        let Some(folder) = self.folder(kind) else { return Vec::new() };
        // A folder that is not there holds none.
        let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
        let files = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        names(files.map(std::borrow::Cow::Owned))
    }

    /// Every name of a kind, shipped ones first.
    pub fn known(&self, kind: Kind) -> Vec<String> {
        let mut known = kind.shipped();
        known.extend(self.saved(kind));
        known
    }

    /// The path of a saved file, whether it is there or not; `None` without a data folder, and for a name that could leave it.
    pub fn path(&self, kind: Kind, name: &str) -> Option<PathBuf> {
        if !is_plain(name) {
            return None;
        }
        Some(self.folder(kind)?.join(format!("{name}.toml")))
    }

    /// Whether a name belongs to a shipped file.
    pub fn is_shipped(kind: Kind, name: &str) -> bool {
        kind.embedded(name).is_some()
    }

    /// Saves a file under a name, whole or not at all, readable by its owner only. A profile or mapping may name columns of a table and
    /// nothing of its rows.
    pub fn save(&self, kind: Kind, name: &str, text: &str) -> Result<(), ImportError> {
        let unknown = || ImportError::UnknownName { kind: kind.word(), name: name.to_owned(), known: self.known(kind).join(", ") };
        let path = self.path(kind, name).ok_or_else(unknown)?;
        let unwritable = |source| ImportError::Unwritable { file: path.display().to_string(), source };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(unwritable)?;
        }
        let new = path.with_extension("toml.new");
        std::fs::write(&new, text).map_err(unwritable)?;
        std::fs::rename(&new, &path).map_err(unwritable)
    }

    /// The name by which a mapping can be looked up later. One given by the path of its file is saved under the file's stem first: the file may
    /// be gone when records that it left in quarantine are sent through the door again.
    pub fn keep_mapping(&self, name: &str) -> Result<String, ImportError> {
        let kind = Kind::Mapping;
        let is_here = Self::is_shipped(kind, name) || self.path(kind, name).is_some_and(|path| path.is_file());
        if is_here || self.data.is_none() {
            return Ok(name.to_owned());
        }
        let (stem, _, text) = self.text(kind, name)?;
        Mapping::read(&stem, name, &text)?;
        let stem: String = stem.chars().take(60).map(|c| if is_plain(&c.to_string()) { c } else { '-' }).collect();
        let digest = crate::ledger::chain::content_hash(text.as_bytes()).to_string();
        for name in [stem.clone(), format!("{stem}-{}", &digest[..8])] {
            match self.text(kind, &name) {
                Ok((_, _, known)) if known == text => return Ok(name),
                Ok(_) => {}
                Err(_) => {
                    self.save(kind, &name, &text)?;
                    return Ok(name);
                }
            }
        }
        Ok(name.to_owned())
    }

    /// Name, how messages call the file, and its text.
    pub fn text(&self, kind: Kind, name: &str) -> Result<(String, String, String), ImportError> {
        if let Some(file) = kind.embedded(name) {
            return Ok((name.to_owned(), format!("{name}.toml"), String::from_utf8_lossy(&file.data).into_owned()));
        }
        let unreadable = |source| ImportError::Unreadable { file: name.to_owned(), source };
        if let Some(path) = self.path(kind, name)
            && path.is_file()
        {
            return Ok((name.to_owned(), format!("{name}.toml"), std::fs::read_to_string(&path).map_err(unreadable)?));
        }
        let path = Path::new(name);
        if path.extension().is_none_or(|extension| extension != "toml") {
            return Err(ImportError::UnknownName { kind: kind.word(), name: name.to_owned(), known: self.known(kind).join(", ") });
        }
        let text = std::fs::read_to_string(path).map_err(unreadable)?;
        let stem = path.file_stem().map_or_else(|| name.to_owned(), |stem| stem.to_string_lossy().into_owned());
        Ok((stem, name.to_owned(), text))
    }

    fn folder(&self, kind: Kind) -> Option<PathBuf> {
        Some(self.data.as_ref()?.join(kind.folder()))
    }
}

/// Whether a name can be a file's: letters and digits of any script, `-` and `_`, at most 80.
pub fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.chars().count() <= 80 && name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
}

/// Names of the shipped profiles.
pub fn profile_names() -> Vec<String> {
    names(Profiles::iter())
}

/// The shipped profiles, by name. They are unpacked and read once: requests ask for them.
pub fn shipped_profiles() -> &'static [Profile] {
    static PROFILES: LazyLock<Vec<Profile>> = LazyLock::new(|| {
        let read = |name: String| {
            let file = Kind::Profile.embedded(&name)?;
            Profile::read(&name, &format!("{name}.toml"), &String::from_utf8_lossy(&file.data)).ok()
        };
        profile_names().into_iter().filter_map(read).collect()
    });
    &PROFILES
}

/// Names of the shipped mappings.
pub fn mapping_names() -> Vec<String> {
    names(Mappings::iter())
}

/// A shipped profile by its name, or one by the path of its file.
pub fn profile(name: &str) -> Result<Profile, ImportError> {
    Library::default().profile(name)
}

/// A shipped mapping by its name, or one by the path of its file.
pub fn mapping(name: &str) -> Result<Mapping, ImportError> {
    Library::default().mapping(name)
}

fn names(files: impl Iterator<Item = std::borrow::Cow<'static, str>>) -> Vec<String> {
    let mut names: Vec<String> = files.filter_map(|file| file.strip_suffix(".toml").map(str::to_owned)).collect();
    names.sort();
    names
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

    #[test]
    fn a_saved_file_is_found_by_its_name_and_no_name_leaves_the_folder() {
        let data = std::env::temp_dir().join(format!("mingjing-library-{}", std::process::id()));
        let library = Library::of(&data);
        let (_, _, text) = library.text(Kind::Mapping, "boston311").expect("shipped");
        library.save(Kind::Mapping, "窗口台账", &text).expect("saved");
        assert_eq!(library.saved(Kind::Mapping), ["窗口台账"]);
        assert_eq!(library.mapping("窗口台账").expect("found").name, "窗口台账");
        for name in ["../secret", "a/b", "", ".hidden", "a b"] {
            assert!(library.path(Kind::Mapping, name).is_none(), "{name}");
            assert!(library.save(Kind::Mapping, name, "").is_err(), "{name}");
        }
        std::fs::remove_dir_all(&data).expect("removed");
    }
}
