//! Declaring at this desk what concerns many cases at once: notices of the calendar and outages. They are events like any other; here they are
//! made, checked, written and noted in the audit trail.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::error::OfficeError;
use super::follower::{Follower, read};
use super::{Forecast, Office};
use crate::calendar::{CalendarBook, CalendarError, Layer, Notice, NoticeDay, amended};
use crate::case::event::Event;
use crate::case::form::{Formed, check};
use crate::case::kind::EventType;
use crate::case::payload::Payload;
use crate::ingest::Profile;
use crate::ingest::masker::PersonalMasker;
use crate::ledger::{Append, Audit, Outcome};
use crate::supervision::judge::Known;
use crate::supervision::register::Register;
use crate::supervision::write::OWN_SOURCE;
use crate::sym::Sym;
use crate::time::{Micros, format_utc};

/// A notice of the calendar (放假通知) as a person hands it in.
#[derive(Clone, Debug)]
pub struct NoticeDraft {
    /// Whose notice it is.
    pub layer: Layer,
    /// The year it is for; that of its days where it is absent.
    pub year: Option<i16>,
    /// The days it names.
    pub days: Vec<NoticeDay>,
    /// It names every day of its year that differs from the weekday; else the days named before stay.
    pub is_whole: bool,
    /// Its number (文号).
    pub number: String,
    /// From when it is known.
    pub known_from: Micros,
    /// The centres it is for; those that use the national calendar where a nation's notice names none.
    pub centres: Vec<String>,
}

/// An outage (系统故障公告) as a person hands it in.
#[derive(Clone, Debug)]
pub struct OutageDraft {
    /// Its number.
    pub number: String,
    /// What was down: a source, department, window or the centre.
    pub platform: String,
    /// When it began.
    pub from: Micros,
    /// When it ended; absent while it lasts.
    pub to: Option<Micros>,
    /// Number of the announcement.
    pub announcement: Option<String>,
    /// Who approved it.
    pub approvers: Vec<String>,
    /// The centre.
    pub centre: String,
}

/// Who declares.
#[derive(Clone, Debug)]
pub struct Declarer {
    /// Who hands it in.
    pub who: String,
    /// Who confirms it besides; absent until accounts exist and ask for it.
    pub confirmed_by: Option<String>,
    /// Where it comes from: the command line, or an address.
    pub origin: String,
}

/// Why a draft cannot be declared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// A member that must be there is empty.
    #[error("{what} is empty; {how_to_mend}")]
    Empty {
        /// The member.
        what: &'static str,
        /// What to write.
        how_to_mend: &'static str,
    },
    /// The days are of several years, so that the notice's own year is not clear.
    #[error("the days are of {first} and {last}; say with the year which of them the notice is for, since it replaces that year's notice")]
    ManyYears {
        /// The first.
        first: i16,
        /// The last.
        last: i16,
    },
    /// The notice contradicts itself.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
    /// No profile has this centre.
    #[error("there is no centre {code:?}; known: {known}")]
    UnknownCentre {
        /// The code.
        code: String,
        /// Those there are.
        known: String,
    },
    /// Only a nation's notice is for every centre.
    #[error("a notice of the layer {layer} is for certain centres; name them")]
    NeedsCentre {
        /// The layer.
        layer: &'static str,
    },
    /// An outage ends before it begins.
    #[error("the outage ends before it begins; mend its times")]
    EndsBeforeItBegins,
    /// No outage of this number counts.
    #[error("no outage {number:?} counts; `mingjing outage list` shows those that do")]
    UnknownOutage {
        /// The number.
        number: String,
    },
    /// The one who declares may not be the one who confirms.
    #[error("{who} declares and confirms; a second person has to confirm")]
    SamePerson {
        /// Who.
        who: String,
    },
    /// Somebody declared another notice meanwhile, or another outage under this number.
    #[error("{what} was declared meanwhile with other content; look at the list, then declare it again")]
    Clash {
        /// What.
        what: String,
    },
}

