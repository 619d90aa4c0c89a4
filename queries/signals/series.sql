-- Every measure's months in order, cut into segments: what the control chart and the verdict are worked out from.
-- A recalculation month that has a row starts a new segment; one that matches no row is in signals/unmatched_recalculations.
-- parameters: $measure_id (NULL = all), $directorate (NULL = the whole council), $by ('category' = each category as well)
-- columns: measure_id, category ('' = all), month, value (in the measure's unit), complete, exceptional (an explanation
--   declares the month exceptional), running (a month of incidents that is still coming in: shown, never judged),
--   counted (the value where it enters mean and limits, else NULL), segment (0, 1, …), recalculated (first row of a
--   segment that a person declared), position (1, 2, … in the segment), in_baseline
-- uses: measures/definitions, measures/values
WITH exceptional_months AS (
    SELECT DISTINCT measure_id, month FROM current_explanations WHERE exceptional
),
ordered AS (
    SELECT
        v.measure_id, v.category, v.month, v.value, v.complete,
        e.month IS NOT NULL AS exceptional,
        v.computed AND NOT v.complete AS running,
        coalesce(list_contains(d.recalculate_from, v.month), false) AS recalculated,
        d.baseline_points,
        count(*) FILTER (recalculated) OVER (PARTITION BY v.measure_id, v.category ORDER BY v.month) AS segment
    FROM measures_values AS v
    JOIN measures_definitions AS d USING (measure_id)
    LEFT JOIN exceptional_months AS e ON e.measure_id = v.measure_id AND e.month = v.month
)
SELECT
    measure_id, category, month, value, complete, exceptional, running,
    CASE WHEN NOT exceptional AND NOT running THEN value END AS counted,
    segment, recalculated,
    row_number() OVER (PARTITION BY measure_id, category, segment ORDER BY month) AS position,
    coalesce(position <= baseline_points, true) AS in_baseline
FROM ordered
