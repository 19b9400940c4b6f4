//! The shapes of the JSON API under `/api/v1`: what requests ask and what responses say.
//!
//! Each type is the one definition of its shape: serde writes it, utoipa describes it in the OpenAPI document, and the front
//! end's client is generated from that document. To add one: put the type in the file of its area, list it where the document
//! is put together, regenerate `dashboards/openapi.json` and the client.
//!
//! Everywhere: instants are RFC 3339 text with the offset of the centre's zone (`2025-01-24T14:05:00+08:00`), days are
//! `YYYY-MM-DD`, money is integer hundredths, rates are integer ten-thousandths or null where the denominator is zero.
//! A field whose value is missing is left out, unless its documentation says that it is null. Offsets into texts count
//! Unicode characters from 0. Personal values are always masked.

pub mod access;
pub mod alert;
pub mod calendar;
pub mod case;
pub mod checkup;
pub mod dossier;
pub mod intake;
pub mod meta;
pub mod overview;
pub mod problem;
pub mod report;
pub mod rule;
pub mod source;
pub mod upload;
pub mod why;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One text in the two languages of the console.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Words {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// Level of an alert, lowest first. See domain reference 4.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 提醒.
    Remind,
    /// 预警.
    Warn,
    /// 黄牌.
    Yellow,
    /// 红牌.
    Red,
}

/// Kind of anomaly that a rule looks for. See domain reference 4.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 时效.
    Time,
    /// 流程.
    Flow,
    /// 内容.
    Content,
    /// 收费.
    Fee,
    /// 裁量.
    Discretion,
    /// 廉政.
    Integrity,
    /// 评价.
    Evaluation,
    /// 虚假办件.
    Fake,
    /// 数据质量.
    Quality,
    /// 定量分析.
    Quant,
    /// 督办.
    Supervise,
    /// 其他.
    Other,
}

/// Unit in which a case's limit is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LimitUnit {
    /// Working days, 个工作日.
    Wd,
    /// Calendar days, 天.
    Cd,
    /// Working hours, 个工作小时.
    Hour,
}
