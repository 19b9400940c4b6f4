//! What can go wrong in a request, and the problem details (RFC 9457) that the caller gets.
//!
//! One `match` gives each error its status, code and advice. What is the server's fault is logged once, under a reference number that the
//! response carries; its details are never sent.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use mingjing_engine::ledger::LedgerError;

use crate::clock::system_now;
use crate::model::problem::{FieldProblem, Problem};

/// What a number or name was looked up for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// An uploaded file.
    Upload,
    /// An import that runs or ran.
    Job,
    /// An import in the ledger.
    Import,
    /// A saved mapping.
    Mapping,
    /// A quarantined record.
    Record,
    /// A statutory report.
    Report,
    /// An account.
    Account,
    /// A proposal.
    Proposal,
}

impl What {
    fn code(self) -> &'static str {
        match self {
            What::Upload => "unknown_upload",
            What::Job => "unknown_job",
            What::Import => "unknown_import",
            What::Mapping => "unknown_mapping",
            What::Record => "unknown_record",
            What::Report => "unknown_report",
            What::Account => "unknown_account",
            What::Proposal => "unknown_proposal",
        }
    }

    fn title(self) -> &'static str {
        match self {
            What::Upload => "Unknown upload",
            What::Job => "Unknown import job",
            What::Import => "Unknown import",
            What::Mapping => "Unknown mapping",
            What::Record => "Unknown record",
            What::Report => "Unknown report",
            What::Account => "Unknown account",
            What::Proposal => "Unknown proposal",
        }
    }

    fn how_to_mend(self) -> &'static str {
        match self {
            What::Upload => "send the file again: uploads are removed after seven days",
            What::Job => "import the file again: the server was started anew meanwhile, and what is in already counts as a duplicate",
            What::Import => "look the number up in the list of imports",
            What::Mapping => "look the name up in the list of mappings",
            What::Record => "look the number up in the quarantine",
            What::Report => "GET /reports lists them",
            What::Account => "look the name up in the list of accounts",
            What::Proposal => "GET /proposals lists them",
        }
    }
}

impl std::fmt::Display for What {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            What::Upload => "upload",
            What::Job => "import job",
            What::Import => "import",
            What::Mapping => "saved mapping",
            What::Record => "record in quarantine",
            What::Report => "report",
            What::Account => "account",
            What::Proposal => "proposal",
        })
    }
}

