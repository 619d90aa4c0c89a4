-- The rows of the month's template of milestones: those of open projects that have not come yet, to be brought up to date.
-- parameters: none
-- columns: slice_key (of the current row that is written out), guide_project
-- uses: projects/register
-- fixes: project = NULL, portfolio_holder = NULL, directorate = NULL, type = NULL, objective = NULL
SELECT m.slice_key, r.name AS guide_project
FROM current_milestones AS m
LEFT JOIN projects_register AS r ON r.project_id = m.project_id
WHERE m.actual_date IS NULL AND coalesce(m.status, '') NOT IN ('done', 'cancelled') AND coalesce(r.is_open, true)
ORDER BY lower(coalesce(r.name, m.project_id)), coalesce(m.forecast_date, m.baseline_date), m.milestone_id
