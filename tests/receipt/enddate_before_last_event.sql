-- Cases that were closed before their last step.
SELECT count(*) FROM "case" WHERE centre = 'wabo' AND finished_at < last_link_at
