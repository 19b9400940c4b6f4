-- Cases confirmed later than 24 hours after receipt.
WITH waited AS (
    SELECT (date_part('epoch', min(l.link_end)) - date_part('epoch', min(c.received_at))) / 3600 AS value
    FROM "case" c JOIN link l ON l.centre = c.centre AND l.case_no = c.case_no
    WHERE c.centre = 'wabo' AND l.link_name = 'Confirmation of receipt' GROUP BY c.case_no
)
SELECT count(*) FROM waited WHERE value > 24
