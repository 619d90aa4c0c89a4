-- Drafts that were handed over and that nobody has published or given up yet, oldest first.
-- parameters: none
-- columns: submission_id, kind, file_name, handed_by, handed_at (UTC; the first time)
SELECT
    s.submission_id, s.kind, s.file_name,
    arg_min(a.who, a.happened_at) AS handed_by, min(a.happened_at) AS handed_at
FROM audit_log AS a
JOIN submissions AS s ON s.submission_id = a.about
JOIN submission_states AS st ON st.submission_id = s.submission_id
WHERE a.act = 'handed over' AND st.state = 'drafted'
GROUP BY s.submission_id, s.kind, s.file_name
ORDER BY handed_at, s.submission_id
