-- The newest count of each group's devices of each type, what was given out, handed back and disposed of in the 12 months up to it, and
-- whether they are to be renewed before the next election. A type that a group did not count in the 12 months up to its newest count is
-- left out: it is held to be gone.
-- parameters: $today (the day to look at it from; NULL = today)
-- columns: held_by, device_type (laptop|tablet|phone|desktop|other), month (of the count), number, average_age_years, refresh_age_years,
--   too_old (the average age is above the refresh age; NULL = one is not stated), older_than_refresh (devices), refresh_due_by,
--   models_offered (NULL = not stated), counts (in the 12 months up to the group's newest count), first_month (of
--   those counts), issued, returned, disposed,
--   disposed_with_certificate (of those counts together; NULL = none of them says), disposed_known (disposed of in the counts that state
--   the certificates too), election (the next that is to come; NULL = none is published), election_on, refresh
--   (past: that day is over|before|after the election, which counts as after on its own day|no_election; NULL = no day is stated)
-- uses: measures/events
-- fixes: measure_id = NULL
WITH day AS (
    SELECT coalesce($today::DATE, current_date) AS today
),
counted AS (
    SELECT d.*, max(d.month) OVER (PARTITION BY d.held_by) AS newest
    FROM current_devices AS d
    CROSS JOIN day
    WHERE d.month <= day.today
),
sums AS (
    SELECT
        held_by, device_type,
        count(*)::INTEGER AS counts,
        min(month) AS first_month,
        sum(issued)::INTEGER AS issued,
        sum(returned)::INTEGER AS returned,
        sum(disposed)::INTEGER AS disposed,
        sum(disposed_with_certificate)::INTEGER AS disposed_with_certificate,
        (sum(disposed) FILTER (disposed_with_certificate IS NOT NULL))::INTEGER AS disposed_known
    FROM counted
    WHERE month > newest - INTERVAL 12 MONTH
    GROUP BY held_by, device_type
),
election AS (
    SELECT e.title, e.happened_on
    FROM measures_events AS e
    CROSS JOIN day
    WHERE e.sort = 'election' AND e.happened_on > day.today
    ORDER BY e.happened_on, e.event_id
    LIMIT 1
)
SELECT
    c.held_by, c.device_type, c.month, c."number", c.average_age_years, c.refresh_age_years,
    c.average_age_years > c.refresh_age_years AS too_old,
    c.older_than_refresh, c.refresh_due_by, c.models_offered,
    s.counts, s.first_month, s.issued, s.returned, s.disposed, s.disposed_with_certificate, s.disposed_known,
    e.title AS election, e.happened_on AS election_on,
    CASE WHEN c.refresh_due_by IS NULL THEN NULL
         WHEN c.refresh_due_by < day.today THEN 'past'
         WHEN e.happened_on IS NULL THEN 'no_election'
         WHEN c.refresh_due_by < e.happened_on THEN 'before'
         ELSE 'after' END AS refresh
FROM counted AS c
JOIN sums AS s USING (held_by, device_type)
CROSS JOIN day
LEFT JOIN election AS e ON true
QUALIFY row_number() OVER (PARTITION BY c.held_by, c.device_type ORDER BY c.month DESC) = 1
ORDER BY list_position(['members', 'staff'], c.held_by) NULLS LAST, c.held_by, c."number" DESC, c.device_type
