-- Different activities.
SELECT count(DISTINCT {activity}) FROM link