/// Why a request was not answered.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// A parameter is unknown, or its value makes no sense.
    #[error("{field}: {message}")]
    BadQuery {
        /// The parameter.
        field: String,
        /// What is wrong with it.
        message: String,
    },
    /// A cursor that no page gave, or one of another order.
    #[error("this cursor belongs to no page of this list")]
    BadCursor,
    /// The body cannot be read at all.
    #[error("{message}")]
    BadBody {
        /// What is wrong with it.
        message: String,
    },
    /// A notice of the calendar that cannot be declared.
    #[error("{message}")]
    BadNotice {
        /// The member; empty where it is the notice as a whole.
        field: String,
        /// What is wrong with it.
        message: String,
    },
    /// No route has this path.
    #[error("nothing is served at {path}")]
    NoRoute {
        /// The path.
        path: String,
    },
    /// The route does not take this method.
    #[error("{path} does not take {method}")]
    Method {
        /// The method.
        method: String,
        /// The path.
        path: String,
    },
    /// No alert has this number.
    #[error("there is no alert {number:?}")]
    UnknownAlert {
        /// The number asked for.
        number: String,
    },
    /// The alert carries no proof that could be given out.
    #[error("{message}")]
    NoProof {
        /// Why.
        message: String,
    },
    /// No case of the centre has this number.
    #[error("centre {centre:?} has no case {case_no:?}")]
    UnknownCase {
        /// The centre asked for.
        centre: String,
        /// The number asked for.
        case_no: String,
    },
    /// On the day asked about nothing of the case was known yet.
    #[error("nothing was known of case {case_no:?} at the end of {day}; it was first recorded on {first}")]
    NotKnownYet {
        /// The number asked for.
        case_no: String,
        /// The day asked about.
        day: String,
        /// The day of its first record.
        first: String,
    },
    /// No rule has this code.
    #[error("there is no rule {code:?}")]
    UnknownRule {
        /// The code asked for.
        code: String,
    },
    /// No centre has this code.
    #[error("there is no centre {code:?}; known: {known}")]
    UnknownCentre {
        /// The code asked for.
        code: String,
        /// The codes there are.
        known: String,
    },
    /// The body is no JSON of the shape that is asked for.
    #[error("{message}")]
    BadJson {
        /// What is wrong with it.
        message: String,
    },
    /// Nothing has this number or name.
    #[error("there is no {what} {name:?}")]
    Unknown {
        /// What was looked for.
        what: What,
        /// Its number or name.
        name: String,
    },
    /// A file cannot be read as what its name says.
    #[error("{message}")]
    BadTable {
        /// What is wrong, and how to mend it.
        message: String,
    },
    /// What was chosen or declared does not go together.
    #[error("{}", refusals.iter().map(|refusal| format!("{}: {}", refusal.field, refusal.message)).collect::<Vec<_>>().join("; "))]
    BadChoice {
        /// Everything that is wrong.
        refusals: Vec<FieldProblem>,
    },
    /// A file is larger than an upload may be.
    #[error("the file has more than {limit} bytes")]
    UploadTooLarge {
        /// Most bytes.
        limit: u64,
    },
    /// The body is larger than is taken.
    #[error("the body has more than {limit} bytes")]
    TooLarge {
        /// Most bytes.
        limit: u64,
    },
    /// A sender stopped sending in the middle of a batch.
    #[error("nothing came for {seconds} s, in entry {place}")]
    TooSlow {
        /// The entry, from 1.
        place: u64,
        /// How long it was waited for.
        seconds: u64,
    },
    /// The server is to stop and reads no further.
    #[error("the server is stopping")]
    Closing,
    /// As many batches are read as may be.
    #[error("{most} batches are being read")]
    TooManyBatches {
        /// How many there may be.
        most: usize,
    },
    /// The body is of a type that is not taken.
    #[error(
        "the body is {found}, not application/json, application/x-ndjson, application/cloudevents+json or application/cloudevents-batch+json"
    )]
    MediaType {
        /// The type it says it is.
        found: String,
    },
    /// The request did not come from this machine, or came by way of a page that did not.
    #[error("{header} {value:?} is not this machine")]
    NotLoopback {
        /// The header that tells.
        header: &'static str,
        /// Its value.
        value: String,
    },
    /// A page of another site asks, or one of no site.
    #[error("a page of {value:?} asks, and this is not its server")]
    ForeignPage {
        /// What the page says it is of.
        value: String,
    },
    /// Nobody is logged in.
    #[error("this is for those who are logged in")]
    NotLoggedIn,
    /// The session has ended.
    #[error("the session has ended")]
    SessionOver,
    /// A token that no source has.
    #[error("no source has this token")]
    BadToken,
    /// A login was refused.
    #[error("the name or the password is wrong, or the account is locked")]
    LoginRefused,
    /// A client tried to log in too often.
    #[error("too many logins from this address were refused")]
    TooManyAttempts,
    /// The password must be changed first.
    #[error("the password was given by an administrator and must be changed first")]
    MustChangePassword,
    /// No role of the account has this right.
    #[error("none of the account's roles has the right {right:?}")]
    NoRight {
        /// Its code.
        right: &'static str,
    },
    /// What is asked for cannot be narrowed to what the account is bound to.
    #[error("this shows more than the account is bound to")]
    BeyondReach,
    /// Whoever proposed something cannot confirm it.
    #[error("whoever proposed it cannot confirm it")]
    SecondPerson,
    /// Somebody else changed the same meanwhile.
    #[error("somebody else changed it meanwhile")]
    Overtaken,
    /// All live streams are taken.
    #[error("{most} live streams are open")]
    Busy {
        /// How many there may be.
        most: usize,
    },
    /// Facts are made as of a day for somebody else.
    #[error("a report as known on an earlier day is being made")]
    ReportsBusy,
    /// The ledger refused.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// Something that should not happen did.
    #[error("{doing}: {source}")]
    Internal {
        /// What was being done.
        doing: &'static str,
        /// What happened.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// How an error looks from outside.
struct Face {
    status: StatusCode,
    code: &'static str,
    title: &'static str,
    how_to_mend: &'static str,
}

impl ApiError {
    /// Something that should not happen did, while `doing`.
    pub fn internal(doing: &'static str, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> ApiError {
        ApiError::Internal { doing, source: source.into() }
    }

    fn face(&self) -> Face {
        let face = |status, code, title, how_to_mend| Face { status, code, title, how_to_mend };
        match self {
            ApiError::BadQuery { .. } => face(
                StatusCode::BAD_REQUEST,
                "bad_query",
                "The question cannot be understood",
                "see /api/openapi.json for the parameters and their values",
            ),
            ApiError::BadCursor => face(StatusCode::BAD_REQUEST, "bad_cursor", "Unknown cursor", "ask for the first page again"),
            ApiError::BadBody { .. } => face(
                StatusCode::BAD_REQUEST,
                "bad_body",
                "The body cannot be read",
                "send a JSON array of events or of CloudEvents, or one event a line as application/x-ndjson",
            ),
            ApiError::BadNotice { .. } => face(
                StatusCode::UNPROCESSABLE_ENTITY,
                "bad_notice",
                "The notice cannot be declared",
                "see NoticeRequest in /api/openapi.json for its members",
            ),
            ApiError::NoRoute { .. } => face(StatusCode::NOT_FOUND, "no_route", "No such route", "see /api/openapi.json for what there is"),
            ApiError::Method { .. } => {
                face(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "Method not allowed", "see /api/openapi.json for what there is")
            }
            ApiError::UnknownAlert { .. } => {
                face(StatusCode::NOT_FOUND, "unknown_alert", "Unknown alert", "look the number up in the list of alerts")
            }
            ApiError::NoProof { .. } => face(
                StatusCode::NOT_FOUND,
                "no_proof",
                "No proof",
                "read why the alert holds instead: its values and its rule are shown with it",
            ),
            ApiError::UnknownCase { .. } => {
                face(StatusCode::NOT_FOUND, "unknown_case", "Unknown case", "look the number up in the list of cases")
            }
            ApiError::NotKnownYet { .. } => {
                face(StatusCode::NOT_FOUND, "not_known_yet", "Not known yet", "ask for the day of its first record, or a later one")
            }
            ApiError::UnknownRule { .. } => {
                face(StatusCode::NOT_FOUND, "unknown_rule", "Unknown rule", "look the code up in the list of rules")
            }
            ApiError::UnknownCentre { .. } => {
                face(StatusCode::NOT_FOUND, "unknown_centre", "Unknown centre", "name a centre whose profile is installed")
            }
            ApiError::BadJson { .. } => face(
                StatusCode::BAD_REQUEST,
                "bad_json",
                "The body cannot be read",
                "see /api/openapi.json for the members and their values",
            ),
            ApiError::Unknown { what, .. } => face(StatusCode::NOT_FOUND, what.code(), what.title(), what.how_to_mend()),
            ApiError::BadTable { .. } => face(
                StatusCode::UNPROCESSABLE_ENTITY,
                "bad_table",
                "The file cannot be read",
                "mend the file as the detail says, or save it anew as .xlsx or CSV UTF-8, and send it again",
            ),
            ApiError::BadChoice { .. } => {
                face(StatusCode::UNPROCESSABLE_ENTITY, "bad_choice", "The choice does not go together", "mend what is listed under errors")
            }
            ApiError::UploadTooLarge { .. } => face(
                StatusCode::PAYLOAD_TOO_LARGE,
                "upload_too_large",
                "File too large",
                "import it on the server's machine with `mingjing import`, which takes files of any size",
            ),
            ApiError::TooLarge { .. } => face(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too_large",
                "Body too large",
                "send the events in several requests, or import them as a file",
            ),
            ApiError::TooSlow { .. } => face(
                StatusCode::REQUEST_TIMEOUT,
                "too_slow",
                "The body came too slowly",
                "send the whole again: what is in already counts as duplicates",
            ),
            ApiError::TooManyBatches { .. } => {
                face(StatusCode::SERVICE_UNAVAILABLE, "too_many_batches", "Too many batches at once", "send it again in a few seconds")
            }
            ApiError::MediaType { .. } => {
                face(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media_type", "Unsupported type of body", "name the type in Content-Type")
            }
            ApiError::NotLoopback { .. } => face(
                StatusCode::FORBIDDEN,
                "not_loopback",
                "Only from this machine",
                "open the console as http://127.0.0.1 with the port it listens on; for other machines start the server with --tls-cert and --tls-key",
            ),
            ApiError::ForeignPage { .. } => face(
                StatusCode::FORBIDDEN,
                "foreign_page",
                "Asked by another site's page",
                "open the console at the address of this server",
            ),
            ApiError::NotLoggedIn => {
                face(StatusCode::UNAUTHORIZED, "not_logged_in", "Not logged in", "log in with POST /session, or open the console")
            }
            ApiError::SessionOver => face(StatusCode::UNAUTHORIZED, "session_over", "The session has ended", "log in again"),
            ApiError::BadToken => {
                face(StatusCode::UNAUTHORIZED, "bad_token", "Unknown token", "ask a system administrator for a new token of the source")
            }
            ApiError::LoginRefused => face(
                StatusCode::UNAUTHORIZED,
                "login_refused",
                "Login refused",
                "check name and password; after five wrong passwords an account is locked for 15 minutes, and longer each time after; an administrator can unlock it",
            ),
            ApiError::TooManyAttempts => {
                face(StatusCode::TOO_MANY_REQUESTS, "too_many_attempts", "Too many refused logins", "wait a quarter of an hour")
            }
            ApiError::MustChangePassword => face(
                StatusCode::FORBIDDEN,
                "password_change_required",
                "The password must be changed",
                "change it with POST /me/password, or in the console",
            ),
            ApiError::NoRight { .. } => face(
                StatusCode::FORBIDDEN,
                "no_right",
                "Not allowed",
                "GET /access tells which role has it; a security administrator gives roles",
            ),
            ApiError::BeyondReach => face(
                StatusCode::FORBIDDEN,
                "beyond_reach",
                "Beyond what the account is bound to",
                "ask somebody whose account is bound to less, or have a security administrator change the scope",
            ),
            ApiError::SecondPerson => {
                face(StatusCode::FORBIDDEN, "second_person", "A second person has to confirm", "ask a colleague who has the right")
            }
            ApiError::Overtaken => face(
                StatusCode::CONFLICT,
                "overtaken",
                "Changed by somebody else",
                "look at it anew, and do it again where it is still wanted",
            ),
            ApiError::Busy { .. } => {
                face(StatusCode::SERVICE_UNAVAILABLE, "too_many_streams", "Too many live streams", "close a page that is not looked at")
            }
            ApiError::ReportsBusy => face(
                StatusCode::SERVICE_UNAVAILABLE,
                "reports_busy",
                "A report of an earlier day is being made",
                "one at a time is made, because it takes the facts' memory once more; try again in a moment",
            ),
            ApiError::Ledger(LedgerError::Full { .. }) => {
                face(StatusCode::INSUFFICIENT_STORAGE, "disk_full", "No space left", "free space on the server's disk, then send it again")
            }
            ApiError::Ledger(LedgerError::Busy { .. }) => {
                face(StatusCode::SERVICE_UNAVAILABLE, "ledger_busy", "The ledger is busy", "try again in a moment")
            }
            ApiError::Closing | ApiError::Ledger(LedgerError::Closed { .. }) => {
                face(StatusCode::SERVICE_UNAVAILABLE, "closing", "The server is stopping", "try again when it is up")
            }
            ApiError::Ledger(_) => face(
                StatusCode::INTERNAL_SERVER_ERROR,
                "ledger",
                "The ledger refused",
                "read the reference number to whoever looks after the system",
            ),
            ApiError::Internal { .. } => face(
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal",
                "Internal error",
                "read the reference number to whoever looks after the system",
            ),
        }
    }

    /// The problem details, and what is the server's fault logged once.
    fn problem(&self) -> (StatusCode, Problem) {
        let Face { status, code, title, how_to_mend } = self.face();
        let is_ours = status.is_server_error();
        let instance = is_ours.then(reference);
        if let Some(reference) = &instance {
            tracing::error!(problem.reference = %reference, problem.code = code, error = %self, "a request failed");
        }
        let errors = match self {
            ApiError::BadQuery { field, message } | ApiError::BadNotice { field, message } => {
                Some(vec![FieldProblem { field: field.clone(), message: message.clone() }])
            }
            ApiError::BadChoice { refusals } => Some(refusals.clone()),
            _ => None,
        };
        let problem = Problem {
            type_uri: format!("urn:mingjing:problem:{code}"),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: if is_ours { title.to_owned() } else { self.to_string() },
            code: code.to_owned(),
            instance,
            how_to_mend: Some(how_to_mend.to_owned()),
            errors,
        };
        (status, problem)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, problem) = self.problem();
        let mut response = (status, Json(problem)).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        response
    }
}

/// A number to read out, and to find the log's line by: when the process started, and how many there were since.
fn reference() -> String {
    static STARTED: OnceLock<i64> = OnceLock::new();
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let started = STARTED.get_or_init(|| system_now() / 1_000_000);
    format!("R-{started:X}-{}", COUNT.fetch_add(1, Ordering::Relaxed) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caller_is_told_what_is_wrong_with_the_question() {
        let (status, problem) = ApiError::UnknownCase { centre: "wanshan".to_owned(), case_no: "X1".to_owned() }.problem();
        assert_eq!((status.as_u16(), problem.code.as_str(), problem.instance), (404, "unknown_case", None));
        assert_eq!(problem.detail, "centre \"wanshan\" has no case \"X1\"");
        let (_, problem) = ApiError::BadQuery { field: "level".to_owned(), message: "no level".to_owned() }.problem();
        assert_eq!(problem.errors.map(|errors| errors.len()), Some(1));
    }

    #[test]
    fn what_is_the_servers_fault_is_not_told_but_numbered() {
        let (status, problem) = ApiError::internal("reading", "SELECT secret FROM table").problem();
        assert_eq!(status.as_u16(), 500);
        assert!(!serde_json::to_string(&problem).expect("plain").contains("SELECT"));
        let (_, next) = ApiError::internal("reading", "again").problem();
        assert!(problem.instance.is_some() && problem.instance != next.instance);
    }
}
