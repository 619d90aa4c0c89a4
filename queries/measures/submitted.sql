-- The KPI values that stand now, as officers submitted them: the base of definitions and values.
-- parameters: $measure_id (NULL = all)
-- columns: measure_id, month, value, numerator, denominator (as in the file), submission_id, complete (the month had ended
--   and all its data was in when it was submitted; without a stated period, when the month was over)
SELECT
    v.measure_id, v.month, v.value, v.numerator, v.denominator, v.submission_id,
    last_day(v.month) <= coalesce(s.period_to, s.submitted_at::DATE) AS complete
FROM current_kpi_values AS v
JOIN submissions AS s USING (submission_id)
-- the slice key starts with the measure's id and '|', which '}' follows: so that only its own slices are looked at
WHERE $measure_id IS NULL
   OR (v.measure_id = $measure_id AND v.slice_key >= $measure_id || '|' AND v.slice_key < $measure_id || '}')
