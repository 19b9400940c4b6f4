//! Names of persons and bodies, masked for lists.

/// Endings by which a body's name is told from a person's, longest first where one ends in another.
const BODY_ENDINGS: [&str; 26] = [
    "股份有限公司",
    "有限责任公司",
    "有限公司",
    "分公司",
    "公司",
    "专业合作社",
    "合作社",
    "经营部",
    "事务所",
    "工作室",
    "委员会",
    "个体工商户",
    "合伙企业",
    "服务中心",
    "中心",
    "医院",
    "学校",
    "幼儿园",
    "协会",
    "基金会",
    "集团",
    "银行",
    "超市",
    "厂",
    "店",
    "局",
];

/// Middle dots as they are met between the parts of a name.
const DOTS: [char; 6] = ['·', '•', '・', '‧', '∙', '･'];

/// The normal form: trimmed, half width, any middle dot as `·`.
pub fn normalise(text: &str) -> String {
    super::to_half_width(text).replace(DOTS, "·")
}

/// Masks a normalised name, a body's by [`mask_body`] and any other by [`mask_person`].
pub fn mask(text: &str) -> String {
    if is_body(text) { mask_body(text) } else { mask_person(text) }
}

/// `张*`: the first character and one star, so that the length does not show; each later part of a name with `·` is one
/// star, `阿*·*`. A name of one character is all star.
pub fn mask_person(text: &str) -> String {
    let mut masked = String::new();
    for (index, part) in text.split('·').enumerate() {
        if index > 0 {
            masked.push('·');
        }
        let mut chars = part.chars();
        match (chars.next(), chars.next()) {
            (Some(first), Some(_)) if index == 0 => masked.extend([first, '*']),
            (Some(_), _) => masked.push('*'),
            (None, _) => {}
        }
    }
    masked
}

/// `贵州****有限公司`: the first two characters, four stars and the legal form.
pub fn mask_body(text: &str) -> String {
    let form = BODY_ENDINGS.into_iter().find(|ending| text.ends_with(ending)).unwrap_or("");
    // Where little but the form is left, its beginning is not shown either.
    let head = if text.chars().count() > form.chars().count() + 2 { 2 } else { 0 };
    text.chars().take(head).chain("****".chars()).chain(form.chars()).collect()
}

fn is_body(text: &str) -> bool {
    text.chars().count() >= 5 && !text.contains('·') && BODY_ENDINGS.iter().any(|ending| text.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn persons_show_their_first_character_only() {
        let table = [
            ("张三", "张*"),
            ("欧阳修远", "欧*"),
            ("张", "*"),
            ("", ""),
            // CJK extension B, four bytes in UTF-8.
            ("𠮷野家", "𠮷*"),
            ("阿卜杜拉·买买提", "阿*·*"),
            ("迪丽热巴·迪力木拉提·某", "迪*·*·*"),
            ("John Smith", "J*"),
            ("阿·", "*·"),
        ];
        for (text, expected) in table {
            assert_eq!(mask(text), expected, "{text}");
        }
    }

    #[test]
    fn bodies_show_their_beginning_and_legal_form() {
        let table = [
            ("贵州万山某某科技有限公司", "贵州****有限公司"),
            ("贵州万山某某科技股份有限公司", "贵州****股份有限公司"),
            ("万山区谢桥街道某某小吃店", "万山****店"),
            ("铜仁市市场监督管理局", "铜仁****局"),
            ("某某有限公司", "****有限公司"),
        ];
        for (text, expected) in table {
            assert_eq!(mask(text), expected, "{text}");
        }
        assert_eq!(mask_body("无形式的名称"), "无形****");
    }

    #[test]
    fn spellings_of_one_name_have_one_normal_form() {
        for text in ["阿卜杜拉·买买提", " 阿卜杜拉•买买提", "阿卜杜拉・买买提　", "阿卜杜拉‧买买提"] {
            assert_eq!(normalise(text), "阿卜杜拉·买买提", "{text}");
        }
        assert_eq!(normalise("某某（贵州）有限公司"), "某某(贵州)有限公司");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 1_000, rng_seed: proptest::test_runner::RngSeed::Fixed(11), ..ProptestConfig::default() })]

        #[test]
        fn a_masked_person_shows_at_most_one_character(text in "[\u{4e00}-\u{9fff}\u{20000}-\u{2a6df}·a-z ]{0,12}") {
            let shown = mask_person(&text).chars().filter(|char| !matches!(char, '*' | '·')).count();
            prop_assert!(shown <= 1);
        }
    }
}
