-- Cases with start and end: over 56 days, exactly 56, all.
SELECT count(*) FILTER (WHERE days > 56) AS over, count(*) FILTER (WHERE days = 56) AS exact, count(days) AS n
FROM (SELECT arrow_cast(local_day(finished_at, '{centre}'), 'Int32') - arrow_cast(local_day(accepted_at, '{centre}'), 'Int32') AS days FROM "case")
