//! Passwords: what one must be, how it is hashed, and the passwords and tokens that the server itself makes.
//!
//! Hashes are argon2id (RFC 9106) with 19 MiB, 2 passes and one lane, the parameters that OWASP's cheat sheet on storing passwords names as
//! least; they stand in each hash, so that they can be raised later. At most [`MOST_AT_ONCE`] are made at a time: that bounds the memory.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use mingjing_engine::ledger::Hash;
use mingjing_engine::ledger::chain::content_hash;

/// Memory of a hash, in KiB.
const MEMORY_KIB: u32 = 19 * 1024;
/// Passes over it.
const PASSES: u32 = 2;
/// Lanes.
const LANES: u32 = 1;
/// Hashes made at a time.
pub const MOST_AT_ONCE: usize = 2;
/// Most characters of a password; a longer one costs time and protects nothing.
pub const LONGEST: usize = 128;
/// A password of so many characters needs no mixture.
const LONG: usize = 12;
/// Fewest characters.
const SHORT: usize = 8;

/// Something that should not happen did: no random numbers, or a hash that cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The system gives no random numbers.
    #[error("the system gives no random numbers: {0}")]
    Random(getrandom::Error),
    /// Hashing failed.
    #[error("the password cannot be hashed: {0}")]
    Hash(String),
}

fn hasher() -> Result<Argon2<'static>, SecretError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|error| SecretError::Hash(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Hashes a password, under a salt of its own. Takes tens of milliseconds: not for the threads that answer requests.
pub fn hash(password: &str) -> Result<String, SecretError> {
    let made: Result<PasswordHash, _> = hasher()?.hash_password_with_salt(password.as_bytes(), &random::<16>()?);
    made.map(|hash| hash.to_string()).map_err(|error| SecretError::Hash(error.to_string()))
}

/// Whether a password is the one behind a hash. A hash that makes no sense is of no password.
pub fn is_right(password: &str, hash: &str) -> bool {
    hasher().is_ok_and(|hasher| hasher.verify_password(password.as_bytes(), hash).is_ok())
}

/// A hash that no password fits, made like the others: what a name that nobody has is checked against.
pub fn nobodys() -> Result<String, SecretError> {
    hash(&token()?)
}

fn random<const N: usize>() -> Result<[u8; N], SecretError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(SecretError::Random)?;
    Ok(bytes)
}

