-- Which open questions, recommendations and actions of committees are about what serves an objective: by the measure or the
-- project that they name. What was raised in private session names none.
-- parameters: $project, $portfolio_holder, $directorate, $type, $objective, $measure_id (as in projects/alignment; leave out),
--   $committee (leave out), $today (as in meetings/actions)
-- columns: objective_id, action_id, kind, text, title, owner_role, restricted, due_on, state, days_late, closed_on (as in
--   meetings/actions), about (names of the measures and projects through which it belongs there, with commas)
-- uses: projects/alignment, meetings/actions
WITH about AS (
    SELECT a.action_id, t.objective_id, string_agg(DISTINCT t.name, ', ' ORDER BY t.name) AS about
    FROM meetings_actions AS a
    JOIN projects_alignment AS t
        ON (t.what = 'measure' AND t.item_id = a.measure_id) OR (t.what = 'project' AND t.item_id = a.project_id)
    WHERE t.objective_id IS NOT NULL AND a.state IN ('overdue', 'open', 'in_progress')
    GROUP BY a.action_id, t.objective_id
)
SELECT
    b.objective_id, a.action_id, a.kind, a."text", a.title, a.owner_role, a.restricted, a.due_on, a.state, a.days_late, a.closed_on, b.about
FROM about AS b
JOIN meetings_actions AS a ON a.action_id = b.action_id
ORDER BY b.objective_id, a.state <> 'overdue', a.due_on NULLS LAST, a.action_id
