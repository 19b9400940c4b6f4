-- Person, events; the five busiest.
SELECT link_user, count(*) AS n FROM link WHERE link_user IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 5
