-- Cases with an activity.
SELECT count(DISTINCT case_no) FROM link WHERE link_name = '{name}'
