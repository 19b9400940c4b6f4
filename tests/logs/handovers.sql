-- Neighbours that different persons did.
WITH pairs AS (
    SELECT link_user, lag(link_user) OVER (PARTITION BY case_no ORDER BY {order}) AS before FROM link
)
SELECT count(*) FROM pairs WHERE link_user <> before
