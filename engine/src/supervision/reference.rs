//! Worlds from facts: the profile of a centre and its reference events (types 1 to 5, 47 to 49) become what cases are judged against.

use super::outages;
use crate::calendar::{CalendarBook, CalendarError, Layer, Notice, NoticeDay, NoticeKind, Opening, OpeningHours};
use crate::case::event::Event;
use crate::case::payload::{self, Payload};
use crate::case::world::{ClockSettings, World};
use crate::catalogue::{Benchmark, Item, ItemLink, ItemMaterial, ItemSpecial, LimitUnit};
use crate::ingest::profile::{DueFrom, Profile};
use crate::organization::{Conflict, Grant, Post, Unit};
use crate::sym::Sym;
use crate::time::Micros;

/// Why a world could not be made.
#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    /// The profile names a calendar that is not shipped.
    #[error("profile {profile}: no calendar is called {calendar:?}; write \"cn\" or \"weekdays\"")]
    UnknownCalendar {
        /// Profile.
        profile: String,
        /// Name it gives.
        calendar: String,
    },
    /// A notice or the opening hours contradict themselves.
    #[error("{what}: {source}")]
    Calendar {
        /// Event or profile.
        what: String,
        /// Why.
        source: CalendarError,
    },
}

/// What the ledger tells of reference events besides their content.
#[derive(Clone, Debug, Default)]
pub struct Learned {
    /// Only notices known by then count; all of them where it is absent.
    pub known_by: Option<Micros>,
    /// When events that came by themselves were recorded, by source, id and revision.
    pub recorded: outages::Recorded,
}

/// The world of a centre from its profile and its counted reference events in fold order, everything known.
pub fn world(profile: &Profile, events: &[Event]) -> Result<World, WorldError> {
    world_as_learned(profile, events, &Learned::default())
}

/// The same, as far as it was learned.
pub fn world_as_learned(profile: &Profile, events: &[Event], learned: &Learned) -> Result<World, WorldError> {
    let in_profile = |source| WorldError::Calendar { what: format!("profile {}", profile.name), source };
    let mut book = CalendarBook::shipped(&profile.calendar)
        .ok_or_else(|| WorldError::UnknownCalendar { profile: profile.name.clone(), calendar: profile.calendar.clone() })?;
    for year in years(profile) {
        book.add(own_days(profile, year)).map_err(in_profile)?;
    }
    for event in events {
        if let Payload::CalendarPublished(notice) = &event.payload
            && let Some(notice) = published(notice)
            && notice.calendar == book.name()
        {
            book.add(notice).map_err(|source| WorldError::Calendar { what: format!("event {}", event.id), source })?;
        }
    }
    if let Some(by) = learned.known_by {
        book.known_by(by);
    }
    let spans: Vec<Opening> =
        profile.opening.iter().map(|span| Opening { weekday: span.weekday.saturating_sub(1), from: span.from, to: span.to }).collect();
    let opening = if spans.is_empty() { OpeningHours::default() } else { OpeningHours::new(&spans).map_err(in_profile)? };
    let settings = ClockSettings { deemed_acceptance: profile.deemed_acceptance, due_given: profile.due == DueFrom::Given };
    let mut world = World::new(Sym::new(&profile.centre), profile.zone.clone(), &book, opening, settings);
    for declared in &profile.sources {
        let source = world.organization.source_mut(Sym::new(&declared.code));
        source.usual_lag_hours = declared.usual_lag_hours;
        source.starts_at = declared.starts_at;
        source.complete_to = declared.complete_to;
    }
    for event in events {
        apply(&mut world, event);
    }
    let outages = outages::outages(events, &learned.recorded, &world.organization);
    world.set_outages(outages);
    Ok(world)
}

fn years(profile: &Profile) -> Vec<i16> {
    let mut years: Vec<i16> = profile.days.iter().map(|extra| extra.day.year()).collect();
    years.sort_unstable();
    years.dedup();
    years
}

/// The days a profile sets itself, as a notice of the centre's own layer.
fn own_days(profile: &Profile, year: i16) -> Notice {
    let days = profile.days.iter().filter(|extra| extra.day.year() == year);
    Notice {
        calendar: profile.calendar.clone(),
        layer: Layer::Centre,
        year,
        version: 0,
        known_from: None,
        notice_no: profile.name.clone(),
        days: days
            .map(|extra| NoticeDay {
                day: extra.day,
                kind: if extra.is_workday { NoticeKind::Workday } else { NoticeKind::Holiday },
                name: extra.name.clone(),
            })
            .collect(),
    }
}

fn published(notice: &payload::CalendarPublished) -> Option<Notice> {
    let days = notice.days.iter().map(|day| {
        Some(NoticeDay {
            day: day.date?.0,
            kind: NoticeKind::from_code(day.kind?.text())?,
            name: day.name.as_deref().unwrap_or_default().to_owned(),
        })
    });
    Some(Notice {
        calendar: notice.calendar?.text().to_owned(),
        layer: Layer::from_code(notice.layer?.text())?,
        year: i16::try_from(notice.year?).ok()?,
        version: u32::try_from(notice.version?).ok()?,
        known_from: notice.known_from.map(|at| at.0),
        notice_no: notice.notice_no.as_deref().unwrap_or_default().to_owned(),
        days: days.collect::<Option<Vec<NoticeDay>>>()?,
    })
}

