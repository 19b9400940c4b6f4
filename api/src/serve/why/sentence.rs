//! The answer in one sentence, in both languages.

use mingjing_engine::rules::Rule;
use mingjing_engine::time::{Micros, Zone};

use crate::model::alert::Alert;
use crate::model::why::Why;
use crate::model::{Level, Words};

/// What a sentence is about.
pub struct Said<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// Zone of its times.
    pub zone: &'a Zone,
    /// The instant judged.
    pub at: Micros,
    /// Whether the rule holds then.
    pub judged: bool,
}

fn level_zh(level: Level) -> &'static str {
    match level {
        Level::Remind => "提醒",
        Level::Warn => "预警",
        Level::Yellow => "黄牌",
        Level::Red => "红牌",
    }
}

fn level_en(level: Level) -> &'static str {
    match level {
        Level::Remind => "a reminder",
        Level::Warn => "a warning",
        Level::Yellow => "a yellow card",
        Level::Red => "a red card",
    }
}

/// An instant in a Chinese sentence: 2025年1月24日 14:05, midnight as 0时.
fn when_zh(zone: &Zone, at: Micros) -> String {
    let date = zone.day_of(at).date();
    let day = format!("{}年{}月{}日", date.year(), date.month(), date.day());
    if zone.micros_of_day(at) == 0 { format!("{day}0时") } else { format!("{day} {}", time_of_day(zone, at)) }
}

/// An instant in an English sentence: 2025-01-24 14:05.
fn when_en(zone: &Zone, at: Micros) -> String {
    format!("{} {}", zone.day_of(at), time_of_day(zone, at))
}

fn time_of_day(zone: &Zone, at: Micros) -> String {
    let minute = zone.minute_of_day(at);
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

impl Said<'_> {
    /// Why an alert holds. `because` is what the rule itself says.
    pub fn of_alert(&self, alert: &Alert, because: Words) -> Words {
        let (title, code) = (&self.rule.title, &self.rule.code);
        if !self.judged {
            return Words {
                zh: format!("按现在所知的事实，规则“{}”（{code}）在{}已不成立。", title.zh, when_zh(self.zone, self.at)),
                en: format!("By the facts as now known, rule “{}” ({code}) does not hold at {}.", title.en, when_en(self.zone, self.at)),
            };
        }
        let item_zh = alert.item_name.as_deref().map_or_else(String::new, |name| format!("“{name}”"));
        let zh = if because.zh.is_empty() { title.zh.clone() } else { because.zh };
        let en = if because.en.is_empty() { "every condition of the rule held".to_owned() } else { because.en };
        Words {
            zh: format!("{item_zh}{zh}；自{}起按规则“{}”（{code}）发{}。", when_zh(self.zone, self.at), title.zh, level_zh(alert.level)),
            en: format!("{}: {en}; {} under rule {code} since {}.", title.en, level_en(alert.level), when_en(self.zone, self.at)),
        }
    }

    /// Why a rule is silent, or that it is not. `has_row` tells whether there was a row to judge, `is_active` whether the centre runs the rule.
    pub fn of_silence(&self, because: Words, has_row: bool, is_active: bool, first_false: Option<&str>) -> Words {
        let (title, code) = (&self.rule.title, &self.rule.code);
        let (zh_at, en_at) = (when_zh(self.zone, self.at), when_en(self.zone, self.at));
        if !is_active {
            return Words {
                zh: format!("规则“{}”（{code}）没有报：本中心没有启用这条规则。", title.zh),
                en: format!("Rule “{}” ({code}) is silent: this centre does not run it.", title.en),
            };
        }
        if !has_row {
            let subject = self.rule.subject;
            return Words {
                zh: format!("规则“{}”（{code}）没有报：到{zh_at}，本办件没有可判定的“{}”记录。", title.zh, subject.zh),
                en: format!("Rule “{}” ({code}) is silent: at {en_at} the case has no row of {} to judge.", title.en, subject.name),
            };
        }
        if self.judged {
            let zh = if because.zh.is_empty() { String::new() } else { format!("，{}", because.zh) };
            let en = if because.en.is_empty() { String::new() } else { format!(": {}", because.en) };
            return Words {
                zh: format!("规则“{}”（{code}）并不沉默：在{zh_at}成立{zh}。", title.zh),
                en: format!("Rule “{}” ({code}) is not silent: it holds at {en_at}{en}.", title.en),
            };
        }
        match first_false {
            Some(part) => Words {
                zh: format!("规则“{}”（{code}）没有报：在{zh_at}，条件 {part} 不成立。", title.zh),
                en: format!("Rule “{}” ({code}) is silent: at {en_at} its condition {part} was false.", title.en),
            },
            None => Words {
                zh: format!("规则“{}”（{code}）没有报：在{zh_at}，它的条件不成立。", title.zh),
                en: format!("Rule “{}” ({code}) is silent: at {en_at} its condition was false.", title.en),
            },
        }
    }
}

/// The text of the first part that was false, on one line.
pub fn first_false(why: &Why) -> Option<String> {
    let mark = why.rule.marks.iter().find(|mark| mark.first_false)?;
    let part: String = why.rule.source.chars().skip(mark.start as usize).take(mark.end.saturating_sub(mark.start) as usize).collect();
    Some(part.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use mingjing_engine::time::parse_rfc3339;

    #[test]
    fn times_are_written_as_each_language_does() {
        let zone = Zone::china();
        let at = |text: &str| parse_rfc3339(text).expect(text).0;
        assert_eq!(when_zh(&zone, at("2025-01-24T14:05:09+08:00")), "2025年1月24日 14:05");
        assert_eq!(when_zh(&zone, at("2025-01-24T00:00:00+08:00")), "2025年1月24日0时");
        assert_eq!(when_en(&zone, at("2025-01-24T00:00:00+08:00")), "2025-01-24 00:00");
    }
}
