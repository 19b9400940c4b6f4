//! Keys for personal values: tokens that stand for them, and the seal under which they are kept.
//!
//! A token is HMAC-SHA256(mac key, tag ‖ 0 ‖ normalised value), its first 128 bits: equal values have equal tokens, and without
//! the key nobody can try values. A sealed value is AES-256-SIV (RFC 5297), deterministic, with what it belongs to as
//! associated data, so that one value cannot be put in another's place. Both keys lie in `keys/personal.key`, 128 bytes from
//! the system's random source, readable by its owner only; without it no personal value can ever be read again.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use aes_siv::aead::Generate;
use aes_siv::siv::Aes256Siv;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::schema::Key;

const SEAL_KEY: usize = 64;
const MAC_KEY: usize = 64;
/// Bytes of a key file.
pub const KEY_FILE_SIZE: usize = SEAL_KEY + MAC_KEY;

/// What is wrong with the key file, or with a sealed value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The ledger was written with a key file that is no longer there.
    #[error("the key file {file} is missing, and without it no personal value can be read; restore it from the backup of keys")]
    Missing {
        /// The file.
        file: String,
    },
    /// It is no key file.
    #[error("the key file {file} has {found} bytes instead of {KEY_FILE_SIZE}; restore it from the backup of keys")]
    WrongSize {
        /// The file.
        file: String,
        /// Its size.
        found: u64,
    },
    /// Others than its owner may read it.
    #[error("the key file {file} has mode {mode:03o}, so others may read it; set it right with `chmod 600 {file}`")]
    OpenToOthers {
        /// The file.
        file: String,
        /// Its permission bits.
        mode: u32,
    },
    /// It is another ledger's key file.
    #[error("the key file {file} is not the one this ledger was written with; restore the right one from the backup of keys")]
    OtherKey {
        /// The file.
        file: String,
    },
    /// It cannot be read or made.
    #[error("the key file {file} cannot be used ({detail}); give this user the right to read and write its folder")]
    Inaccessible {
        /// The file.
        file: String,
        /// The system's words.
        detail: String,
    },
    /// A sealed value is not what was sealed.
    #[error("a sealed value was changed, or was sealed with another key; restore it from a backup, or have it sent again")]
    Broken,
}

/// Makes tokens, seals and opens. Cheap to share; holds no file open.
pub struct Vault {
    seal_key: [u8; SEAL_KEY],
    mac: Hmac<Sha256>,
    file: PathBuf,
}

impl Vault {
    /// The key file of a data folder.
    pub fn file_in(data_dir: &Path) -> PathBuf {
        data_dir.join("keys").join("personal.key")
    }

    /// Opens the key file of a data folder, and makes one when there is none. Two processes must not do so at once; the ledger
    /// does it under its lock.
    pub fn open_or_create(data_dir: &Path) -> Result<Vault, VaultError> {
        let file = Vault::file_in(data_dir);
        if !file.exists() {
            create(&file)?;
        }
        Vault::open(data_dir)
    }

    /// Opens the key file of a data folder; refuses one of the wrong size, and one that others may read.
    pub fn open(data_dir: &Path) -> Result<Vault, VaultError> {
        let file = Vault::file_in(data_dir);
        let name = file.display().to_string();
        let metadata = match fs::metadata(&file) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(VaultError::Missing { file: name }),
            Err(error) => return Err(VaultError::Inaccessible { file: name, detail: error.to_string() }),
        };
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = metadata.permissions().mode() & 0o777;
            if mode & 0o077 != 0 {
                return Err(VaultError::OpenToOthers { file: name, mode });
            }
        }
        if metadata.len() != KEY_FILE_SIZE as u64 {
            return Err(VaultError::WrongSize { file: name, found: metadata.len() });
        }
        let bytes = fs::read(&file).map_err(|error| VaultError::Inaccessible { file: name.clone(), detail: error.to_string() })?;
        let wrong_size = VaultError::WrongSize { file: name, found: bytes.len() as u64 };
        let keys: [u8; KEY_FILE_SIZE] = bytes.try_into().map_err(|_| wrong_size)?;
        Ok(Vault::of_keys(&keys, file))
    }

    fn of_keys(keys: &[u8; KEY_FILE_SIZE], file: PathBuf) -> Vault {
        let mut seal_key = [0; SEAL_KEY];
        let mut mac_key = [0; MAC_KEY];
        seal_key.copy_from_slice(&keys[..SEAL_KEY]);
        mac_key.copy_from_slice(&keys[SEAL_KEY..]);
        Vault { seal_key, mac: Hmac::new(&mac_key.into()), file }
    }

    /// The key file it was opened from.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The token of a normalised value. `tag` names its kind, so that a phone number and an equal postcode have two tokens.
    pub fn token(&self, tag: &str, normalised: &str) -> Key {
        let mut mac = self.mac.clone();
        mac.update(tag.as_bytes());
        mac.update(&[0]);
        mac.update(normalised.as_bytes());
        let digest = mac.finalize().into_bytes();
        let mut token = [0; 16];
        token.copy_from_slice(&digest[..16]);
        Key(u128::from_be_bytes(token))
    }

    /// What tells two key files apart without revealing either.
    pub fn fingerprint(&self) -> String {
        self.token("fingerprint", "").to_string()
    }

    /// Refuses another key file than the one with this fingerprint.
    pub fn check_fingerprint(&self, expected: &str) -> Result<(), VaultError> {
        if self.fingerprint() == expected { Ok(()) } else { Err(VaultError::OtherKey { file: self.file.display().to_string() }) }
    }

    /// Seals a text that belongs to `context`. The same text in the same context gives the same bytes.
    pub fn seal(&self, context: &[u8], text: &str) -> Result<Vec<u8>, VaultError> {
        Aes256Siv::new(&self.seal_key.into()).encrypt([context], text.as_bytes()).map_err(|_| VaultError::Broken)
    }

    /// Opens what was sealed in the same context.
    pub fn open_sealed(&self, context: &[u8], sealed: &[u8]) -> Result<String, VaultError> {
        let bytes = Aes256Siv::new(&self.seal_key.into()).decrypt([context], sealed).map_err(|_| VaultError::Broken)?;
        String::from_utf8(bytes).map_err(|_| VaultError::Broken)
    }
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Vault({})", self.file.display())
    }
}

