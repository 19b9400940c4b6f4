//! Parameters of requests, with errors that say which one is wrong and how to write it.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use mingjing_engine::case::form::nearest;
use mingjing_engine::time::Day;
use serde::de::DeserializeOwned;
use utoipa::IntoParams;

use super::problem::ApiError;

/// The query of a request. A parameter that the route does not know is refused: a filter that is silently left out would give a list, or a
/// figure, of something else.
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned + IntoParams, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Asked<T>, ApiError> {
        let known: Vec<String> = T::into_params(|| None).into_iter().map(|parameter| parameter.name).collect();
        for pair in parts.uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
            let name = pair.split('=').next().unwrap_or_default();
            if !known.iter().any(|known| known == name) {
                let hint = nearest(name, known.iter().map(String::as_str));
                let hint = if hint.starts_with("did you mean") { hint } else { format!("there are {}", known.join(", ")) };
                return Err(ApiError::BadQuery { field: name.to_owned(), message: format!("no such parameter; {hint}") });
            }
        }
        match Query::<T>::try_from_uri(&parts.uri) {
            Ok(Query(asked)) => Ok(Asked(asked)),
            Err(rejection) => {
                let text = rejection.body_text();
                let text = text.strip_prefix("Failed to deserialize query string: ").unwrap_or(&text);
                let (field, message) = text.split_once(": ").unwrap_or(("", text));
                Err(ApiError::BadQuery { field: field.to_owned(), message: message.to_owned() })
            }
        }
    }
}

/// The parts of a request's path that name something.
pub struct Named<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Named<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Named<T>, ApiError> {
        let path = parts.uri.path().to_owned();
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(named)) => Ok(Named(named)),
            Err(_) => Err(ApiError::NoRoute { path }),
        }
    }
}

/// A JSON body of a given shape; names that it does not have are refused.
pub struct Sent<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Sent<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Sent<T>, ApiError> {
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| match rejection.status().as_u16() {
            413 => ApiError::TooLarge { limit: super::intake::post::MOST_BYTES as u64 },
            _ => ApiError::BadJson { message: "the body broke off".to_owned() },
        })?;
        serde_json::from_slice(&bytes)
            .map(Sent)
            .map_err(|error| ApiError::BadJson { message: format!("the body is not what is asked for: {error}") })
    }
}

/// A text parameter; an empty one is none.
pub fn text(value: &Option<String>) -> Option<&str> {
    value.as_deref().map(str::trim).filter(|text| !text.is_empty())
}

/// A day parameter.
pub fn day(field: &str, value: &Option<String>) -> Result<Option<Day>, ApiError> {
    let Some(text) = text(value) else { return Ok(None) };
    match Day::parse(text) {
        Some(day) => Ok(Some(day)),
        None => Err(ApiError::BadQuery { field: field.to_owned(), message: format!("{text:?} is no day; write it like 2025-01-24") }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::alert::AlertQuery;

    async fn asked(uri: &str) -> Result<AlertQuery, ApiError> {
        let (mut parts, ()) = axum::http::Request::builder().uri(uri).body(()).expect("a request").into_parts();
        Asked::<AlertQuery>::from_request_parts(&mut parts, &()).await.map(|Asked(asked)| asked)
    }

    #[tokio::test]
    async fn a_known_filter_is_read_and_an_unknown_one_refused() {
        let read = asked("/alerts?level=red,yellow&q=%E5%BC%A0&pending=true").await.expect("good");
        assert_eq!((read.level.as_deref(), read.q.as_deref(), read.pending), (Some("red,yellow"), Some("张"), Some(true)));
        let table = [
            ("/alerts?levle=red", "levle", "did you mean level?"),
            ("/alerts?pending=perhaps", "pending", "true"),
            ("/alerts?kind=tine", "kind", "`time`"),
            ("/alerts?limit=-1", "limit", "digit"),
        ];
        for (uri, name, part) in table {
            match asked(uri).await {
                Err(ApiError::BadQuery { field, message }) => assert!(field == name && message.contains(part), "{uri}: {field}: {message}"),
                other => panic!("{uri}: {other:?}"),
            }
        }
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        assert_eq!(day("from", &None).expect("none"), None);
        assert_eq!(day("from", &Some(String::new())).expect("none"), None);
        assert!(day("from", &Some("2024-02-30".to_owned())).is_err());
    }
}
