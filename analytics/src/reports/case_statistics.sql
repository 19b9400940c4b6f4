-- 办件统计: one row a case and span of days that it belongs to, with everything that a column of the report asks of it.
--
-- Parameters are written by the frame: texts, days and lists become literals, and :spans the spans of days of the report, the whole period
-- being called 'total'. The frame appends what it wants of `flow`: figures by group, or the cases of one cell.
--
-- Where a case stands at a span's beginning and end is told by its own events, never by the clock of the asker: a case that ended and was
-- reopened has several stays, and the one that holds at the end of the span speaks for it.
WITH spans AS (
  SELECT span, local_midnight(first_day, :centre) AS begins, local_midnight(day_after, :centre) AS ends
  FROM (VALUES :spans) AS given (span, first_day, day_after)
),
-- Departments as they are on the last day of the period; one that is not in force then keeps its latest span.
units AS (
  SELECT code, name, parent_code, valid_from, valid_to
  FROM (
    SELECT code, name, parent_code, valid_from, valid_to, row_number() OVER (
      PARTITION BY code
      ORDER BY (coalesce(valid_from <= :to, TRUE) AND coalesce(valid_to >= :to, TRUE)) DESC, valid_from DESC NULLS LAST
    ) AS place
    FROM organization WHERE centre = :centre AND kind = 'dept'
  )
  WHERE place = 1
),
-- The topmost department over each, three steps up at most, so that departments that name each other end nothing.
family AS (
  SELECT own.code, own.name, coalesce(up3.code, up2.code, up1.code, own.code) AS parent,
    coalesce(own.valid_from <= :to, TRUE) AND coalesce(own.valid_to >= :from, TRUE) AS is_in_force
  FROM units AS own
  LEFT JOIN units AS up1 ON up1.code = own.parent_code AND up1.code <> own.code
  LEFT JOIN units AS up2 ON up2.code = up1.parent_code AND up2.code NOT IN (own.code, up1.code)
  LEFT JOIN units AS up3 ON up3.code = up2.parent_code AND up3.code NOT IN (own.code, up1.code, up2.code)
),
-- A source that never tells of a receipt or an acceptance, as foreign logs do, gives its submissions for receipts.
habits AS (
  SELECT centre, count(received_at) + count(accepted_at) = 0 AS has_submissions_only FROM "case" WHERE centre = :centre GROUP BY centre
),
ended_before AS (
  SELECT centre, case_no, closure_no, accepted_at, decision_at, ended_at, end_state, result_code, efficiency, elapsed_wd, reopened_at,
    lag(reopened_at) OVER (PARTITION BY centre, case_no ORDER BY closure_no) AS begins
  FROM closure WHERE centre = :centre
),
earlier AS (
  SELECT case_no AS earlier_no, max(reopened_at) AS reopened_at, min(accepted_at) AS accepted_at, min(decision_at) AS decision_at,
    min(ended_at) FILTER (WHERE end_state NOT IN ('withdrawn', 'voided')) AS ended_at
  FROM ended_before GROUP BY case_no
),
-- When a case came in: its receipt, or whatever the body did with it first. What was withdrawn or voided before that never came in.
cases AS (
  SELECT c.case_no, c.dept_code, c.window_id, c.received_dept, c.received_window, c.item_impl_code, c.item_handle_code, c.item_type,
    c.item_name, c.region_code, c.channel,
    CASE c.case_type WHEN 1 THEN 'immediate' WHEN 2 THEN 'promised' ELSE 'special' END AS kind,
    CASE
      WHEN c.origin IN ('province', 'linked') THEN CAST(c.origin AS VARCHAR)
      WHEN c.channel IN (2, 3) OR (c.channel IS NULL AND c.origin = 'online') THEN 'online'
      WHEN c.channel = 1 THEN 'window'
      ELSE 'other'
    END AS source,
    c.limit_unit, c.is_open, c.accepted_at, c.ended_at, CAST(c.end_state AS VARCHAR) AS end_state, CAST(c.result_code AS VARCHAR) AS result_code,
    c.efficiency, c.elapsed_wd, e.reopened_at AS begins,
    CASE :basis
      WHEN 'accepted' THEN least(e.accepted_at, c.accepted_at)
      ELSE least(
        c.received_at, c.accepted_at, e.accepted_at, c.decision_at, e.decision_at, e.ended_at,
        CASE WHEN c.end_state NOT IN ('withdrawn', 'voided') THEN c.ended_at END,
        CASE WHEN h.has_submissions_only THEN coalesce(c.applied_at, c.first_event_at) END
      )
    END AS entered_at
  FROM "case" AS c
  JOIN habits AS h ON h.centre = c.centre
  LEFT JOIN earlier AS e ON e.earlier_no = c.case_no
  WHERE c.centre = :centre
    AND (:item_type IS NULL OR c.item_type = :item_type)
    AND (:item IS NULL OR c.item_impl_code = :item)
    AND (:handling_item IS NULL OR c.item_handle_code = :handling_item)
    AND (:channel IS NULL OR c.channel = :channel)
    AND (:case_type IS NULL OR coalesce(c.case_type, 9) = :case_type)
    AND (:region IS NULL OR c.region_code IN (:regions) OR starts_with(CAST(c.region_code AS VARCHAR), :region_prefix))
),
stays AS (
  SELECT case_no, dept_code, window_id, received_dept, received_window, item_impl_code, item_name, kind, source, limit_unit, entered_at, begins,
    CASE WHEN FALSE THEN ended_at END AS left_at, accepted_at, ended_at, end_state, result_code, efficiency, elapsed_wd,
    NOT is_open AND ended_at IS NULL AS is_undated
  FROM cases
  UNION ALL
  SELECT c.case_no, c.dept_code, c.window_id, c.received_dept, c.received_window, c.item_impl_code, c.item_name, c.kind, c.source, c.limit_unit,
    c.entered_at, e.begins, e.reopened_at AS left_at, e.accepted_at, e.ended_at, CAST(e.end_state AS VARCHAR), CAST(e.result_code AS VARCHAR),
    e.efficiency, e.elapsed_wd, e.ended_at IS NULL
  FROM ended_before AS e JOIN cases AS c ON c.case_no = e.case_no
),
-- The one stay of each case that holds at the end of a span, and whether the case had ended at the span's beginning.
held AS (
  SELECT s.*, spans.span, spans.begins AS first_at, spans.ends AS end_at,
    coalesce(
      CASE WHEN s.begins >= spans.begins THEN coalesce(o.ended_at < spans.begins, FALSE) ELSE s.ended_at < spans.begins END, FALSE
    ) AS had_ended
  FROM spans CROSS JOIN stays AS s
  LEFT JOIN ended_before AS o ON o.case_no = s.case_no AND coalesce(o.begins < spans.begins, TRUE) AND o.reopened_at >= spans.begins
  WHERE s.entered_at < spans.ends AND coalesce(s.begins < spans.ends, TRUE) AND coalesce(s.left_at >= spans.ends, TRUE)
),
placed AS (
  SELECT *,
    entered_at >= first_at AS is_received,
    entered_at < first_at AND NOT had_ended AS is_carried,
    entered_at < first_at AND had_ended AND coalesce(begins >= first_at, FALSE) AS is_reopened,
    coalesce(accepted_at < end_at, FALSE) AS was_accepted,
    coalesce(ended_at < end_at, FALSE) AS has_ended,
    CASE
      WHEN end_state IN ('not_required', 'not_accepted') THEN 'not_accepted'
      WHEN end_state = 'withdrawn' THEN 'withdrawn'
      WHEN end_state = 'voided' OR (end_state = 'finished' AND result_code IN ('voided', 'deleted')) THEN 'voided'
      WHEN end_state = 'returned' OR (end_state = 'finished' AND result_code IN ('returned', 'supplement_abandoned')) THEN 'returned'
      ELSE 'finished'
    END AS end_kind
  FROM held
),
-- Notices that wait for the applicant at the end of a span: sent, not answered, and no acceptance since that did without the answer.
waiting AS (
  SELECT DISTINCT spans.span AS waiting_span, n.case_no AS waiting_no
  FROM spans CROSS JOIN supplement AS n JOIN cases AS c ON c.case_no = n.case_no
  WHERE n.centre = :centre AND n.requested_at < spans.ends AND coalesce(n.answered_at >= spans.ends, TRUE)
    AND NOT coalesce(c.accepted_at > n.requested_at AND c.accepted_at < spans.ends, FALSE)
),
flow AS (
  SELECT p.span, p.case_no, coalesce(f.parent, p.dept, '') AS parent, coalesce(p.dept, '') AS dept, coalesce(p.desk, '') AS desk,
    coalesce(CAST(p.item_impl_code AS VARCHAR), '') AS item, CAST(p.item_name AS VARCHAR) AS item_name, p.kind, p.source,
    p.is_received, p.is_carried, p.is_reopened, p.is_undated, p.has_ended, CASE WHEN p.has_ended THEN p.end_kind END AS end_kind,
    NOT p.has_ended AND NOT p.is_undated AS is_pending, w.waiting_no IS NOT NULL AS is_waiting,
    coalesce(p.accepted_at >= p.first_at AND p.accepted_at < p.end_at, FALSE) AS is_accepted,
    coalesce(
      p.has_ended AND p.end_kind = 'finished' AND local_day(p.accepted_at, :centre) = local_day(p.ended_at, :centre), FALSE
    ) AS is_same_day,
    p.efficiency,
    CASE WHEN p.limit_unit = 'wd' THEN p.elapsed_wd END AS elapsed_wd
  FROM (
    SELECT *,
      CAST(CASE WHEN was_accepted THEN dept_code ELSE coalesce(received_dept, dept_code) END AS VARCHAR) AS dept,
      CAST(CASE WHEN was_accepted THEN window_id ELSE coalesce(received_window, window_id) END AS VARCHAR) AS desk
    FROM placed
    WHERE (is_received OR is_carried OR is_reopened) AND (:basis <> 'finished' OR (has_ended AND end_kind = 'finished'))
  ) AS p
  LEFT JOIN family AS f ON f.code = p.dept
  LEFT JOIN waiting AS w ON w.waiting_span = p.span AND w.waiting_no = p.case_no
  WHERE (:dept IS NULL OR p.dept = :dept OR f.parent = :dept) AND (:window IS NULL OR p.desk = :window)
)
