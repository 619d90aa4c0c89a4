-- Every measure's value in every month: submitted KPI values and measures computed from incidents, in one shape.
-- A value in a unit of percent is 0 to 100. Where a value is left out but numerator and denominator are given, it is their
-- quotient (in percent, x 100). Submitted values win over a computed measure with the same id.
-- parameters: $measure_id (NULL = all), $directorate (NULL = the whole council; only computed measures know directorates),
--   $by ('category' gives computed measures one series for each category as well, else NULL)
-- columns: measure_id, category ('' = all), month (its first day), value (in the measure's unit; NULL = no data),
--   complete (the month had ended and all its data was in when it was submitted), submission_id,
--   computed (worked out from incidents, not submitted)
-- uses: measures/definitions
WITH submitted AS (
    SELECT
        v.measure_id, '' AS category, v.month,
        coalesce(v.value, CASE WHEN v.denominator <> 0
                               THEN v.numerator / v.denominator * CASE WHEN d.unit = 'percent' THEN 100 ELSE 1 END END) AS value,
        last_day(v.month) <= coalesce(s.period_to, s.submitted_at::DATE) AS complete,
        v.submission_id
    FROM current_kpi_values AS v
    JOIN measures_definitions AS d USING (measure_id)
    JOIN submissions AS s USING (submission_id)
    WHERE $directorate IS NULL
),
incident_months AS (
    SELECT
        t.submission_id,
        CASE WHEN t.category = '*' THEN '' ELSE t.category END AS category,
        t.month,
        last_day(t.month) <= coalesce(s.period_to, s.submitted_at::DATE) AS complete,
        t.* EXCLUDE (submission_id, category, month)
    FROM current_incident_sums AS t
    JOIN submissions AS s USING (submission_id)
    WHERE t.directorate = coalesce($directorate, '*') AND (t.category = '*' OR $by = 'category')
),
-- a month in which a category or directorate raised nothing counts as 0, not as no data
month_grid AS (
    SELECT k.category, m.month, m.complete, m.submission_id
    FROM (SELECT DISTINCT category FROM incident_months) AS k
    CROSS JOIN (
        SELECT t.month, t.submission_id, last_day(t.month) <= coalesce(s.period_to, s.submitted_at::DATE) AS complete
        FROM current_incident_sums AS t JOIN submissions AS s USING (submission_id)
        WHERE t.directorate = '*' AND t.category = '*'
    ) AS m
),
filled AS (
    SELECT g.category, g.month, g.complete, g.submission_id, i.* EXCLUDE (category, month, complete, submission_id)
    FROM month_grid AS g
    LEFT JOIN incident_months AS i USING (category, month)
),
-- which facts the service desk records at all: a fact never stated is no data, not 0
stated AS (
    SELECT sum(minutes_stated) > 0 AS minutes, sum(resolved) > 0 AS resolved, sum(reopened_stated) > 0 AS reopened,
           sum(first_contact_stated) > 0 AS first_contact
    FROM current_incident_sums WHERE directorate = '*' AND category = '*'
),
from_incidents AS (
    SELECT
        f.category, f.month, f.complete, f.submission_id,
        map {
            'work_time_lost': CASE WHEN s.minutes THEN
                CASE WHEN f.incidents IS NULL THEN 0 WHEN f.minutes_stated > 0 THEN f.minutes_lost / 60 END END,
            'incidents': coalesce(f.incidents, 0)::DOUBLE,
            'password_resets': coalesce(f.password_resets, 0)::DOUBLE,
            'minutes_lost_mean': f.minutes_lost / nullif(f.minutes_stated, 0),
            'minutes_lost_median': f.minutes_lost_median,
            'hours_to_resolve_mean': f.hours_to_resolve / nullif(f.resolved, 0),
            'hours_to_resolve_median': f.hours_to_resolve_median,
            'reopened': CASE WHEN s.reopened THEN coalesce(f.reopened, 0)::DOUBLE END,
            'first_contact_share': 100.0 * f.first_contact / nullif(f.first_contact_stated, 0)
        } AS facts
    FROM filled AS f CROSS JOIN stated AS s
),
backlog AS (
    SELECT
        g.category, g.month, g.complete, g.submission_id,
        map {
            'backlog': coalesce(sum(b.incidents), 0)::DOUBLE,
            'backlog_over_90_days': coalesce(sum(b.incidents) FILTER (b.age_band = '90+'), 0)::DOUBLE
        } AS facts
    FROM month_grid AS g
    CROSS JOIN stated AS s
    LEFT JOIN current_incident_backlog AS b
        ON b.directorate = coalesce($directorate, '*')
       AND b.category = CASE WHEN g.category = '' THEN '*' ELSE g.category END
       AND last_day(g.month) BETWEEN b.first_month_end AND coalesce(b.last_month_end, DATE '9999-12-31')
    WHERE s.resolved  -- a desk that never records an end would show everything as open
    GROUP BY ALL
),
computed AS (
    SELECT unnest(map_keys(facts)) AS measure_id, category, month, unnest(map_values(facts)) AS value, complete, submission_id
    FROM (SELECT * FROM from_incidents UNION ALL SELECT * FROM backlog)
)
SELECT measure_id, category, month, value, complete, submission_id, false AS computed
FROM submitted
WHERE $measure_id IS NULL OR measure_id = $measure_id
UNION ALL
SELECT c.measure_id, c.category, c.month, c.value, c.complete, c.submission_id, true
FROM computed AS c
ANTI JOIN (SELECT DISTINCT measure_id FROM current_kpi_values) AS v USING (measure_id)
WHERE $measure_id IS NULL OR c.measure_id = $measure_id
