-- Which month each measure has got to, when the next one was due, and how many days late it is.
-- parameters: $today (date; NULL = today), $late_after_day (day of the following month by which a figure is due, where the
--   measure names none; NULL = 20)
-- A measure computed from incidents has come in with the month's incidents, even where it is not judged yet.
-- columns: measure_id, name, owner_role, newest_month (the newest complete month with a value, of a
--   quarter its last; NULL = none yet),
--   due_month (the month after it), due_on (date), days_late (0 = in time; NULL = no value yet)
-- uses: measures/definitions, measures/values
WITH newest AS (
    SELECT measure_id, max((month + to_months(months - 1))::DATE) AS newest_month
    FROM measures_values
    WHERE category = '' AND complete AND value IS NOT NULL
    GROUP BY measure_id
),
due AS (
    SELECT
        d.measure_id, d.name, d.owner_role, n.newest_month,
        (n.newest_month + INTERVAL 1 MONTH)::DATE AS due_month,
        -- a due day of 31 in a month of 30 days means its last day
        least(
            (n.newest_month + INTERVAL 2 MONTH)::DATE + (coalesce(d.due_day, $late_after_day::INTEGER, 20) - 1),
            last_day((n.newest_month + INTERVAL 2 MONTH)::DATE)
        ) AS due_on
    FROM measures_definitions AS d
    LEFT JOIN (
        SELECT d.measure_id, greatest(own.newest_month, incidents.newest_month) AS newest_month  -- leaves NULL out
        FROM measures_definitions AS d
        LEFT JOIN newest AS own USING (measure_id)
        LEFT JOIN newest AS incidents
            ON incidents.measure_id = 'incidents'
           AND d.measure_id IN ('hours_to_resolve_mean', 'hours_to_resolve_median')
    ) AS n USING (measure_id)
)
SELECT
    measure_id, name, owner_role, newest_month, due_month, due_on,
    greatest(0, date_diff('day', due_on, coalesce($today::DATE, current_date)))::INTEGER AS days_late
FROM due
ORDER BY days_late DESC NULLS LAST, name, measure_id
