-- The months that the newest month is judged against: complete, before it, in its segment, within the baseline.
-- The newest month is the last complete one that has a value.
-- parameters: $measure_id (NULL = all), $directorate (NULL = the whole council), $by (leave out)
-- columns: measure_id, newest_month, month, counted (NULL = missing or declared exceptional), in_baseline
-- uses: signals/series
WITH newest AS (
    SELECT measure_id, max(month) AS newest_month, arg_max(segment, month) AS segment
    FROM signals_series
    WHERE category = '' AND complete AND value IS NOT NULL
    GROUP BY measure_id
)
SELECT s.measure_id, n.newest_month, s.month, s.counted, s.in_baseline
FROM signals_series AS s
JOIN newest AS n ON n.measure_id = s.measure_id AND n.segment = s.segment AND s.month < n.newest_month
WHERE s.category = '' AND s.complete
