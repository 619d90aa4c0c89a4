-- What was made public or taken back, day by day and kind by kind, the newest 50 first: what the feed tells.
-- parameters: none
-- columns: day (UTC), kind, event (published|withdrawn), files (count), period_from, period_to (days, of all these files;
--   NULL = they are of no period), happened_at (UTC; of the last)
SELECT
    e.happened_at::DATE AS day, s.kind, e.event,
    count(*)::INTEGER AS files,
    min(s.period_from) AS period_from, max(s.period_to) AS period_to,
    max(e.happened_at) AS happened_at
FROM submission_events AS e
JOIN submissions AS s USING (submission_id)
WHERE e.event IN ('published', 'withdrawn')
  AND e.happened_at <= coalesce(getvariable('as_at'), TIMESTAMP 'infinity')
GROUP BY ALL
ORDER BY happened_at DESC, kind, event
LIMIT 50
