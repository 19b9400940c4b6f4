-- Cases by channel.
SELECT attributes['channel'] AS name, count(*) AS cases FROM "case" WHERE centre = 'wabo'
GROUP BY 1 ORDER BY cases DESC, name
