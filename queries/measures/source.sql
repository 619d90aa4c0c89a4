-- Where a measure's figures come from: the kind of file, the months it covers, and when figures were last published.
-- parameters: $measure_id (NULL = all)
-- columns: measure_id, kind (incidents|kpi_values), first_month, last_month, complete_to (newest complete month that has come in),
--   published_at (UTC, of the newest submission whose figures count), submissions (how many files the figures come from)
-- uses: measures/definitions, measures/values
SELECT
    v.measure_id,
    arg_max(l.kind, l.publish_order) AS kind,
    min(v.month) AS first_month,
    max(v.month) AS last_month,
    max(v.month) FILTER (v.complete AND (v.value IS NOT NULL OR v.nothing_to_count)) AS complete_to,
    arg_max(l.published_at, l.publish_order) AS published_at,
    count(DISTINCT v.submission_id) AS submissions
FROM measures_values AS v
JOIN live_submissions AS l USING (submission_id)
WHERE v.category = ''
GROUP BY v.measure_id
ORDER BY v.measure_id
