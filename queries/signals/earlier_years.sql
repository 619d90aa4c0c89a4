-- What was the same month in earlier years?
-- parameters: $measure_id, $directorate (NULL = the whole council), $month (any day of it; NULL = the newest complete month)
-- columns: measure_id, month, value, expected, lower_limit, upper_limit (in the measure's unit), verdict, rule, exceptional
--   (all as in signals/judged), seasonal (the limits are of that calendar month), is_this_year (the month asked for),
--   period (month|quarter|year that begins with `month`)
-- uses: signals/judged, signals/measures
WITH chosen AS (
    SELECT measure_id, max(month) AS month
    FROM signals_judged
    WHERE CASE WHEN $month IS NULL THEN newest ELSE month = date_trunc('month', $month::DATE) END
    GROUP BY measure_id
)
SELECT
    j.measure_id, j.month, j.value, j.expected, j.lower_limit, j.upper_limit, j.verdict, j.rule, j.exceptional,
    -- a line that rises has no season
    j.seasonal AND m.expected_from LIKE '%season' AS seasonal, j.month = c.month AS is_this_year, j.period
FROM signals_judged AS j
JOIN chosen AS c ON c.measure_id = j.measure_id AND month(j.month) = month(c.month) AND j.month <= c.month
LEFT JOIN signals_measures AS m ON m.measure_id = j.measure_id
ORDER BY j.measure_id, j.month