/// Events made of a draft, checked and not yet written.
#[derive(Clone, Debug, Default)]
pub struct Prepared {
    events: Vec<Map<String, Value>>,
    /// What it is, in words.
    pub title: String,
    /// The centres it is for.
    pub centres: Vec<String>,
    /// It stands in the ledger already.
    pub is_known: bool,
    /// The events' ids tell their content, so that one that is there already says the same.
    is_told_by_id: bool,
    /// From when on it can change anything.
    pub(super) effect_from: Micros,
    pub(super) formed: Vec<Event>,
}

/// What a declaration did.
#[derive(Clone, Debug)]
pub struct Declared {
    /// What it is, in words.
    pub title: String,
    /// The centres it is for.
    pub centres: Vec<String>,
    /// Events written; none where all of it was there before.
    pub events: u64,
    /// What it moves.
    pub forecast: Forecast,
}

impl Office {
    /// Worlds, rules and profiles, without any fact of a case.
    pub(super) async fn desk(&self) -> Result<Follower, OfficeError> {
        let mut follower = Follower::new(
            self.ledger.clone(),
            self.library.clone(),
            Some(self.catalogue.clone()),
            Register::of(&self.catalogue),
            Known::default(),
        );
        follower.go_to_head().await?;
        Ok(follower)
    }

    /// The calendars of the centres as the ledger has them, by centre.
    pub async fn calendars(&self) -> Result<Vec<(Sym, CalendarBook)>, OfficeError> {
        let desk = self.desk().await?;
        let mut books: Vec<_> = desk.benches.iter().map(|(centre, bench)| (*centre, bench.world.book().clone())).collect();
        books.sort_by_key(|(centre, _)| centre.text());
        Ok(books)
    }

    /// Makes the events of a notice.
    pub async fn prepare_notice(&self, draft: &NoticeDraft, declarer: &Declarer, now: Micros) -> Result<Prepared, OfficeError> {
        let desk = self.desk().await?;
        check_declarer(declarer)?;
        let number = filled("the notice's number", &draft.number, "write its document number (文号), or where it was published")?;
        let year = year_of(draft)?;
        let mut prepared = Prepared { effect_from: draft.known_from, is_known: true, ..Prepared::default() };
        for centre in centres_of(draft, &desk)? {
            let (profile, book) = (&desk.profiles[&centre], desk.benches[&centre].world.book());
            let given = Notice { days: draft.days.clone(), ..amended(book, draft.layer, year, &[], true, number, Some(draft.known_from)) };
            book.check(&given).map_err(DraftError::Calendar)?;
            let notice = amended(book, draft.layer, year, &draft.days, draft.is_whole, number, Some(draft.known_from));
            let is_known = book.latest(draft.layer, year).is_some_and(|latest| is_same(latest, &notice));
            if !is_known {
                prepared.add(profile, declarer, now, notice_event(&notice, centre, declarer))?;
            }
            prepared.is_known &= is_known;
            prepared.centres.push(centre.text().to_owned());
        }
        prepared.title = format!("{} notice {number} for {year}, known from {}", draft.layer.code(), format_utc(draft.known_from));
        Ok(prepared)
    }

    /// Makes the event of an outage.
    pub async fn prepare_outage(&self, draft: &OutageDraft, declarer: &Declarer, now: Micros) -> Result<Prepared, OfficeError> {
        let desk = self.desk().await?;
        check_declarer(declarer)?;
        let number = filled("the outage's number", &draft.number, "give it one, by which it can be completed later")?;
        let platform = filled("the platform", &draft.platform, "name what was down: a source, department, window or the centre")?;
        if draft.to.is_some_and(|to| to <= draft.from) {
            return Err(DraftError::EndsBeforeItBegins.into());
        }
        let centre = known(&draft.centre, &desk)?;
        let mut payload = json!({
            "outage_no": number, "platform": platform, "from": format_utc(draft.from), "approver_ids": draft.approvers,
        });
        if let Some(to) = draft.to {
            payload["to"] = json!(format_utc(to));
        }
        if let Some(announcement) = draft.announcement.as_deref().filter(|text| !text.trim().is_empty()) {
            payload["announcement_no"] = json!(announcement);
        }
        let mut prepared = Prepared {
            title: format!("outage {number} of {platform} from {}", format_utc(draft.from)),
            centres: vec![draft.centre.clone()],
            effect_from: draft.from,
            is_told_by_id: true,
            ..Prepared::default()
        };
        // Its end may be declared after its beginning, so the event's id tells what it says; the same again is a duplicate.
        let told = crate::facts::store::hex(&<sha2::Sha256 as sha2::Digest>::digest(payload.to_string())[..8]);
        let event = json!({
            "id": format!("outage/{number}/{told}"), "type": "outage_declared", "centre": centre.text(), "payload": payload,
        });
        prepared.add(&desk.profiles[&centre], declarer, now, event)?;
        Ok(prepared)
    }

