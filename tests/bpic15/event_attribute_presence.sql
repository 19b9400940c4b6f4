-- Attribute of events, events that have it.
SELECT name, n FROM (
    SELECT unnest(['action_code', 'activityNameNL', 'dateFinished', 'lifecycle:transition', 'monitoringResource', 'org:resource', 'question', 'time:timestamp', 'planned', 'dateStop']) AS name,
           unnest([count(attributes['action_code']), count(attributes['activity_nl']), count(attributes['done_on']), count(attributes['lifecycle']), count(attributes['monitor']), count(actor_id), count(attributes['question']), count(occurred_at), count(attributes['planned']), count(attributes['stopped_on'])]) AS n
    FROM event WHERE type = 'link_ended'
    UNION ALL
    SELECT unnest(['activityNameEN', 'concept:name', 'dueDate']) AS name,
           unnest([count(link_name), count(link_code), count(link_due_at)]) AS n
    FROM link
) WHERE n > 0 ORDER BY n DESC, name
