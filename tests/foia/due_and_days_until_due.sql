-- Requests with a day due and days until due, with the day alone, with the days alone, with neither.
SELECT count(*) FILTER (WHERE has_due AND has_days), count(*) FILTER (WHERE has_due AND NOT has_days),
       count(*) FILTER (WHERE NOT has_due AND has_days), count(*) FILTER (WHERE NOT has_due AND NOT has_days)
FROM (SELECT promised_due_at IS NOT NULL AS has_due, attributes['days_until_due'] IS NOT NULL AS has_days FROM "case" WHERE centre = 'foia')
