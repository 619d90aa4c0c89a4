-- What did committees ask, recommend or were promised about one service? Those whose evidence leads to it, or whose measure is one of it
-- (written with @ and its id). Nothing of what was raised in private session.
-- parameters: $service (service id), $today (the day to count from; NULL = today)
-- columns: action_id, kind, committee, raised_on, title, text, owner_role, due_on, state, days_late, reply, closed_on (as in meetings/actions)
-- fixes: committee = NULL
-- uses: meetings/actions
SELECT action_id, kind, committee, raised_on, title, "text", owner_role, due_on, state, days_late, reply, closed_on
FROM meetings_actions
WHERE NOT restricted
  AND $service IN (nullif(regexp_extract(evidence, '[?&]service=([^&#]+)', 1), ''), nullif(split_part(measure_id, '@', 2), ''))
ORDER BY state IN ('done', 'dropped'), raised_on DESC NULLS LAST, action_id
