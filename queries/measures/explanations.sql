-- What officers say about a measure's months: the explanations that stand now.
-- parameters: $measure_id (NULL = all)
-- columns: measure_id, month (its first day), cause, explanation, exceptional (the month leaves mean and limits),
--   author_role, published_at (UTC; NULL = a draft)
SELECT e.measure_id, e.month, e.cause, e.explanation, coalesce(e.exceptional, false) AS exceptional, e.author_role, l.published_at
FROM current_explanations AS e
JOIN live_submissions AS l USING (submission_id)
WHERE $measure_id IS NULL OR e.measure_id = $measure_id
ORDER BY e.measure_id, e.month
