-- The newest month of each measure: the last complete one that has a value; and the segment it is in.
-- parameters: $measure_id (NULL = all), $directorate (NULL = the whole council), $by (leave out)
-- columns: measure_id, month, segment
-- uses: signals/series
SELECT measure_id, max(month) AS month, arg_max(segment, month) AS segment
FROM signals_series
WHERE category = '' AND complete AND value IS NOT NULL
GROUP BY measure_id
ORDER BY measure_id
