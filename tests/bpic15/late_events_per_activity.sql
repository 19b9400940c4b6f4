-- Activity, late events, events with a due instant; the ten with most late ones.
SELECT link_code, count(*) FILTER (WHERE link_end > link_due_at) AS late, count(*) AS n
FROM link WHERE link_due_at IS NOT NULL GROUP BY 1 HAVING count(*) FILTER (WHERE link_end > link_due_at) > 0 ORDER BY 2 DESC, 1 LIMIT 10
