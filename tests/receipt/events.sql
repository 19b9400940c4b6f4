-- Steps.
SELECT count(*) FROM link WHERE centre = 'wabo'
