-- Every outage and every time of planned work that had begun by the day $today, the newest first, beside the recovery time that a plan
-- or test of the same service aims at. One that is still open counts up to the beginning of $today.
-- parameters: $today (the day to count to; NULL = today)
-- columns: outage_id, service_key (as in cyber/service_names), service_id (NULL = in no catalogue), service (its name), started_at,
--   ended_at (NULL = open), is_open, planned, extent (full|part; NULL = not said), users_affected, cause, minutes (up to its end, or to the
--   beginning of $today), in_year (some of it lies in the 12 months up to $today), target_hours (the shortest that a plan or test of the
--   service aims at; NULL = none is known), within_target (NULL = no target, planned, or open and still within it)
-- uses: cyber/service_names, cyber/assurance
WITH targets AS (
    SELECT service_key, min(target_recovery_hours) AS target_hours
    FROM cyber_assurance
    WHERE service_key IS NOT NULL AND state <> 'replaced'
    GROUP BY service_key
),
counted AS (
    SELECT
        o.outage_id, n.key AS service_key, n.service_id, n.name AS service, o.started_at,
        CASE WHEN o.ended_at < t.day + INTERVAL 1 DAY THEN o.ended_at END AS ended_at,
        o.ended_at IS NULL OR o.ended_at >= t.day + INTERVAL 1 DAY AS is_open,
        coalesce(o.planned, false) AS planned, o.extent, o.users_affected, o.cause, t.day
    FROM current_outages AS o
    JOIN cyber_service_names AS n ON n.written = o.service
    CROSS JOIN (SELECT coalesce($today::DATE, current_date) AS day) AS t
    WHERE o.started_at < t.day + INTERVAL 1 DAY
)
SELECT
    c.outage_id, c.service_key, c.service_id, c.service, c.started_at, c.ended_at, c.is_open, c.planned, c.extent, c.users_affected, c.cause,
    greatest(0, date_diff('minute', c.started_at, coalesce(c.ended_at, c.day::TIMESTAMP)))::INTEGER AS minutes,
    c.is_open OR c.ended_at > c.day + INTERVAL 1 DAY - INTERVAL 12 MONTH AS in_year,
    t.target_hours,
    CASE WHEN c.planned OR t.target_hours IS NULL THEN NULL
         WHEN minutes > 60 * t.target_hours THEN false
         WHEN NOT c.is_open THEN true END AS within_target
FROM counted AS c
LEFT JOIN targets AS t USING (service_key)
ORDER BY c.is_open DESC, c.started_at DESC, c.outage_id
