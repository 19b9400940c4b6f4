//! A figure of a report: exact integers. Only its text is rounded, half up.

/// What stands for a share or a mean of nothing.
pub const NONE: &str = "–";

/// A figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// Cases.
    Count(u64),
    /// So many of so many.
    Share {
        /// Of these.
        part: u64,
        /// Of all these.
        whole: u64,
    },
    /// A sum over so many cases.
    Mean {
        /// Sum of the values.
        sum: i64,
        /// How many there are.
        count: u64,
    },
    /// A percentile in hundredths; none of nothing.
    Percentile(Option<i64>),
}

impl Figure {
    /// The cases it counts; none where it counts none.
    pub fn count(self) -> Option<u64> {
        match self {
            Figure::Count(count) => Some(count),
            _ => None,
        }
    }

    /// Its value in hundredths of a per cent for a share, in hundredths of a day for days, in cases for a count; none of nothing.
    pub fn rounded(self) -> Option<i64> {
        match self {
            Figure::Count(count) => i64::try_from(count).ok(),
            Figure::Share { part, whole } => half_up(i128::from(part) * 10_000, i128::from(whole)),
            Figure::Mean { sum, count } => half_up(i128::from(sum) * 100, i128::from(count)),
            Figure::Percentile(hundredths) => hundredths,
        }
    }

    /// Its text: thousands separated, two decimals for shares and days, `–` of nothing.
    pub fn text(self) -> String {
        let Some(value) = self.rounded() else { return NONE.to_owned() };
        match self {
            Figure::Count(count) => thousands(count),
            Figure::Share { .. } => format!("{}%", decimal(value)),
            Figure::Mean { .. } | Figure::Percentile(_) => decimal(value),
        }
    }

    /// Its text for machines: no separators, no sign of per cent, empty of nothing.
    pub fn plain(self) -> String {
        match (self, self.rounded()) {
            (_, None) => String::new(),
            (Figure::Count(count), _) => count.to_string(),
            (_, Some(value)) => decimal(value),
        }
    }
}

/// `number / of`, rounded half up; none where `of` is nothing.
fn half_up(number: i128, of: i128) -> Option<i64> {
    if of <= 0 {
        return None;
    }
    i64::try_from((2 * number + of).div_euclid(2 * of)).ok()
}

fn decimal(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let whole = hundredths.unsigned_abs();
    format!("{sign}{}.{:02}", thousands(whole / 100), whole % 100)
}

/// A whole number with its thousands separated.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_rounded_half_up_for_display_only() {
        let table = [
            (Figure::Count(0), "0", "0"),
            (Figure::Count(1_234_567), "1,234,567", "1234567"),
            (Figure::Share { part: 1, whole: 3 }, "33.33%", "33.33"),
            (Figure::Share { part: 2, whole: 3 }, "66.67%", "66.67"),
            (Figure::Share { part: 1, whole: 20_000 }, "0.01%", "0.01"),
            (Figure::Share { part: 7, whole: 7 }, "100.00%", "100.00"),
            (Figure::Share { part: 0, whole: 9 }, "0.00%", "0.00"),
            (Figure::Share { part: 0, whole: 0 }, "–", ""),
            (Figure::Mean { sum: 10, count: 4 }, "2.50", "2.50"),
            (Figure::Mean { sum: 1, count: 200 }, "0.01", "0.01"),
            (Figure::Mean { sum: -1, count: 3 }, "-0.33", "-0.33"),
            (Figure::Mean { sum: 0, count: 0 }, "–", ""),
            (Figure::Percentile(Some(450)), "4.50", "4.50"),
            (Figure::Percentile(None), "–", ""),
        ];
        for (figure, text, plain) in table {
            assert_eq!((figure.text().as_str(), figure.plain().as_str()), (text, plain), "{figure:?}");
        }
    }
}
