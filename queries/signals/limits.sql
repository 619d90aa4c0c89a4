-- The XmR machinery: mean, average moving range and limits of each segment of each series, many in one pass. The
-- arithmetic is that of queries/rules.sql; what is taken in is the baseline.
-- Ranges that are not 0 but all leave at screening mean rare events: no limits. A constant baseline has its value for limits.
-- parameters: $measure_id (NULL = all), $directorate (NULL = the whole council), $by ('category' = each category as well)
-- columns: scope (chart = all months of a segment; newest = the months before the newest; season = what the calendar
--   month leaves over of those), measure_id, category, segment, months (rows), mean, weights (of all figures together; this and likeness,
--   skewness and deviation are of newest and season alone), figures (how many), amr (average moving range, after
--   screening; where figures do not weigh alike, as signals/series has them, this and deviation are those of a figure with a
--   weight of 1), amr_to_judge_by (before it, where nothing is left), likeness (of each month to the one before:
--   autocorrelation), skewness, deviation (standard deviation), rare (no limits: rare events), lower_limit, upper_limit,
--   near_lower, near_upper
-- uses: measures/definitions, signals/series, signals/history, signals/season
WITH judged AS (
    SELECT 'chart' AS scope, measure_id, category, segment, month, counted, in_baseline, 1 AS weight
    FROM signals_series
    UNION ALL
    SELECT 'newest', measure_id, '', 0, month, adjusted, in_baseline, weight
    FROM signals_history
    UNION ALL
    SELECT 'season', h.measure_id, '', 0, h.month, h.adjusted - s.usual, h.in_baseline, h.weight
    FROM signals_history AS h
    JOIN signals_season AS s ON s.measure_id = h.measure_id AND s.calendar_month = month(h.month) AND s.seasonal
),
lists AS (
    SELECT
        scope, measure_id, category, segment,
        count(*) AS months,
        CASE WHEN max(weight) > 1
             THEN sum(weight * counted) FILTER (in_baseline) / sum(weight) FILTER (in_baseline AND counted IS NOT NULL)
             ELSE avg(counted) FILTER (in_baseline) END AS mean,
        sum(weight) FILTER (in_baseline AND counted IS NOT NULL) AS weights,
        count(counted) FILTER (in_baseline) AS figures,
        max(weight) > 1 AS by_weight,
        list(counted ORDER BY month) FILTER (in_baseline) AS in_order,
        list(sqrt(weight) ORDER BY month) FILTER (in_baseline) AS roots
    FROM judged
    GROUP BY scope, measure_id, category, segment
),
left_over AS (
    SELECT
        * EXCLUDE (in_order, roots, by_weight),
        CASE WHEN by_weight
             THEN list_transform(list_zip(in_order, roots), lambda each: (each[1] - mean) * each[2])
             ELSE in_order END AS figures_alike,
        rules.moving_ranges(figures_alike) AS ranges
    FROM lists
),
lines AS (
    SELECT
        l.* EXCLUDE (ranges, figures_alike),
        rules.amr(l.ranges, d.screen_outliers) AS amr,
        rules.amr_to_judge_by(l.ranges, d.screen_outliers) AS amr_to_judge_by,
        CASE WHEN l.scope <> 'chart' THEN rules.autocorrelation(l.figures_alike) END AS likeness,
        CASE WHEN l.scope <> 'chart' THEN rules.skewness(l.figures_alike) END AS skewness,
        CASE WHEN l.scope <> 'chart' THEN list_aggregate(l.figures_alike, 'stddev_pop') END AS deviation
    FROM left_over AS l
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
