-- The XmR machinery: mean, average moving range and limits of each segment of each series, many in one pass. The
-- arithmetic is that of queries/rules.sql; what is taken in is the baseline.
-- Ranges that are not 0 but all leave at screening mean rare events: no limits. A constant baseline has its value for limits.
-- parameters: $measure_id (NULL = all), $directorate (NULL = the whole council), $by ('category' = each category as well)
-- columns: scope (chart = all months of a segment; newest = the months before the newest; season = what the calendar
--   month leaves over of those), measure_id, category, segment, months (rows), mean, amr (average moving range, after
--   screening), amr_to_judge_by (before it, where nothing is left), rare (no limits: rare events), lower_limit, upper_limit,
--   near_lower, near_upper
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
lists AS (
    SELECT
        scope, measure_id, category, segment,
        count(*) AS months,
        avg(counted) FILTER (in_baseline) AS mean,
        rules.moving_ranges(list(counted ORDER BY month) FILTER (in_baseline)) AS ranges
    FROM judged
    GROUP BY scope, measure_id, category, segment
),
lines AS (
    SELECT
        l.* EXCLUDE (ranges),
        rules.amr(l.ranges, d.screen_outliers) AS amr,
        rules.amr_to_judge_by(l.ranges, d.screen_outliers) AS amr_to_judge_by
    FROM lists AS l
    JOIN measures_definitions AS d USING (measure_id)
)
SELECT
    *,
    coalesce(amr = 0 AND amr_to_judge_by > 0, false) AS rare,
    CASE WHEN NOT rare THEN mean - rules.reach(amr) END AS lower_limit,
    CASE WHEN NOT rare THEN mean + rules.reach(amr) END AS upper_limit,
    CASE WHEN NOT rare THEN mean - rules.near_reach(amr) END AS near_lower,
    CASE WHEN NOT rare THEN mean + rules.near_reach(amr) END AS near_upper
FROM lines
