-- Every measure's months in order, cut into segments: what the control chart and the verdict are worked out from.
-- A declared recalculation starts a new segment in its month, or in the first month with a figure after it where it has
-- none; one before the first figure, or after the last, starts none (signals/unmatched_recalculations).
-- parameters: $measure_id (NULL = all), $directorate (NULL = the whole council), $by ('category' = each category as well),
--   $nation (england_and_wales|scotland|northern_ireland: whose bank holidays; left out, that of council.toml)
-- columns: measure_id, category ('' = all), month, value (in the measure's unit), complete, exceptional (an explanation
--   declares the month exceptional), running (a month of incidents that is still coming in: shown, never judged),
--   nothing_to_count (submitted as 0 of 0),
--   counted (the value where it enters mean and limits, else NULL), segment (0, 1, …), recalculated (first row of a
--   segment that a person declared), months (length of its periods: 1, 3 or 12), position (1, 2, … in the segment), in_baseline, denominator (of how many a percentage is),
--   working_days (of the period; of a measure that is judged by them, else NULL), adjusted_for ('' or what else than time the
--   figures are judged by: working_days; denominator, where all figures of a percentage have one, and the largest is more
--   than 1.2 times the smallest), length (of the period in working days, against a month of 21; 1 where they do not matter),
--   weight (how much the figure weighs beside others: its denominator, or 1)
-- uses: measures/definitions, measures/values, measures/explanations
WITH exceptional_months AS (
    SELECT DISTINCT measure_id, month FROM measures_explanations WHERE exceptional
),
values_in_order AS (
    SELECT
        *,
        max(CASE WHEN value IS NOT NULL THEN month END)
            OVER (PARTITION BY measure_id, category ORDER BY month ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
            AS figure_before,
        coalesce(bool_and(denominator > 0) FILTER (value IS NOT NULL) OVER whole, false)
            AND max(denominator) FILTER (value IS NOT NULL) OVER whole > 1.2 * min(denominator) FILTER (value IS NOT NULL) OVER whole
            AS by_denominator
    FROM measures_values
    WINDOW whole AS (PARTITION BY measure_id, category)
),
-- a period is judged by its working days where the calendar has all of its months
working_days AS (
    SELECT v.measure_id, v.category, v.month, sum(w.days)::INTEGER AS days, count(*) = any_value(v.months) AS whole
    FROM measures_values AS v
    SEMI JOIN (SELECT measure_id FROM measures_definitions WHERE per_working_day) AS d ON d.measure_id = v.measure_id
    JOIN rules.working_days AS w
        ON w.nation = $nation AND w.month >= v.month AND w.month < v.month + to_months(v.months::INTEGER)
    GROUP BY v.measure_id, v.category, v.month
),
by_working_days AS (
    SELECT measure_id, category
    FROM measures_values AS v
    LEFT JOIN working_days AS w USING (measure_id, category, month)
    GROUP BY measure_id, category
    HAVING bool_and(coalesce(w.whole, false))
),
ordered AS (
    SELECT
        v.measure_id, v.category, v.month, v.value, v.complete, v.nothing_to_count, v.months,
        e.month IS NOT NULL AS exceptional,
        v.computed AND NOT v.complete AS running,
        v.denominator, v.by_denominator,
        CASE WHEN b.measure_id IS NOT NULL THEN w.days END AS working_days,
        -- declared for this month, or for one without a figure since the last; a day within a month is a slip
        v.value IS NOT NULL AND len(list_filter(
            d.recalculate_from,
            lambda each: day(each) = 1 AND (each = v.month OR each BETWEEN v.figure_before + INTERVAL 1 DAY AND v.month)
        )) > 0 AS recalculated,
        d.baseline_points,
        count(*) FILTER (recalculated) OVER (PARTITION BY v.measure_id, v.category ORDER BY v.month) AS segment
    FROM values_in_order AS v
    JOIN measures_definitions AS d USING (measure_id)
    LEFT JOIN exceptional_months AS e ON e.measure_id = v.measure_id AND e.month = v.month
    LEFT JOIN by_working_days AS b ON b.measure_id = v.measure_id AND b.category = v.category
    LEFT JOIN working_days AS w ON w.measure_id = v.measure_id AND w.category = v.category AND w.month = v.month
)
SELECT
    measure_id, category, month, value, complete, exceptional, running, nothing_to_count,
    CASE WHEN NOT exceptional AND NOT running THEN value END AS counted,
    segment, recalculated,
    months,
    row_number() OVER (PARTITION BY measure_id, category, segment ORDER BY month) AS position,
    coalesce(position <= baseline_points, true) AS in_baseline,
    denominator, working_days,
    CASE WHEN working_days IS NOT NULL THEN 'working_days' WHEN by_denominator THEN 'denominator' ELSE '' END AS adjusted_for,
    coalesce(rules.month_length(working_days), 1) AS length,
    CASE WHEN by_denominator THEN coalesce(denominator, 1) ELSE 1 END AS weight
FROM ordered
