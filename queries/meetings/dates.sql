-- The committees' meetings, oldest first.
-- parameters: none
-- columns: meeting_id, committee, meeting_date, title, papers_due_on (date or NULL)
SELECT meeting_id, committee, meeting_date, title, papers_due_on
FROM current_meetings
WHERE meeting_date IS NOT NULL
ORDER BY meeting_date, committee, meeting_id
