//! Synthetic people, companies and telephone numbers with valid check digits, and the checks themselves.
//! Formulas: GB 11643-1999 (citizen ID), GB 32100-2015 (unified social credit code), GB 11714-1997 (organisation code).

use crate::calendar::{civil, from_civil};
use crate::random::Random;

const SYMBOLS: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const CREDIT_WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const CITIZEN_WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const ORGANISATION_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

const SURNAMES: &[&str] = &[
    "王", "李", "张", "刘", "陈", "杨", "黄", "吴", "赵", "周", "徐", "孙", "马", "朱", "胡", "林", "郭", "何", "高", "罗", "郑", "梁",
    "谢", "宋", "唐", "许", "邓", "冯", "韩", "曹", "曾", "彭", "萧", "蔡", "潘", "田", "董", "袁", "于", "余", "叶", "蒋", "杜", "苏",
    "魏", "程", "吕", "丁", "沈", "任", "姚", "卢", "龙", "石", "冉", "安", "滕",
];
const GIVEN: &[&str] = &[
    "伟", "芳", "娜", "敏", "静", "秀英", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "霞", "平", "刚", "桂英",
    "建华", "文", "玉兰", "志强", "海燕", "晓东", "红梅", "国庆", "春梅", "永胜", "佳怡", "子涵", "浩然", "欣怡", "宇轩", "梓萱", "俊杰",
    "雪梅", "德明", "光辉", "世荣", "正刚", "小龙", "应福", "胜男", "再兴", "昌文", "启明",
];
const TRADES: &[&str] =
    &["商贸", "农业科技", "建筑工程", "餐饮管理", "物流", "文化传媒", "朱砂工艺品", "新材料", "汽车服务", "医药", "旅游开发", "电子商务"];
const WORDS: &[&str] =
    &["鑫源", "丹都", "汇丰", "黔东", "宏达", "锦江", "梵净", "瑞祥", "盛世", "万和", "金诚", "永兴", "恒泰", "朝阳", "天宇", "众合"];
const HOME_REGIONS: &[&str] = &["520603", "520602", "520621", "520622", "520624", "520627", "522229", "431202", "430821"];

/// The check character of a citizen ID from its first 17 digits; `None` if one of them is no digit.
pub fn citizen_check(first17: &str) -> Option<char> {
    let mut sum = 0;
    for (digit, weight) in first17.bytes().zip(CITIZEN_WEIGHTS) {
        sum += char::from(digit).to_digit(10)? * weight;
    }
    "10X98765432".chars().nth((sum % 11) as usize)
}

/// Whether a normalised citizen ID has 18 places, an existing birth date and the right check character.
pub fn citizen_is_valid(id: &str) -> bool {
    if id.len() != 18 || !id.is_ascii() {
        return false;
    }
    let date = |range: std::ops::Range<usize>| id.get(range).and_then(|part| part.parse::<i64>().ok());
    let born = match (date(6..10), date(10..12), date(12..14)) {
        (Some(year), Some(month), Some(day)) if year >= 1800 => from_civil(year, month, day),
        _ => None,
    };
    born.is_some() && id.get(..17).and_then(citizen_check) == id.chars().last()
}

/// The check character of a unified social credit code from its first 17 characters.
pub fn credit_check(first17: &str) -> Option<char> {
    let mut sum = 0;
    for (symbol, weight) in first17.bytes().zip(CREDIT_WEIGHTS) {
        sum += SYMBOLS.iter().position(|s| *s == symbol)? as u32 * weight;
    }
    SYMBOLS.get(((31 - sum % 31) % 31) as usize).map(|symbol| char::from(*symbol))
}

/// Whether a normalised unified social credit code has 18 characters of the alphabet and the right check character.
pub fn credit_is_valid(code: &str) -> bool {
    code.len() == 18 && code.is_ascii() && code.get(..17).and_then(credit_check) == code.chars().last()
}

/// Trims, turns full-width characters to half width and x to X: the form in which numbers are compared.
pub fn normalise(text: &str) -> String {
    text.trim()
        .chars()
        .map(|c| match u32::from(c) {
            code @ 0xff01..=0xff5e => char::from_u32(code - 0xfee0).unwrap_or(c),
            _ => c,
        })
        .map(|c| if c == 'x' { 'X' } else { c })
        .collect()
}

/// The digits of a telephone number.
pub fn normalise_phone(text: &str) -> String {
    normalise(text).chars().filter(char::is_ascii_digit).collect()
}

