-- What became of what committees asked, recommended or were promised, between the end of the day $since and $today? What was
-- answered, done or dropped, and what is overdue, whether it was so then or not.
-- parameters: $since (date; NULL = before all figures), $today (date; NULL = today), $committee (NULL = all)
-- columns: action_id, kind (question|action|recommendation), title, text, owner_role, restricted (its words are not shown), change
--   (overdue|closed), was_code, now_code (the states, as in meetings/actions; was_code NULL = it was not raised yet), due_on, days_late,
--   days_late_then (NULL = not overdue)
-- then: meetings/actions
-- uses: measures/definitions, meetings/actions
SELECT
    n.action_id, n.kind, n.title, n."text", n.owner_role, n.restricted,
    if(n.state = 'overdue', 'overdue', 'closed') AS change,
    t.state AS was_code, n.state AS now_code, n.due_on, n.days_late,
    if(t.state = 'overdue', t.days_late, NULL) AS days_late_then
FROM meetings_actions AS n
LEFT JOIN then_meetings_actions AS t USING (action_id)
WHERE n.state = 'overdue' OR (n.state IN ('done', 'dropped') AND t.state NOT IN ('done', 'dropped'))
ORDER BY n.state <> 'overdue', n.days_late DESC NULLS LAST, n.action_id
