-- The XmR machinery: mean, average moving range and limits of each segment of each series, many in one pass.
-- Mean of the baseline; moving ranges between neighbouring rows; with screening, one pass leaves out ranges of
-- 3.267 x their average or more; limits are the mean -/+ 2.66 x the average range, near limits two thirds of the way.
-- Ranges that are not 0 but all leave at screening mean rare events: no limits. A constant baseline has its value for limits.
-- parameters: $measure_id (NULL = all), $directorate (NULL = the whole council), $by ('category' = each category as well)
-- columns: scope (chart = all months of a segment; newest = the months before the newest; season = what the calendar
--   month leaves over of those), measure_id, category, segment, months (rows), mean, unscreened_amr (average moving range
--   before screening), amr (after it), rare (no limits: rare events), lower_limit, upper_limit, near_lower, near_upper
-- uses: measures/definitions, signals/series, signals/history, signals/season
WITH judged AS (
    SELECT 'chart' AS scope, measure_id, category, segment, month, counted, in_baseline
    FROM signals_series
    UNION ALL
    SELECT 'newest', measure_id, '', 0, month, counted, in_baseline
    FROM signals_history
    UNION ALL
    SELECT 'season', h.measure_id, '', 0, h.month, h.counted - s.usual, h.in_baseline
    FROM signals_history AS h
    JOIN signals_season AS s ON s.measure_id = h.measure_id AND s.calendar_month = month(h.month) AND s.seasonal
),
neighbours AS (
    SELECT
        scope, measure_id, category, segment, in_baseline, counted,
        lag(counted) OVER (PARTITION BY scope, measure_id, category, segment ORDER BY month) AS before,
        abs(counted - before) AS difference,
        CASE WHEN difference <= 1e-9 * greatest(abs(counted), abs(before)) THEN 0 ELSE difference END AS moving_range
    FROM judged
),
ranges AS (
    SELECT
        *,
        avg(moving_range) FILTER (in_baseline) OVER (PARTITION BY scope, measure_id, category, segment) AS unscreened_amr
    FROM neighbours
),
lines AS (
    SELECT
        r.scope, r.measure_id, r.category, r.segment,
        count(*) AS months,
        avg(r.counted) FILTER (r.in_baseline) AS mean,
        any_value(r.unscreened_amr) AS unscreened_amr,
        -- a constant baseline has nothing to screen; written so that a range equal to the bound leaves as well
        coalesce(
            avg(r.moving_range) FILTER (
                r.in_baseline
                AND (NOT d.screen_outliers OR r.moving_range < 3.267 * r.unscreened_amr * (1 - 1e-9))
            ),
            any_value(r.unscreened_amr)
        ) AS amr
    FROM ranges AS r
    JOIN measures_definitions AS d USING (measure_id)
    GROUP BY r.scope, r.measure_id, r.category, r.segment
)
SELECT
    *,
    coalesce(amr = 0 AND unscreened_amr > 0, false) AS rare,
    CASE WHEN NOT rare THEN mean - 2.66 * amr END AS lower_limit,
    CASE WHEN NOT rare THEN mean + 2.66 * amr END AS upper_limit,
    CASE WHEN NOT rare THEN mean - 2 * 2.66 / 3 * amr END AS near_lower,
    CASE WHEN NOT rare THEN mean + 2 * 2.66 / 3 * amr END AS near_upper
FROM lines
