-- The months that the newest month is judged against: complete, before it, in its segment, within the baseline.
-- The newest month is the last complete one that has a value.
-- parameters: $measure_id (NULL = all), $directorate (NULL = the whole council), $by (leave out)
-- columns: measure_id, newest_month, month, counted (NULL = missing or declared exceptional), in_baseline,
--   months (length of its periods: 1, 3 or 12), weight (beside others: signals/series), adjusted (counted, as it would be in
--   a month of 21 working days where the measure is judged by them; what is expected rests on this. NULL as well for one
--   month that lies more than 5 robust standard deviations from the median and more than twice as far as any other, where
--   outliers are screened: one huge record would move the mean)
-- uses: measures/definitions, signals/series, signals/newest
WITH before AS (
    SELECT
        s.measure_id, n.month AS newest_month, s.month, s.counted, s.in_baseline, s.months, s.weight, s.counted / s.length AS per_length,
        CASE WHEN s.in_baseline THEN
            abs(per_length - median(per_length) FILTER (s.in_baseline) OVER (PARTITION BY s.measure_id)) * sqrt(s.weight)
        END AS off_median
    FROM signals_series AS s
    JOIN signals_newest AS n ON n.measure_id = s.measure_id AND n.segment = s.segment AND s.month < n.month
    WHERE s.category = '' AND s.complete
),
spread AS (
    SELECT
        measure_id,
        1.4826 * median(off_median) AS robust_deviation,
        max(off_median, 2) AS farthest
    FROM before
    GROUP BY measure_id
)
SELECT
    b.measure_id, b.newest_month, b.month, b.counted, b.in_baseline, b.months, b.weight,
    CASE WHEN d.screen_outliers AND b.off_median > 5 * s.robust_deviation AND s.robust_deviation > 0
          AND b.off_median = s.farthest[1] AND b.off_median > 2 * s.farthest[2]
         THEN NULL ELSE b.per_length END AS adjusted
FROM before AS b
JOIN measures_definitions AS d USING (measure_id)
JOIN spread AS s USING (measure_id)
