-- Every file that came in, newest first, with what became of it.
-- parameters: $kind (NULL = all), $submission_id (NULL = all)
-- columns: submission_id, kind, file_name, state (drafted|published|superseded|withdrawn|discarded; superseded: published,
--   but every part has been replaced by later files), row_count, period_from, period_to (days), submitted_by,
--   submitted_at, published_at (first time), changed_by, changed_at, why (of the last event), slices (how many parts of its
--   kind the file supplies), current_slices (how many of them members see now), repairs (JSON list); times in UTC
WITH last_events AS (
    SELECT
        submission_id,
        arg_max(by_whom, event_id) AS changed_by,
        arg_max(happened_at, event_id) AS changed_at,
        arg_max(why, event_id) AS why
    FROM submission_events
    WHERE happened_at <= coalesce(getvariable('as_at'), TIMESTAMP 'infinity')
    GROUP BY submission_id
),
supplied AS (
    SELECT submission_id, count(*) AS slices FROM slices GROUP BY submission_id
),
in_force AS (
    SELECT submission_id, count(*) AS slices FROM current_slices GROUP BY submission_id
)
SELECT
    s.submission_id, s.kind, s.file_name,
    CASE WHEN st.state = 'published' AND coalesce(f.slices, 0) = 0 THEN 'superseded' ELSE st.state END AS state,
    s.row_count, s.period_from, s.period_to, s.submitted_by, s.submitted_at, st.published_at,
    e.changed_by, e.changed_at, e.why,
    coalesce(p.slices, 0) AS slices,
    coalesce(f.slices, 0) AS current_slices,
    s.repairs
FROM submissions AS s
JOIN submission_states AS st USING (submission_id)
JOIN last_events AS e USING (submission_id)
LEFT JOIN supplied AS p USING (submission_id)
LEFT JOIN in_force AS f USING (submission_id)
WHERE ($kind IS NULL OR s.kind = $kind)
  AND ($submission_id IS NULL OR s.submission_id = $submission_id)
ORDER BY s.submitted_at DESC, s.submission_id DESC