    /// Makes the events that take an outage back, whoever declared it.
    pub async fn prepare_withdrawal(&self, number: &str, centre: &str, declarer: &Declarer, now: Micros) -> Result<Prepared, OfficeError> {
        let desk = self.desk().await?;
        check_declarer(declarer)?;
        let centre = known(centre, &desk)?;
        let rows = self.ledger.reference_events().await?;
        let mut latest: HashMap<(Sym, &str), (u32, bool)> = HashMap::new();
        let declared = rows.iter().filter(|row| row.kind == EventType::OutageDeclared && row.centre == centre && !row.is_voided());
        for row in declared {
            let event = read(row)?;
            let is_it = matches!(&event.payload, Payload::OutageDeclared(outage) if outage.outage_no.as_deref() == Some(number));
            if !is_it && !event.is_void {
                continue;
            }
            let kept = latest.entry((row.source, &*row.id)).or_insert((0, true));
            if row.revision >= kept.0 {
                *kept = (row.revision, event.is_void);
            }
        }
        let mut prepared = Prepared {
            title: format!("outage {number} taken back"),
            centres: vec![centre.text().to_owned()],
            effect_from: Micros::MIN,
            ..Prepared::default()
        };
        let mut standing: Vec<_> = latest.into_iter().filter(|(_, (_, is_void))| !is_void).collect();
        standing.sort_unstable_by_key(|((source, id), _)| (source.text(), *id));
        if standing.is_empty() {
            return Err(DraftError::UnknownOutage { number: number.to_owned() }.into());
        }
        for ((source, id), (revision, _)) in standing {
            let event = json!({
                "id": id, "source": source.text(), "revision": revision.saturating_add(1), "is_void": true, "type": "outage_declared",
                "centre": centre.text(),
            });
            prepared.add(&desk.profiles[&centre], declarer, now, event)?;
        }
        Ok(prepared)
    }

    /// Writes what was prepared, and notes in the audit trail who declared it and what it moves.
    pub async fn declare(&self, prepared: Prepared, declarer: &Declarer, forecast: Forecast, now: Micros) -> Result<Declared, OfficeError> {
        let mut events = 0;
        if !prepared.events.is_empty() {
            let desk = self.desk().await?;
            let mut entries = Vec::with_capacity(prepared.events.len());
            for event in &prepared.events {
                let centre = Sym::new(event.get("centre").and_then(Value::as_str).unwrap_or_default());
                entries.push(form(&desk.profiles[&centre], event)?.into());
            }
            let outcomes = self.ledger.append(Append::new(entries, now)).await?;
            if !prepared.is_told_by_id && outcomes.iter().any(|outcome| matches!(outcome, Outcome::Conflict { .. })) {
                return Err(DraftError::Clash { what: prepared.title }.into());
            }
            events = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Appended(_))).count() as u64;
        }
        let confirmed = declarer.confirmed_by.as_ref().map_or_else(String::new, |by| format!(", confirmed by {by}"));
        let what = format!(
            "declared{confirmed}: {}, for {}; {events} events; {}",
            prepared.title,
            prepared.centres.join(", "),
            forecast.in_words()
        );
        self.ledger.audit(Audit { at: now, who: declarer.who.clone(), what, origin: declarer.origin.clone() }).await?;
        Ok(Declared { title: prepared.title, centres: prepared.centres, events, forecast })
    }
}

