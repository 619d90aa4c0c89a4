-- Which outages stand on the charts of which measures? Those that the log names for the measure, and of a measure of one service
-- (digital_take_up@parking-permits) those of that service. Planned work is none. Outages of one service that began on one day are one row.
-- parameters: $measure_id (NULL = all that the log names)
-- columns: measure_id, happened_on (the day it began), service (its name), outages (how many began that day), minutes (the longest of those
--   that have ended; NULL = none has), is_open (one of them has not ended)
-- uses: cyber/service_names
WITH down AS (
    SELECT n.key, n.service_id, n.name, o.started_at, o.ended_at, o.measure_ids
    FROM current_outages AS o
    JOIN cyber_service_names AS n ON n.written = o.service
    WHERE NOT coalesce(o.planned, FALSE)
),
linked AS (
    SELECT trim(unnest(string_split(measure_ids, ';'))) AS measure_id, key, name, started_at, ended_at FROM down
    UNION
    SELECT split_part($measure_id, '@', 1) || '@' || service_id, key, name, started_at, ended_at
    FROM down
    WHERE contains($measure_id, '@') AND service_id IS NOT NULL
)
SELECT
    measure_id, started_at::DATE AS happened_on, any_value(name) AS service, count(*) AS outages,
    max(date_diff('minute', started_at, ended_at))::INTEGER AS minutes, bool_or(ended_at IS NULL) AS is_open
FROM linked
WHERE measure_id <> '' AND rules.is_asked_for(measure_id, $measure_id)
GROUP BY measure_id, key, started_at::DATE
ORDER BY happened_on, service, measure_id
