//! The copy of the facts on disk: an installation with a million cases answers seconds after it was started, not after judging them all
//! again. The copy is one at a position; what came after it is followed as always, what fell due since is judged.

use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Office;
use super::error::OfficeError;
use super::follower::{Follower, profiles};
use crate::facts::store::{FactStore, disk, hex};
use crate::rules::Catalogue;
use crate::supervision::judge::Known;
use crate::supervision::shipped::RuleFile;
use crate::sym::Sym;
use crate::time::Micros;

/// What the copy rests on besides its own files.
#[derive(Serialize, Deserialize)]
struct Note {
    /// Hash of the rules, the profiles and the program itself: facts of another program are made anew.
    made_by: String,
    /// Hash of the ledger's chain at the copy's position: of a ledger restored from an older backup it is another one.
    chain: String,
    last_fact_at: Option<Micros>,
    /// Whether groups were still to be judged on these facts.
    groups_wait: bool,
    /// Cases without facts whose first event is still to come: centre, number, when.
    coming: Vec<(Sym, Box<str>, Micros)>,
}

impl Office {
    fn folder(&self) -> PathBuf {
        self.data.join("facts")
    }

    /// Hash of what facts and judgements are made by: rules, program, and the profiles as they now are.
    async fn made_by(&self) -> Result<String, OfficeError> {
        let mut profiles: Vec<String> =
            profiles(self.ledger.as_ref(), &self.library).await?.values().map(|profile| format!("{profile:?}")).collect();
        profiles.sort_unstable();
        Ok(hex(&Sha256::digest(format!("{} {profiles:?}", self.made_by))))
    }

    /// Writes what is published to disk; only what changed since the last time is written. While something
    /// failed the copy before stays: whoever starts from it meets the failure again and tells it.
    pub async fn save(&self) -> Result<(), OfficeError> {
        let follower = self.follower.lock().await;
        if follower.has_faults {
            return Ok(());
        }
        let published = self.published();
        let groups_wait = follower.groups_wait;
        drop(follower);
        let position = published.facts.position;
        let Some(chain) = self.ledger.hash_at(position).await? else { return Ok(()) };
        let note = Note {
            made_by: self.made_by().await?,
            chain: chain.to_string(),
            last_fact_at: published.last_fact_at,
            groups_wait,
            coming: published.coming.iter().map(|((centre, case_no), at)| (*centre, case_no.clone(), *at)).collect(),
        };
        let folder = self.folder();
        tokio::task::spawn_blocking(move || disk::save(&published.facts, &folder, &note)).await??;
        Ok(())
    }

    /// A follower that goes on from the copy on disk; none where there is no copy that serves: of a later time than `now`, of other rules, of
    /// another program, of another ledger, or damaged. `rules` are those it judges.
    pub(super) async fn follower_of_copy(&self, now: Micros, rules: Option<Arc<Catalogue>>) -> Result<Option<Follower>, OfficeError> {
        let folder = self.folder();
        let made_by = self.made_by().await?;
        let serves = move |note: &Note| note.made_by == made_by;
        let Some((snapshot, note)) = tokio::task::spawn_blocking(move || disk::load::<Note>(&folder, serves)).await? else {
            return Ok(None);
        };
        let chain = self.ledger.hash_at(snapshot.position).await?.map(|hash| hash.to_string());
        if snapshot.now > now || chain.as_ref() != Some(&note.chain) {
            tracing::warn!("the copy of the facts is of a later time or of another ledger; every case is judged again");
            return Ok(None);
        }
        let mut follower = Follower::new(self.ledger.clone(), self.library.clone(), rules, self.empty_register(), Known::default());
        let position = snapshot.position;
        follower.facts = FactStore::starting_at(snapshot);
        follower.last_fact_at = note.last_fact_at;
        follower.coming = Arc::new(note.coming.into_iter().map(|(centre, case_no, at)| ((centre, case_no), at)).collect());
        follower.is_fresh = false;
        follower.groups_wait = note.groups_wait;
        follower.replay_to(position).await?;
        Ok(Some(follower))
    }
}

/// Hash of the text of the rules and of the program file.
pub(super) fn made_by(files: &[RuleFile]) -> String {
    let mut hash = Sha256::new();
    for (path, text) in files {
        hash.update(format!("{path}\n{}\n{text}\n", text.len()));
    }
    hash.update(env!("CARGO_PKG_VERSION"));
    // Reading the whole program at each start would cost more than it saves; a new build has another size or another time.
    if let Ok(about) = std::env::current_exe().and_then(std::fs::metadata) {
        let modified = about.modified().ok().and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
        hash.update(format!("{} {modified:?}", about.len()));
    }
    hex(&hash.finalize())
}
