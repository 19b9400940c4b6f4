-- subject: case_pair
-- zh: 同类不同果两案
-- en: two neighbouring decisions on the same item, situation and materials
-- doc: Two cases of one item, one situation and one set of taken materials, decided one after the other and not alike.
-- from: case, material
-- key: case_no text 办件编号 | the later decision
-- key: previous_case_no text 前案 | the decision before it
-- column: decision_a code 前案决定 | granted or denied
-- column: decision_b code 本案决定 | granted or denied
-- column: days_apart int 相隔天数 | calendar days between the decisions
-- window: two neighbours in the order of decision
-- judging: member_change
-- footprint: centre, item_impl_code, situation_code, material_code; decision, decision_at
WITH set_of_case AS (
    SELECT centre, case_no, string_agg(material_code, ',' ORDER BY material_code) AS materials
    FROM material
    WHERE taken AND material_code IS NOT NULL
    GROUP BY centre, case_no
),
decided AS (
    SELECT
        c.centre,
        c.case_no,
        c.decision AS decision_b,
        c.decision_at,
        lag(c.case_no) OVER same_facts AS previous_case_no,
        lag(c.decision) OVER same_facts AS decision_a,
        lag(c.decision_at) OVER same_facts AS previous_at
    FROM "case" c
    JOIN set_of_case s ON s.centre = c.centre AND s.case_no = c.case_no
    WHERE c.decision IS NOT NULL
      AND c.decision_at IS NOT NULL
      AND c.item_impl_code IS NOT NULL
      AND c.situation_code IS NOT NULL
    WINDOW same_facts AS (PARTITION BY c.centre, c.item_impl_code, c.situation_code, s.materials ORDER BY c.decision_at, c.case_no)
)
SELECT
    centre,
    case_no,
    previous_case_no,
    decision_at AS since,
    arrow_cast(NULL, 'Timestamp(Microsecond, Some("UTC"))') AS ended_at,
    decision_a,
    decision_b,
    arrow_cast(arrow_cast(local_day(decision_at), 'Int32'), 'Int64') - arrow_cast(arrow_cast(local_day(previous_at), 'Int32'), 'Int64') AS days_apart
FROM decided
WHERE decision_a <> decision_b