/// The span of a unit that an event tells; `None` where it lacks kind or code.
pub fn unit_of(unit: &payload::OrganizationSet) -> Option<Unit> {
    Some(Unit {
        kind: unit.kind?,
        code: unit.code?,
        name: unit.name.clone().unwrap_or_default(),
        parent: unit.parent_code,
        uscc: unit.uscc,
        region: unit.region_code,
        opening: unit.opening.iter().filter_map(span).collect(),
        items: unit.items.clone(),
        valid_from: unit.valid_from.map(|date| date.0),
        valid_to: unit.valid_to.map(|date| date.0),
        successor: unit.successor_code,
    })
}

/// The span at a post that an event tells; `None` where it lacks person or first day.
pub fn post_of(post: &payload::PersonPosted) -> Option<Post> {
    let grant = |grant: &payload::Grant| Some(Grant { item: grant.item_impl_code?, link_kind: grant.link_kind });
    Some(Post {
        person: post.person_id?,
        name_mask: post.name.as_ref().map(|name| name.mask.clone()),
        name: post.name.as_ref().map(|name| name.key),
        phone: post.phone.as_ref().map(|phone| phone.key),
        post: post.post,
        dept: post.dept_code,
        window: post.window_id,
        grants: post.grants.iter().filter_map(grant).collect(),
        valid_from: post.valid_from?.0,
        valid_to: post.valid_to.map(|date| date.0),
    })
}

fn apply(world: &mut World, event: &Event) {
    match &event.payload {
        Payload::OrganizationSet(unit) => {
            if let Some(unit) = unit_of(unit) {
                world.organization.add_unit(unit);
            }
        }
        Payload::PersonPosted(post) => {
            if let Some(post) = post_of(post) {
                world.organization.add_post(post);
            }
        }
        Payload::ItemPublished(item) => {
            if let Some(item) = version(item) {
                world.items.add(item);
            }
        }
        Payload::SourceSet(set) => {
            if let Some(source) = set.source {
                let record = world.organization.source_mut(source);
                record.usual_lag_hours = set.usual_lag_hours;
                record.starts_at = set.starts_at.map(|at| at.0);
            }
        }
        Payload::WatermarkMoved(moved) => {
            if let (Some(source), Some(to)) = (moved.source, moved.complete_to) {
                let record = world.organization.source_mut(source);
                record.complete_to = record.complete_to.max(Some(to.0));
            }
        }
        Payload::ConflictDeclared(declared) => {
            if let (Some(person), Some(party)) = (declared.person_id, &declared.party_id_no) {
                world.organization.add_conflict(Conflict {
                    person,
                    party: party.key,
                    valid_from: declared.valid_from.map(|date| date.0),
                    valid_to: declared.valid_to.map(|date| date.0),
                });
            }
        }
        _ => {}
    }
}

fn span(opening: &payload::Opening) -> Option<(i64, i64, i64)> {
    Some((opening.weekday?, minutes(opening.from.as_deref()?)?, minutes(opening.to.as_deref()?)?))
}

/// `HH:MM` in minutes of the day; 24:00 is its end.
fn minutes(text: &str) -> Option<i64> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 24 && minutes <= 59).then_some(hours * 60 + minutes)
}

fn version(item: &payload::ItemPublished) -> Option<Item> {
    let unit = |code: Option<Sym>| code.and_then(|code| LimitUnit::named(code.text())).unwrap_or_default();
    Some(Item {
        impl_code: item.item_impl_code?,
        version: item.item_version?,
        base_code: item.item_base_code,
        handle_codes: item.item_handle_codes.clone(),
        name: item.item_name.clone(),
        item_type: item.item_type,
        dept_code: item.dept_code,
        case_type: item.case_type,
        promised_days: item.promised_days,
        promised_unit: unit(item.promised_unit),
        statutory_days: item.statutory_days,
        statutory_unit: unit(item.statutory_unit),
        is_joint: item.is_joint,
        auto_approval: item.auto_approval.unwrap_or(false),
        is_fee: item.is_fee,
        fee_items: item.fee_items.iter().filter_map(|fee| Some((fee.fee_item?, fee.standard_fen))).collect(),
        result_type: item.result_type,
        online: item.online,
        links: item
            .links
            .iter()
            .filter_map(|link| {
                Some(ItemLink {
                    code: link.link_code?,
                    name: link.link_name.clone(),
                    kind: link.link_kind,
                    mandatory: link.mandatory.unwrap_or(false),
                    limit_wd: link.limit_wd,
                    after: link.after.clone(),
                })
            })
            .collect(),
        materials: item
            .materials
            .iter()
            .filter_map(|material| {
                Some(ItemMaterial {
                    code: material.material_code?,
                    name: material.material_name.clone(),
                    required: material.required.unwrap_or(false),
                    situations: material.situations.clone(),
                    tolerable: material.tolerable.unwrap_or(false),
                    shareable: material.shareable.unwrap_or(false),
                })
            })
            .collect(),
        specials: item
            .specials
            .iter()
            .filter_map(|special| {
                Some(ItemSpecial {
                    kind: special.special_kind?,
                    limit_days: special.limit_days,
                    suspends: special.suspends.unwrap_or(false),
                })
            })
            .collect(),
        benchmarks: item
            .benchmarks
            .iter()
            .filter_map(|range| {
                Some(Benchmark { situation: range.situation_code, measure: range.measure?, min: range.min, max: range.max })
            })
            .collect(),
        separate_posts: item.separate_posts,
        valid_from: item.valid_from?.0,
        valid_to: item.valid_to.map(|date| date.0),
    })
}
