-- First and last step, UTC.
SELECT to_char(min(link_end), '%Y-%m-%dT%H:%M:%S%.6f') || '+00:00', to_char(max(link_end), '%Y-%m-%dT%H:%M:%S%.6f') || '+00:00'
FROM link WHERE centre = 'wabo'
