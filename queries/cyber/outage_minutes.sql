-- How many minutes of the 12 months up to $today was each service down? Outages of one service that overlap count once. Planned work is
-- told apart: what lies inside an outage that was not planned counts as that.
-- parameters: $today (as in cyber/outages)
-- columns: service_key, service_id, service, minutes (not planned), full_minutes (of those: all of the service is said to have been down),
--   planned_minutes (of planned work alone), outages (not planned), longest (minutes of the longest that was not planned), most_users (the
--   most people that one of them is said to have touched; NULL = not said), still_open (one is open that was not planned),
--   in_hours_minutes (of minutes: Monday to Friday from 8:00 to 18:00, bank holidays too), available, available_in_hours (percent of the 12
--   months, and of those hours in them, in which it was not down)
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
    SELECT part, service_key, greatest(begins, coalesce(max(ends) OVER earlier, begins)) AS begins, ends
    FROM parts
    WINDOW earlier AS (PARTITION BY part, service_key ORDER BY begins, ends ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
),
year AS (
    SELECT
        until - INTERVAL 12 MONTH AS begins, until,
        list_transform(
            list_filter(range(until - INTERVAL 12 MONTH, until, INTERVAL 1 DAY), lambda day: isodow(day) <= 5),
            lambda day: day + INTERVAL 8 HOUR
        ) AS opens
    FROM (SELECT coalesce($today::DATE, current_date) + INTERVAL 1 DAY AS until)
),
counted AS (
    SELECT
        part, service_key, greatest(0, date_diff('minute', o.begins, o.ends)) AS minutes,
        -- of each working day what lies in the stretch
        coalesce(list_sum(list_transform(y.opens, lambda open: greatest(0, date_diff('minute',
            greatest(o.begins, open), least(o.ends, open + INTERVAL 10 HOUR)
        )))), 0) AS in_hours
    FROM own AS o
    CROSS JOIN year AS y
),
sums AS (
    SELECT
        service_key,
        coalesce(sum(minutes) FILTER (part = 'unplanned'), 0) AS minutes,
        coalesce(sum(in_hours) FILTER (part = 'unplanned'), 0) AS in_hours,
        coalesce(sum(minutes) FILTER (part = 'full'), 0) AS full_minutes,
        coalesce(sum(minutes) FILTER (part = 'all'), 0) AS all_minutes
    FROM counted
    GROUP BY service_key
)
SELECT
    s.service_key, any_value(o.service_id) AS service_id, any_value(o.service) AS service,
    any_value(s.minutes)::INTEGER AS minutes, any_value(s.full_minutes)::INTEGER AS full_minutes,
    (any_value(s.all_minutes) - any_value(s.minutes))::INTEGER AS planned_minutes,
    count(*) FILTER (NOT o.planned)::INTEGER AS outages,
    max(o.minutes) FILTER (NOT o.planned) AS longest,
    max(o.users_affected) FILTER (NOT o.planned) AS most_users,
    bool_or(o.is_open AND NOT o.planned) AS still_open,
    any_value(s.in_hours)::INTEGER AS in_hours_minutes,
    100 - 100.0 * any_value(s.minutes) / any_value(date_diff('minute', y.begins, y.until)) AS available,
    100 - 100.0 * any_value(s.in_hours) / any_value(600 * len(y.opens)) AS available_in_hours
FROM sums AS s
JOIN spans AS o USING (service_key)
CROSS JOIN year AS y
GROUP BY s.service_key
ORDER BY any_value(s.minutes) DESC, planned_minutes DESC, service
