-- Earliest and latest event, UTC.
SELECT to_char(min(link_end), '%Y-%m-%dT%H:%M:%S+00:00') AS earliest, to_char(max(link_end), '%Y-%m-%dT%H:%M:%S+00:00') AS latest
FROM link