/// Makes a key file: complete and readable by its owner only before it bears its name.
fn create(file: &Path) -> Result<(), VaultError> {
    let failed = |detail: String| VaultError::Inaccessible { file: file.display().to_string(), detail };
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|error| failed(error.to_string()))?;
    let keys = <[u8; KEY_FILE_SIZE]>::try_generate().map_err(|error| failed(format!("no random numbers: {error}")))?;
    let unfinished = file.with_extension("key.new");
    let written = write_private(&unfinished, &keys).and_then(|()| fs::rename(&unfinished, file));
    written.and_then(|()| fs::File::open(folder)?.sync_all()).map_err(|error| failed(error.to_string()))
}

fn write_private(file: &Path, keys: &[u8]) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut out = options.open(file)?;
    out.write_all(keys)?;
    out.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::conformance::folder::Folder;

    fn vault(byte: u8) -> Vault {
        Vault::of_keys(&[byte; KEY_FILE_SIZE], PathBuf::new())
    }

    #[test]
    fn equal_values_have_equal_tokens_and_seals() {
        let (one, same, other) = (vault(1), vault(1), vault(2));
        assert_eq!(one.token("phone", "13800138000"), same.token("phone", "13800138000"));
        assert_eq!(one.seal(b"k", "张三").expect("seals"), same.seal(b"k", "张三").expect("seals"));
        assert_ne!(one.token("phone", "13800138000"), other.token("phone", "13800138000"));
        assert_ne!(one.token("phone", "13800138000"), one.token("phone", "13800138001"));
        assert_ne!(one.token("phone", "1"), one.token("name", "1"));
        assert_ne!(one.seal(b"k", "张三").expect("seals"), other.seal(b"k", "张三").expect("seals"));
    }

    #[test]
    fn what_was_sealed_opens_only_unchanged_and_in_its_own_place() {
        let vault = vault(7);
        for text in ["", "a", "张三", "31010119900307001X", &"长".repeat(1000)] {
            let sealed = vault.seal(b"here", text).expect("seals");
            assert_eq!(vault.open_sealed(b"here", &sealed).as_deref(), Ok(text));
            assert_eq!(vault.open_sealed(b"there", &sealed), Err(VaultError::Broken));
            for index in 0..sealed.len() {
                let mut changed = sealed.clone();
                changed[index] ^= 1;
                assert_eq!(vault.open_sealed(b"here", &changed), Err(VaultError::Broken), "byte {index}");
            }
        }
        assert_eq!(vault.open_sealed(b"here", b"short"), Err(VaultError::Broken));
    }

    #[test]
    fn the_key_file_is_made_once_and_read_again() {
        let folder = Folder::new();
        let first = Vault::open_or_create(folder.path()).expect("made");
        let again = Vault::open_or_create(folder.path()).expect("opened");
        assert_eq!(first.fingerprint(), again.fingerprint());
        assert_eq!(again.check_fingerprint(&first.fingerprint()), Ok(()));
        let other = Folder::new();
        let stranger = Vault::open_or_create(other.path()).expect("made");
        assert!(matches!(stranger.check_fingerprint(&first.fingerprint()), Err(VaultError::OtherKey { .. })));
        assert!(!folder.path().join("keys/personal.key.new").exists());
    }

    #[test]
    fn a_key_file_that_is_missing_or_of_the_wrong_size_is_refused() {
        let folder = Folder::new();
        assert!(matches!(Vault::open(folder.path()), Err(VaultError::Missing { .. })));
        Vault::open_or_create(folder.path()).expect("made");
        let file = Vault::file_in(folder.path());
        fs::write(&file, [0; 32]).expect("writes");
        assert!(matches!(Vault::open_or_create(folder.path()), Err(VaultError::WrongSize { found: 32, .. })));
    }

    #[cfg(unix)]
    #[test]
    fn a_key_file_that_others_may_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = Folder::new();
        Vault::open_or_create(folder.path()).expect("made");
        let file = Vault::file_in(folder.path());
        assert_eq!(fs::metadata(&file).expect("there").permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).expect("sets");
        let error = Vault::open(folder.path()).expect_err("refused");
        assert!(error.to_string().contains("mode 644") && error.to_string().contains("chmod 600"), "{error}");
    }
}