/// A citizen ID of an adult.
pub fn citizen_id(random: &mut Random) -> String {
    let home = random.pick(HOME_REGIONS);
    let (year, month, day) = civil(random.between(-7_300, 13_000));
    let first17 = format!("{home}{year:04}{month:02}{day:02}{:03}", random.below(1000));
    let check = citizen_check(&first17).unwrap_or('0');
    format!("{first17}{check}")
}

/// The credit code of an organisation: `kind` is registering department and category ("91" enterprise, "11" organ, ...), `body`
/// the eight characters of its organisation code.
pub fn credit_code(kind: &str, body: &str) -> String {
    let sum: u32 = body.chars().zip(ORGANISATION_WEIGHTS).map(|(c, weight)| c.to_digit(36).unwrap_or(0) * weight).sum();
    let inner = match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(digit, 10).unwrap_or('0'),
    };
    let first17 = format!("{kind}520603{body}{inner}");
    let check = credit_check(&first17).unwrap_or('0');
    format!("{first17}{check}")
}

/// A mobile number of a block that begins with 1 and has eleven digits.
pub fn mobile(random: &mut Random) -> String {
    format!("1{}{:08}", random.pick(&["39", "51", "58", "85", "86", "77", "98"]), random.below(100_000_000))
}

/// A person's name.
pub fn person_name(random: &mut Random) -> String {
    format!("{}{}", random.pick(SURNAMES), random.pick(GIVEN))
}

/// Who applies (申请人).
#[derive(Clone, Debug)]
pub struct Applicant {
    /// `applicant_type`: 1 natural person, 2 enterprise.
    pub kind: i64,
    /// `applicant_id_type`.
    pub id_type: &'static str,
    /// `applicant_id_no`.
    pub id_no: String,
    /// `applicant_name`.
    pub name: String,
    /// `legal_rep`, for organisations.
    pub legal_rep: Option<String>,
    /// `contact_mobile`.
    pub mobile: String,
}

impl Applicant {
    /// A natural person.
    pub fn person(random: &mut Random) -> Self {
        Self { kind: 1, id_type: "111", id_no: citizen_id(random), name: person_name(random), legal_rep: None, mobile: mobile(random) }
    }

    /// An enterprise of the district.
    pub fn enterprise(random: &mut Random) -> Self {
        let body = format!("MA{:06}", random.below(1_000_000));
        Self {
            kind: 2,
            id_type: "001",
            id_no: credit_code("91", &body),
            name: format!("贵州{}{}有限公司", random.pick(WORDS), random.pick(TRADES)),
            legal_rep: Some(person_name(random)),
            mobile: mobile(random),
        }
    }
}

/// The number with a wrong last place, which fails its check.
pub fn spoiled(id_no: &str) -> String {
    let mut chars: Vec<char> = id_no.chars().collect();
    if let Some(last) = chars.last_mut() {
        *last = if *last == '7' { '3' } else { '7' };
    }
    chars.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_examples_of_the_standards() {
        assert_eq!(citizen_check("11010519491231002"), Some('X'));
        assert_eq!(credit_check("91350100M000100Y4"), Some('3'));
        assert!(citizen_is_valid("11010519491231002X"));
        assert!(!citizen_is_valid("110105194912310021"));
        assert!(!citizen_is_valid("11010519490230002X"), "30 February");
        assert!(credit_is_valid("91350100M000100Y43"));
        assert!(!credit_is_valid("91350100M000100Y4O"));
    }

    #[test]
    fn made_numbers_are_valid_and_spoiled_ones_are_not() {
        let mut random = Random::new(3, 3);
        for _ in 0..500 {
            let person = Applicant::person(&mut random);
            assert!(citizen_is_valid(&person.id_no), "{}", person.id_no);
            assert!(!citizen_is_valid(&spoiled(&person.id_no)));
            let company = Applicant::enterprise(&mut random);
            assert!(credit_is_valid(&company.id_no), "{}", company.id_no);
            assert!(!credit_is_valid(&spoiled(&company.id_no)));
            assert_eq!(person.mobile.len(), 11);
        }
    }

    #[test]
    fn numbers_are_compared_in_normal_form() {
        assert_eq!(normalise(" 11010519491231002x "), "11010519491231002X");
        assert_eq!(normalise("１２"), "12");
        assert_eq!(normalise_phone("138-1234 5678"), "13812345678");
    }
}
