-- The control chart (XmR) of every measure, point by point: limits, the four rules and what each point means.
-- All comparisons are strict; figures that differ by less than a billionth count as equal. No range and no run crosses
-- a recalculation. Missing values and months declared exceptional break runs and leave mean and limits; an exceptional
-- month can still lie outside them. A month of incidents that is still coming in is shown and never flagged.
-- parameters: $measure_id (NULL = all), $directorate (NULL = the whole council), $by ('category' = each category as well)
-- columns: measure_id, category ('' = all), month, value (in the measure's unit; NULL = no data), complete, exceptional,
--   nothing_to_count (submitted as 0 of 0),
--   segment (0, 1, …), recalculated (a declared new segment starts here), mean, lower_limit, upper_limit, near_lower,
--   near_upper, amr (average moving range), outside_limits, trend, two_of_three, shift, rule (none|outside|trend|
--   two_of_three|shift: the first that holds), point_type (common_cause, improvement_high, improvement_low, concern_high,
--   concern_low, neutral_high, neutral_low), trial (fewer than 13 points in the segment), side (1 above the mean, -1 below,
--   0 on it; NULL where it does not count), step (1 up from the month before, -1 down, 0 level), run (none|trend|shift|
--   two_of_three: the strongest that holds besides the limits, which hide none), run_side (1 high, -1 low, 0 none)
-- uses: measures/definitions, signals/series, signals/limits
WITH placed AS (
    SELECT
        s.measure_id, s.category, s.month, s.value, s.complete, s.exceptional, s.nothing_to_count, s.segment, s.recalculated, s.counted,
        l.mean, l.lower_limit, l.upper_limit, l.near_lower, l.near_upper, l.amr, l.rare,
        l.months < 13 AS trial,
        rules.tolerance(s.value, l.mean, l.amr) AS tolerance,
        CASE WHEN s.running THEN 0
             WHEN s.value > l.upper_limit + tolerance THEN 1
             WHEN s.value < l.lower_limit - tolerance THEN -1
             ELSE 0 END AS outside,
        CASE WHEN s.counted > l.mean + tolerance THEN 1
             WHEN s.counted < l.mean - tolerance THEN -1
             WHEN s.counted IS NOT NULL AND l.mean IS NOT NULL THEN 0 END AS side,
        coalesce(outside = 0 AND (s.counted > l.near_upper + tolerance OR s.counted < l.near_lower - tolerance), false) AS close
    FROM signals_series AS s
    JOIN signals_limits AS l
        ON l.scope = 'chart' AND l.measure_id = s.measure_id AND l.category = s.category AND l.segment = s.segment
),
-- runs are found by frames of fixed length, all in one order: first where one is complete, then which points it takes in
steps AS (
    SELECT
        *,
        lag(counted) OVER in_order AS before,
        CASE WHEN NOT rules.differ(counted, before) THEN 0 ELSE sign(counted - before) END AS step,
        coalesce(side <> 0 AND side = lag(side) OVER in_order AND side = lag(side, 2) OVER in_order, false)
            AND close::INTEGER + lag(close) OVER in_order::INTEGER + lag(close, 2) OVER in_order::INTEGER >= 2
            AS third_of_three,
        count(side) OVER seven = 7 AND min(side) OVER seven = max(side) OVER seven AND side <> 0 AS seventh_of_seven
    FROM placed
    WINDOW in_order AS (PARTITION BY measure_id, category, segment ORDER BY month),
           seven AS (PARTITION BY measure_id, category, segment ORDER BY month ROWS 6 PRECEDING)
),
runs AS (
    SELECT
        *,
        close AND bool_or(third_of_three) OVER (in_order ROWS BETWEEN CURRENT ROW AND 2 FOLLOWING) AS two_of_three,
        bool_or(seventh_of_seven) OVER (in_order ROWS BETWEEN CURRENT ROW AND 6 FOLLOWING) AS in_shift,
        coalesce(count(step) OVER six = 6 AND min(step) OVER six = max(step) OVER six AND step <> 0, false) AS sixth_of_six
    FROM steps
    WINDOW in_order AS (PARTITION BY measure_id, category, segment ORDER BY month),
           six AS (PARTITION BY measure_id, category, segment ORDER BY month ROWS 5 PRECEDING)
),
flagged AS (
    SELECT
        *,
        -- a point is in a trend by the difference before it or by the one after it; the one after gives the direction
        CASE WHEN bool_or(sixth_of_six) OVER (in_order ROWS BETWEEN 1 FOLLOWING AND 6 FOLLOWING) THEN lead(step) OVER in_order
             WHEN bool_or(sixth_of_six) OVER (in_order ROWS BETWEEN CURRENT ROW AND 5 FOLLOWING) THEN step
             ELSE 0 END AS trend_direction,
        CASE WHEN rare THEN 'none'
             WHEN outside <> 0 THEN 'outside'
             WHEN trend_direction <> 0 THEN 'trend'
             WHEN two_of_three THEN 'two_of_three'
             WHEN in_shift THEN 'shift'
             ELSE 'none' END AS rule,
        CASE rule WHEN 'none' THEN 0 WHEN 'outside' THEN outside WHEN 'trend' THEN trend_direction ELSE side END AS high_or_low,
        CASE WHEN rare THEN 'none'
             WHEN trend_direction <> 0 THEN 'trend'
             WHEN in_shift THEN 'shift'
             WHEN two_of_three THEN 'two_of_three'
             ELSE 'none' END AS run,
        CASE run WHEN 'none' THEN 0 WHEN 'trend' THEN trend_direction ELSE side END AS run_side
    FROM runs
    WINDOW in_order AS (PARTITION BY measure_id, category, segment ORDER BY month)
)
SELECT
    f.measure_id, f.category, f.month, f.value, f.complete, f.exceptional, f.nothing_to_count, f.segment, f.recalculated,
    f.mean, f.lower_limit, f.upper_limit, f.near_lower, f.near_upper, f.amr,
    f.outside <> 0 AND NOT f.rare AS outside_limits,
    f.trend_direction <> 0 AND NOT f.rare AS trend,
    f.two_of_three AND NOT f.rare AS two_of_three,
    coalesce(f.in_shift, false) AND NOT f.rare AS shift,
    f.rule,
    CASE WHEN f.high_or_low = 0 THEN 'common_cause'
         ELSE rules.meaning(d.direction, f.high_or_low)
              || CASE WHEN f.high_or_low = 1 THEN '_high' ELSE '_low' END END AS point_type,
    f.trial, f.side::DOUBLE AS side, f.step::DOUBLE AS step, f.run, f.run_side
FROM flagged AS f
JOIN measures_definitions AS d USING (measure_id)
ORDER BY f.measure_id, f.category, f.month
