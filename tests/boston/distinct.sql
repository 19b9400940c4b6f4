-- Distinct types, categories, queues and city quarters; no quarter counts as one.
SELECT count(DISTINCT item_name), count(DISTINCT attributes['reason']), count(DISTINCT attributes['queue']),
       count(DISTINCT coalesce(attributes['neighborhood'], ''))
FROM "case" WHERE centre = 'boston'
