-- What changed in security and resilience between the end of the day $since and $today? What has expired or come overdue, and what no
-- longer is; outages that have been logged since, planned work left out; lessons that have been acted on.
-- parameters: $since (date; NULL = before all figures), $today (date; NULL = today)
-- columns: change (expired|renewed|outage|learned), thing (id of the item or lesson; of an outage its service), name (of an outage its
--   service), was_code, now_code (of expired and renewed the states, as in cyber/assurance; of learned the statuses; was_code NULL = not known
--   then), now_on (of expired: the day that is past; of an outage: when it began; of learned: since when), minutes (of an outage, as in
--   cyber/outages), is_open (the outage is), detail (of learned: its source)
-- then: cyber/assurance, cyber/outages, cyber/lessons
-- uses: cyber/assurance, cyber/outages, cyber/lessons
SELECT change, thing, name, was_code, now_code, now_on, minutes, is_open, detail
FROM (
    SELECT
        if(n.state IN ('expired', 'overdue'), 'expired', 'renewed') AS change, n.item_id AS thing,
        concat_ws(': ', n.scheme, coalesce(n.title, n.service)) AS name, t.state AS was_code, n.state AS now_code, n.ends_on AS now_on,
        NULL::INTEGER AS minutes, NULL::BOOLEAN AS is_open, NULL::VARCHAR AS detail
    FROM cyber_assurance AS n
    LEFT JOIN then_cyber_assurance AS t USING (item_id)
    WHERE (n.state IN ('expired', 'overdue')) <> coalesce(t.state IN ('expired', 'overdue'), FALSE)
    UNION ALL
    SELECT 'outage', service_key, service, NULL, NULL, started_at::DATE, minutes, is_open, NULL
    FROM cyber_outages
    ANTI JOIN then_cyber_outages USING (outage_id)
    WHERE NOT planned
    UNION ALL
    SELECT 'learned', n.lesson_id, n.lesson, t.status, n.status, n.status_on, NULL, NULL, n.source
    FROM cyber_lessons AS n
    LEFT JOIN then_cyber_lessons AS t USING (lesson_id)
    WHERE n.status = 'done' AND t.status IS DISTINCT FROM 'done'
)
ORDER BY list_position(['expired', 'outage', 'renewed', 'learned'], change), minutes DESC NULLS LAST, now_on, name, thing
