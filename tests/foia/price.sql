-- Requests for which a fee was asked, the sum of the fees and the greatest, in dollars.
SELECT count(*) FILTER (WHERE cents > 0), sum(cents) / 100.0, max(cents) / 100.0
FROM (SELECT CAST(attributes['price'] AS BIGINT) AS cents FROM "case" WHERE centre = 'foia')