/// A token of 256 random bits, in hexadecimal digits.
pub fn token() -> Result<String, SecretError> {
    Ok(random::<32>()?.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// What is kept of a token.
pub fn token_hash(token: &str) -> Hash {
    content_hash(token.as_bytes())
}

/// A password to be used once: four groups of four letters and digits without those that look alike, some 78 bits.
pub fn one_time() -> Result<String, SecretError> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let bytes = random::<16>()?;
    let letters: Vec<char> = bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    Ok(letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-"))
}

/// Passwords that are tried first everywhere; compared without regard to case and to what is no letter or digit at the end.
const COMMON: &[&str] = &[
    "123456789012",
    "1234567890123",
    "password1234",
    "passw0rd1234",
    "qwertyuiop12",
    "qwertyuiopas",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "abcdefghijkl",
    "abcd1234abcd",
    "aaaaaaaaaaaa",
    "111111111111",
    "000000000000",
    "888888888888",
    "666666666666",
    "admin1234567",
    "administrator",
    "letmein12345",
    "iloveyou1234",
    "woaini1314520",
    "woaini520131",
    "zhengwu12345",
    "changeme1234",
    "welcome12345",
    "password1",
    "password123",
    "passw0rd",
    "p@ssw0rd",
    "p@ssword1",
    "p@ssw0rd123",
    "qwerty123",
    "qwer1234",
    "1qaz2wsx",
    "1qaz@wsx",
    "1q2w3e4r",
    "zaq12wsx",
    "abc12345",
    "abc@1234",
    "abcd1234",
    "abcd@1234",
    "admin123",
    "admin@123",
    "admin1234",
    "root1234",
    "test1234",
    "user1234",
    "welcome1",
    "welcome123",
    "woaini1314",
    "woaini520",
    "a1b2c3d4",
    "aa123456",
    "asd12345",
    "asdf1234",
    "changeme1",
    "huawei@123",
    "system123",
    "qaz123456",
    "mingjing123",
    "mingjing2025",
    "zwfw1234",
];

/// Why a password will not do; `None` where it will. `names` are those of the account.
pub fn refusal(password: &str, names: &[&str]) -> Option<String> {
    let length = password.chars().count();
    if length > LONGEST {
        return Some(format!("it has {length} characters; at most {LONGEST} are taken"));
    }
    let has = |wanted: fn(&char) -> bool| password.chars().any(|letter| wanted(&letter));
    let classes = [
        has(|letter| letter.is_lowercase() || (letter.is_alphabetic() && !letter.is_uppercase())),
        has(|letter| letter.is_uppercase()),
        has(|letter| letter.is_numeric()),
        has(|letter| !letter.is_alphanumeric()),
    ];
    let classes = classes.into_iter().filter(|is_there| *is_there).count();
    if length < SHORT || (length < LONG && classes < 3) {
        return Some(format!(
            "take at least {LONG} characters, or at least {SHORT} with three of: small letters, capitals, digits, other characters"
        ));
    }
    let folded = password.to_lowercase();
    let bare = folded.trim_end_matches(|letter: char| !letter.is_alphanumeric());
    if COMMON.contains(&folded.as_str()) || COMMON.contains(&bare) {
        return Some("it is one of the passwords that are tried first; take another".to_owned());
    }
    let distinct = folded.chars().collect::<std::collections::BTreeSet<char>>().len();
    if distinct < 4 {
        return Some("it repeats the same few characters; take another".to_owned());
    }
    let is_named = |name: &&&str| name.chars().count() >= 3 && folded.contains(&name.to_lowercase());
    names.iter().find(is_named).map(|_| "it holds the name of the account; take another".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_fits_its_password_only_and_says_how_it_was_made() {
        let made = hash("correct horse battery").expect("hashed");
        assert!(made.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{made}");
        assert!(is_right("correct horse battery", &made));
        assert!(!is_right("correct horse batterz", &made) && !is_right("", &made));
        assert_ne!(hash("correct horse battery").expect("hashed"), made, "each has a salt of its own");
        for odd in ["", "x", "$argon2id$v=19$m=1", "sha256$00"] {
            assert!(!is_right("", odd), "{odd}");
        }
    }

    #[test]
    fn what_the_server_makes_is_long_enough_and_never_the_same() {
        let (one, other) = (token().expect("made"), token().expect("made"));
        assert!(one.len() == 64 && one != other && token_hash(&one) != token_hash(&other));
        let password = one_time().expect("made");
        assert_eq!((password.len(), password.matches('-').count()), (19, 3));
        assert_eq!(refusal(&password, &["zhangsan", "张三"]), None);
    }

    #[test]
    fn weak_passwords_are_refused_with_the_reason() {
        let table = [
            ("kurz1A", Some("at least 12")),
            ("nurkleinbuc", Some("at least 12")),
            ("Ab3!efgh", None),
            ("abcdefgh1", Some("at least 12")),
            ("langes kennwort", None),
            ("窗口办件高效便民利企全年", None),
            ("Passw0rd!", Some("tried first")),
            ("P@ssw0rd", Some("tried first")),
            ("1Q2W3E4R5T6Y", Some("tried first")),
            ("aaaaaaaaaaaaaaaa", Some("same few")),
            ("abababababababab", Some("same few")),
            ("Zhangsan-2025", Some("name")),
            ("x张三12345678901", None),
        ];
        for (password, expected) in table {
            let said = refusal(password, &["zhangsan", "张三"]);
            assert_eq!(said.is_some(), expected.is_some(), "{password}: {said:?}");
            if let (Some(said), Some(part)) = (said, expected) {
                assert!(said.contains(part), "{password}: {said}");
            }
        }
        assert!(refusal(&"长".repeat(LONGEST + 1), &[]).is_some());
    }
}
