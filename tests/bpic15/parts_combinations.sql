-- Different combinations of parts.
SELECT count(DISTINCT attributes['parts']) FROM "case"
