//! Values inside payloads, as the ledger keeps them.

use serde::Deserialize;

use crate::schema::Key;
use crate::sym::Sym;
use crate::time::{Day, Micros, Zone, parse_rfc3339};

/// An instant, RFC 3339 with offset on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(pub Micros);

/// A due moment: an instant, or a day that means its 23:59:59 local.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// As given.
    At(Micros),
    /// The last second of that local day.
    EndOf(Day),
}

impl Due {
    /// The instant: for a day its 23:59:59 in the centre's zone.
    pub fn instant(self, zone: &Zone) -> Micros {
        match self {
            Due::At(at) => at,
            Due::EndOf(day) => zone.midnight(day.plus(1)) - crate::time::SECOND,
        }
    }

    /// The first instant it can mean: for a day its midnight.
    pub fn start(self, zone: &Zone) -> Micros {
        match self {
            Due::At(at) => at,
            Due::EndOf(day) => zone.midnight(day),
        }
    }
}

/// What the ledger keeps of a personal value: its token and its mask. The value itself stands beside the chain, sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Personal {
    /// Token of the normalised value.
    pub key: Key,
    /// The value with its middle hidden.
    pub mask: Box<str>,
    /// Whether its check digit and form are right; `None` where the kind has none or the value is of another kind.
    pub valid: Option<bool>,
}

/// Value of an extension attribute. Instants, dates and decimals stay text; the profile names the type.
#[derive(Clone, Debug, PartialEq)]
pub enum AttributeValue {
    /// Text, code, instant, date or decimal.
    Text(Box<str>),
    /// Integer or hundredths.
    Int(i64),
    /// True or false.
    Bool(bool),
}

fn from_text<'de, D, T>(deserializer: D, what: &'static str, parse: fn(&str) -> Option<T>) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
{
    struct Visitor<T>(&'static str, fn(&str) -> Option<T>);
    impl<T> serde::de::Visitor<'_> for Visitor<T> {
        type Value = T;
        fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
            f.write_str(self.0)
        }
        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
            (self.1)(text).ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(text), &self))
        }
    }
    deserializer.deserialize_str(Visitor(what, parse))
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Instant, D::Error> {
        from_text(deserializer, "an RFC 3339 instant", |text| parse_rfc3339(text).map(|(at, _)| Instant(at)))
    }
}

impl<'de> Deserialize<'de> for Due {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Due, D::Error> {
        from_text(deserializer, "an instant or a date", |text| match Day::parse(text) {
            Some(day) => Some(Due::EndOf(day)),
            None => parse_rfc3339(text).map(|(at, _)| Due::At(at)),
        })
    }
}

/// A date on the wire, `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(pub Day);

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        from_text(deserializer, "a date", |text| Day::parse(text).map(Date))
    }
}

impl<'de> Deserialize<'de> for Personal {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Personal, D::Error> {
        #[derive(Deserialize)]
        struct Wire<'a> {
            key: std::borrow::Cow<'a, str>,
            mask: Box<str>,
            #[serde(default)]
            valid: Option<bool>,
        }
        let wire = Wire::deserialize(deserializer)?;
        let key = u128::from_str_radix(&wire.key, 16).map_err(serde::de::Error::custom)?;
        Ok(Personal { key: Key(key), mask: wire.mask, valid: wire.valid })
    }
}

impl<'de> Deserialize<'de> for AttributeValue {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<AttributeValue, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = AttributeValue;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("text, an integer or a boolean")
            }
            fn visit_str<E>(self, text: &str) -> Result<AttributeValue, E> {
                Ok(AttributeValue::Text(text.into()))
            }
            fn visit_i64<E>(self, value: i64) -> Result<AttributeValue, E> {
                Ok(AttributeValue::Int(value))
            }
            fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<AttributeValue, E> {
                i64::try_from(value).map(AttributeValue::Int).map_err(|_| E::custom("integer past 64 bits"))
            }
            fn visit_bool<E>(self, value: bool) -> Result<AttributeValue, E> {
                Ok(AttributeValue::Bool(value))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// The attributes of an event, in the order they were sent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attributes(pub Vec<(Sym, AttributeValue)>);

impl<'de> Deserialize<'de> for Attributes {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Attributes, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Attributes;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("an object of attributes")
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Attributes, A::Error> {
                let mut values = Vec::with_capacity(map.size_hint().unwrap_or(4));
                while let Some(entry) = map.next_entry::<Sym, AttributeValue>()? {
                    values.push(entry);
                }
                Ok(Attributes(values))
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}
