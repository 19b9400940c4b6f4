-- Different agencies by number, by name, different jurisdictions.
SELECT count(DISTINCT attributes['agency']), count(DISTINCT dept_code), count(DISTINCT attributes['jurisdiction']) FROM "case" WHERE centre = 'foia'