impl Prepared {
    /// Completes an event's envelope, and checks it at the door.
    fn add(&mut self, profile: &Profile, declarer: &Declarer, now: Micros, event: Value) -> Result<(), OfficeError> {
        let Value::Object(mut event) = event else { return Ok(()) };
        event.entry("source").or_insert(json!(OWN_SOURCE));
        event.insert("occurred_at".into(), json!(format_utc(now)));
        event.insert("actor_id".into(), json!(declarer.who));
        let formed = form(profile, &event)?;
        let read = Event::read(&formed.body);
        self.formed.push(read.map_err(|error| crate::supervision::judge::Unreadable { position: 0, message: error.to_string() })?);
        self.events.push(event);
        Ok(())
    }
}

fn form(profile: &Profile, event: &Map<String, Value>) -> Result<Formed, OfficeError> {
    // Neither a notice nor an outage has a personal value.
    let token = |_: &str, _: &str| crate::schema::Key(0);
    Ok(check(event, profile, &PersonalMasker { token: &token, today: crate::time::Day(0) })?)
}

fn notice_event(notice: &Notice, centre: Sym, declarer: &Declarer) -> Value {
    let days = notice.days.iter().map(|day| json!({ "date": day.day.to_string(), "kind": day.kind.code(), "name": day.name }));
    let approvers: Vec<&String> = declarer.confirmed_by.iter().collect();
    json!({
        "id": format!("calendar/{}/{}/{}/{}", notice.calendar, notice.layer.code(), notice.year, notice.version),
        "type": "calendar_published", "centre": centre.text(),
        "payload": {
            "calendar": notice.calendar, "layer": notice.layer.code(), "year": notice.year, "version": notice.version,
            "known_from": notice.known_from.map(format_utc), "notice_no": notice.notice_no, "days": days.collect::<Vec<_>>(),
            "approver_ids": approvers,
        },
    })
}

/// Whether a notice says what another one says, but for its version.
fn is_same(one: &Notice, other: &Notice) -> bool {
    let version = one.version;
    let mut days = one.days.clone();
    days.sort_by_key(|day| day.day);
    Notice { days, ..one.clone() } == Notice { version, ..other.clone() }
}

fn check_declarer(declarer: &Declarer) -> Result<(), DraftError> {
    let who = filled("who declares it", &declarer.who, "give the name or number of the person")?;
    match declarer.confirmed_by.as_deref() {
        Some(by) if by.trim() == who => Err(DraftError::SamePerson { who: who.to_owned() }),
        _ => Ok(()),
    }
}

fn filled<'a>(what: &'static str, text: &'a str, how_to_mend: &'static str) -> Result<&'a str, DraftError> {
    let text = text.trim();
    if text.is_empty() { Err(DraftError::Empty { what, how_to_mend }) } else { Ok(text) }
}

fn year_of(draft: &NoticeDraft) -> Result<i16, DraftError> {
    let years = || draft.days.iter().map(|day| day.day.year());
    let (Some(first), Some(last)) = (years().min(), years().max()) else {
        return Err(DraftError::Empty { what: "the list of days", how_to_mend: "write one day a line: 2025-05-01,holiday,劳动节" });
    };
    match draft.year {
        Some(year) => Ok(year),
        None if first == last => Ok(first),
        None => Err(DraftError::ManyYears { first, last }),
    }
}

fn known(code: &str, desk: &Follower) -> Result<Sym, DraftError> {
    let found = desk.profiles.keys().find(|centre| centre.text() == code);
    found.copied().ok_or_else(|| {
        let mut known: Vec<&str> = desk.profiles.keys().map(|centre| centre.text()).collect();
        known.sort_unstable();
        DraftError::UnknownCentre { code: code.to_owned(), known: known.join(", ") }
    })
}

/// The centres a notice is for, in order of their codes.
fn centres_of(draft: &NoticeDraft, desk: &Follower) -> Result<Vec<Sym>, DraftError> {
    let mut centres = Vec::new();
    for code in &draft.centres {
        centres.push(known(code, desk)?);
    }
    if centres.is_empty() {
        if draft.layer != Layer::Nation {
            return Err(DraftError::NeedsCentre { layer: draft.layer.code() });
        }
        let national = desk.profiles.iter().filter(|(_, profile)| profile.calendar.starts_with("cn"));
        centres.extend(national.map(|(centre, _)| *centre));
    }
    centres.sort_by_key(|centre| centre.text());
    centres.dedup();
    Ok(centres)
}
