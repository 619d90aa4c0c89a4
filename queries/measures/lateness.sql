-- Which month each measure has got to, when the next one was due, and how many days late it is.
-- parameters: $today (date; NULL = today), $late_after_day (day of the following month by which a figure is due, where the
--   measure names none; NULL = the council's setting)
-- A measure computed from incidents has come in with the month's incidents, even where it is not judged yet; a month
-- submitted as 0 of 0 has come in, with nothing to count.
-- A measure that has been retired by that day is not late.
-- columns: measure_id, name, owner_role, newest_month (the newest complete month that has come in, of a quarter its last;
--   NULL = none yet),
--   due_month (the next one after it, of a quarter its last), due_on (date), days_late (0 = in time; NULL = no value yet), due_day (day of the
--   following month by which a figure is due), every (months from one figure to the next: 1; 3, 6 or 12 where the last
--   figures came so, three times or more), months (length of its periods: 1, 3 or 12)
-- uses: measures/definitions, measures/values
WITH newest AS (
    SELECT measure_id, max((month + to_months(months - 1))::DATE) AS newest_month, max(months)::INTEGER AS months
    FROM measures_values
    WHERE category = '' AND complete AND (value IS NOT NULL OR nothing_to_count)
    GROUP BY measure_id
),
gaps AS (
    SELECT measure_id, date_diff('month', lag(month) OVER steps, month) AS gap
    FROM measures_values
    WHERE category = '' AND complete AND (value IS NOT NULL OR nothing_to_count)
    WINDOW steps AS (PARTITION BY measure_id ORDER BY month)
    QUALIFY row_number() OVER (PARTITION BY measure_id ORDER BY month DESC) <= 4
),
rhythms AS (
    SELECT measure_id, min(gap) AS every
    FROM gaps
    GROUP BY measure_id
    HAVING count(gap) >= 3 AND min(gap) = max(gap) AND min(gap) IN (3, 6, 12)
),
due AS (
    SELECT
        d.measure_id, d.name, d.owner_role, d.retired_on, n.newest_month,
        coalesce(n.months, rules.months_of(d.period)) AS months,
        greatest(coalesce(r.every, 1), months) AS every,
        coalesce(d.due_day, $late_after_day::INTEGER) AS due_day,
        (n.newest_month + to_months(greatest(coalesce(r.every, 1), coalesce(n.months, 1))::INTEGER))::DATE AS due_month
    FROM measures_definitions AS d
    LEFT JOIN rhythms AS r USING (measure_id)
    LEFT JOIN (
        SELECT d.measure_id, own.months, greatest(own.newest_month, incidents.newest_month) AS newest_month  -- leaves NULL out
        FROM measures_definitions AS d
        LEFT JOIN newest AS own USING (measure_id)
        LEFT JOIN newest AS incidents
            ON incidents.measure_id = 'incidents'
           AND d.measure_id IN ('hours_to_resolve_mean', 'hours_to_resolve_median')
    ) AS n USING (measure_id)
),
dated AS (
    SELECT
        *,
        -- a due day of 31 in a month of 30 days means its last day
        least((due_month + INTERVAL 1 MONTH)::DATE + (due_day - 1), last_day((due_month + INTERVAL 1 MONTH)::DATE)) AS due_on
    FROM due
)
SELECT
    measure_id, name, owner_role, newest_month, due_month, due_on,
    CASE WHEN newest_month IS NOT NULL AND retired_on <= coalesce($today::DATE, current_date) THEN 0
         ELSE greatest(0, date_diff('day', due_on, coalesce($today::DATE, current_date)))::INTEGER END AS days_late,
    due_day, every, months
FROM dated
ORDER BY days_late DESC NULLS LAST, name, measure_id
