-- What happened to one submission, oldest first.
-- parameters: $submission_id
-- columns: event (drafted|published|withdrawn|discarded|restored: published again after it had been withdrawn), by_whom,
--   happened_at (UTC), why
SELECT
    CASE WHEN event = 'published' AND lag(event) OVER (ORDER BY event_id) = 'withdrawn' THEN 'restored' ELSE event END AS event,
    by_whom, happened_at, why
FROM submission_events
WHERE submission_id = $submission_id
  AND happened_at <= coalesce(getvariable('as_at'), TIMESTAMP 'infinity')
ORDER BY event_id
