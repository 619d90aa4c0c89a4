-- How many minutes of the 12 months up to $today was each service down? Outages of one service that overlap count once. Planned work is
-- told apart: what lies inside an outage that was not planned counts as that.
-- parameters: $today (as in cyber/outages)
-- columns: service_key, service_id, service, minutes (not planned), full_minutes (of those: all of the service is said to have been down),
--   planned_minutes (of planned work alone), outages (not planned), longest (minutes of the longest that was not planned), most_users (the
--   most people that one of them is said to have touched; NULL = not said), still_open (one is open that was not planned)
-- uses: cyber/outages
WITH spans AS (
    SELECT
        o.*,
        greatest(o.started_at, t.until - INTERVAL 12 MONTH) AS begins,
        coalesce(o.ended_at, greatest(o.started_at, t.until - INTERVAL 1 DAY)) AS ends
    FROM cyber_outages AS o
    CROSS JOIN (SELECT coalesce($today::DATE, current_date) + INTERVAL 1 DAY AS until) AS t
    WHERE o.in_year
),
parts AS (
    SELECT 'all' AS part, service_key, begins, ends FROM spans
    UNION ALL
    SELECT 'unplanned', service_key, begins, ends FROM spans WHERE NOT planned
    UNION ALL
    SELECT 'full', service_key, begins, ends FROM spans WHERE NOT planned AND extent = 'full'
),
-- of each stretch what lies behind the end of all that began before it
own AS (
    SELECT
        part, service_key,
        greatest(0, date_diff('minute', greatest(begins, coalesce(max(ends) OVER earlier, begins)), ends)) AS minutes
    FROM parts
    WINDOW earlier AS (PARTITION BY part, service_key ORDER BY begins, ends ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
),
sums AS (
    SELECT
        service_key,
        coalesce(sum(minutes) FILTER (part = 'unplanned'), 0) AS minutes,
        coalesce(sum(minutes) FILTER (part = 'full'), 0) AS full_minutes,
        coalesce(sum(minutes) FILTER (part = 'all'), 0) AS all_minutes
    FROM own
    GROUP BY service_key
)
SELECT
    s.service_key, any_value(o.service_id) AS service_id, any_value(o.service) AS service,
    any_value(s.minutes)::INTEGER AS minutes, any_value(s.full_minutes)::INTEGER AS full_minutes,
    (any_value(s.all_minutes) - any_value(s.minutes))::INTEGER AS planned_minutes,
    count(*) FILTER (NOT o.planned)::INTEGER AS outages,
    max(o.minutes) FILTER (NOT o.planned) AS longest,
    max(o.users_affected) FILTER (NOT o.planned) AS most_users,
    bool_or(o.is_open AND NOT o.planned) AS still_open
FROM sums AS s
JOIN spans AS o USING (service_key)
GROUP BY s.service_key
ORDER BY any_value(s.minutes) DESC, planned_minutes DESC, service
