-- Events with a planned instant: all, later.
SELECT count(planned) AS n, count(*) FILTER (WHERE occurred_at > planned) AS later
FROM (SELECT occurred_at, CAST(attributes['planned'] AS TIMESTAMP) AS planned FROM event WHERE type = 'link_ended')
