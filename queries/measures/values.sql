-- Every measure's value in every month: submitted KPI values and measures computed from incidents, in one shape.
-- A value in a unit of percent is 0 to 100. Where a value is left out but numerator and denominator are given, it is their
-- quotient (in percent, x 100). Submitted values win over a computed measure with the same id.
-- parameters: $measure_id (NULL = all; a measure of channel shift for one service is written digital_take_up@its-id),
--   $service (leave out), $directorate (NULL = the whole council; only computed measures know directorates), $by ('category'
--   gives measures of incidents one series for each category as well, else NULL), $digital_channels, $assisted_channels,
--   $assisted_digital (see channels/volumes; left out, those of council.toml), $small_number (see demand/hidden_cells), $financial_year_starts (as in
--   measures/submitted)
-- columns: measure_id, category ('' = all), month (first day of its period), value (in the measure's unit; NULL = no data, or
--   one that is not shown because of a small count, or could be worked out from others),
--   complete (the period had ended and all its data was in when it was submitted), submission_id,
--   computed (worked out from incidents or channel volumes, not submitted), months (length of the period: 1, 3 or 12),
--   nothing_to_count (submitted as 0 of 0: it is in, and has no value), denominator (of how many a percentage is, where
--   that is known; NULL = it is not, or there is no value)
-- uses: measures/submitted, channels/values, demand/hidden_cells
WITH wanted AS (
    SELECT
        measure_id,
        -- counts that are told by category and by directorate are not told by both: see demand/hidden_cells
        $small_number::INTEGER > 1 AND $directorate IS NOT NULL
            AND measure_id IN ('password_resets', 'reopened', 'backlog', 'backlog_over_90_days') AS by_one_alone
    FROM (VALUES ('work_time_lost'), ('incidents'), ('password_resets'), ('minutes_lost_mean'), ('minutes_lost_median'),
                 ('hours_to_resolve_mean'), ('hours_to_resolve_median'), ('reopened'), ('first_contact_share'),
                 ('backlog'), ('backlog_over_90_days')) AS v (measure_id)
    WHERE ($measure_id IS NULL OR measure_id = $measure_id)
      AND measure_id NOT IN (SELECT measure_id FROM measures_submitted)
),
-- '*' stands for all; the whole council's rows say which months there are and what the service desk records at all
sums AS MATERIALIZED (
    SELECT
        t.* EXCLUDE (slice_key, category),
        CASE WHEN t.category = '*' THEN '' ELSE t.category END AS category,
        last_day(t.month) <= coalesce(s.period_to, s.submitted_at::DATE) AS complete
    FROM current_incident_sums AS t
    JOIN submissions AS s USING (submission_id)
    WHERE t.directorate IN ('*', coalesce($directorate, '*'))
      AND (t.category = '*' OR $by = 'category')
      AND EXISTS (SELECT 1 FROM wanted)
),
-- a fact that is never stated is no data, not 0
months AS (
    SELECT
        month, complete, submission_id,
        sum(minutes_stated) OVER () > 0 AS minutes_known,
        sum(resolved) OVER () > 0 AS end_known,
        sum(reopened_stated) OVER () > 0 AS reopened_known
    FROM sums
    WHERE directorate = '*' AND category = ''
),
-- a month in which a category or directorate raised nothing counts as 0, not as no data
month_grid AS (
    SELECT k.category, m.*
    FROM (SELECT DISTINCT category FROM sums WHERE directorate = coalesce($directorate, '*')) AS k
    CROSS JOIN months AS m
),
open_at_month_end AS (
    SELECT
        g.category, g.month,
        sum(b.incidents) AS incidents,
        sum(b.incidents) FILTER (b.age_band = '90+') AS over_90_days
    FROM month_grid AS g
    JOIN current_incident_backlog AS b
        ON b.category = CASE WHEN g.category = '' THEN '*' ELSE g.category END
       AND last_day(g.month) BETWEEN b.first_month_end AND coalesce(b.last_month_end, DATE '9999-12-31')
    WHERE b.directorate = coalesce($directorate, '*')
      AND (b.category = '*' OR $by = 'category')
      AND ($measure_id IS NULL OR $measure_id IN ('backlog', 'backlog_over_90_days'))
    GROUP BY g.category, g.month
),
computed AS (
    SELECT
        w.measure_id, g.category, g.month,
        CASE WHEN h.month IS NULL AND r.month IS NULL
                  AND NOT (g.category <> '' AND coalesce(w.by_one_alone, false)) THEN CASE w.measure_id
            WHEN 'work_time_lost' THEN CASE WHEN NOT g.minutes_known THEN NULL
                                            WHEN i.month IS NULL THEN 0
                                            WHEN i.minutes_stated > 0 THEN i.minutes_lost / 60 END
            WHEN 'incidents' THEN coalesce(i.incidents, 0)
            WHEN 'password_resets' THEN coalesce(i.password_resets, 0)
            WHEN 'minutes_lost_mean' THEN i.minutes_lost / nullif(i.minutes_stated, 0)
            WHEN 'minutes_lost_median' THEN i.minutes_lost_median
            WHEN 'hours_to_resolve_mean' THEN i.hours_to_resolve / nullif(i.resolved, 0)
            WHEN 'hours_to_resolve_median' THEN i.hours_to_resolve_median
            WHEN 'reopened' THEN CASE WHEN g.reopened_known THEN coalesce(i.reopened, 0) END
            WHEN 'first_contact_share' THEN CASE
                WHEN coalesce(i.first_contact_stated BETWEEN 1 AND $small_number::INTEGER - 1, false) THEN NULL
                ELSE 100.0 * i.first_contact / nullif(i.first_contact_stated, 0) END
            -- a desk that never records an end would show everything as open
            WHEN 'backlog' THEN CASE WHEN g.end_known THEN coalesce(o.incidents, 0) END
            WHEN 'backlog_over_90_days' THEN CASE WHEN g.end_known THEN coalesce(o.over_90_days, 0) END
        END END::DOUBLE AS value,
        -- what is still open will take longest: a time to resolve is judged once 19 in 20 have ended, or after half a year
        g.complete AND (w.measure_id NOT IN ('hours_to_resolve_mean', 'hours_to_resolve_median')
                        OR i.month IS NULL OR i.resolved >= 0.95 * i.incidents
                        OR g.month <= max(g.month) OVER () - INTERVAL 6 MONTH) AS complete,
        g.submission_id,
        -- of how many: a count of its own, which is told of the whole alone where small ones are hidden
        CASE WHEN w.measure_id = 'first_contact_share' AND h.month IS NULL
                  AND (coalesce($small_number::INTEGER, 0) <= 1 OR (g.category = '' AND $directorate IS NULL
                       AND i.first_contact_stated >= $small_number::INTEGER))
             THEN i.first_contact_stated END::DOUBLE AS denominator
    FROM wanted AS w
    CROSS JOIN month_grid AS g
    LEFT JOIN sums AS i ON i.directorate = coalesce($directorate, '*') AND i.category = g.category AND i.month = g.month
    LEFT JOIN open_at_month_end AS o ON o.category = g.category AND o.month = g.month
    LEFT JOIN demand_hidden_cells AS h
        ON h.cells = 'category' AND h.month = g.month AND h.directorate = coalesce($directorate, '*')
       AND h.line = CASE WHEN g.category = '' THEN '*' ELSE g.category END
    -- what is open of a directorate is also shown in bands of age: the two hide the same
    LEFT JOIN demand_hidden_cells AS r
        ON r.month = g.month AND r.directorate = coalesce($directorate, '*')
       AND r.cells = CASE WHEN g.category = '' AND w.measure_id IN ('backlog', 'backlog_over_90_days') THEN 'age_band'
                          ELSE w.measure_id END
       AND r.line = CASE WHEN g.category <> '' THEN g.category WHEN w.measure_id = 'backlog_over_90_days' THEN '90+'
                         ELSE '*' END
)
SELECT
    v.measure_id, '' AS category, v.month,
    coalesce(v.value, CASE WHEN v.denominator <> 0 THEN
        v.numerator / v.denominator
        * CASE WHEN coalesce(d.unit, CASE v.measure_id WHEN 'first_contact_share' THEN 'percent' END) = 'percent' THEN 100 ELSE 1 END
    END) AS value,
    v.complete, v.submission_id, false AS computed, v.months,
    v.value IS NULL AND coalesce(v.numerator = 0 AND v.denominator = 0, false) AS nothing_to_count,
    -- one that does not belong to the value says nothing of it
    CASE WHEN coalesce(d.unit, CASE v.measure_id WHEN 'first_contact_share' THEN 'percent' END) = 'percent'
          AND v.denominator > 0 AND v.numerator BETWEEN 0 AND v.denominator
          AND (v.value IS NULL OR abs(v.value - 100 * v.numerator / v.denominator) < 1)
         THEN v.denominator END AS denominator
FROM measures_submitted AS v
-- not measures/definitions: read twice under one UNION, DuckDB 1.5 waits for itself for ever (duckdb issue 24961)
LEFT JOIN current_measures AS d USING (measure_id)
WHERE $directorate IS NULL
UNION ALL
SELECT measure_id, category, month, value, complete, submission_id, true, 1, false, denominator
FROM computed
UNION ALL
SELECT c.measure_id, '', c.month, c.value, c.complete, c.submission_id, true, c.months, false, c.denominator
FROM channels_values AS c
ANTI JOIN current_kpi_values AS k ON k.measure_id = c.measure_id  -- not measures_submitted, for the same reason
