-- The rows of the month's template of risks and issues: those that are open, to be brought up to date.
-- parameters: none
-- columns: slice_key (of the current row that is written out), guide_project (NULL = the whole council)
-- uses: projects/register
-- fixes: project = NULL, portfolio_holder = NULL, directorate = NULL, type = NULL, objective = NULL
SELECT i.slice_key, r.name AS guide_project
FROM current_risks_issues AS i
LEFT JOIN projects_register AS r ON r.project_id = i.project_id
WHERE i.status IS DISTINCT FROM 'closed'
ORDER BY lower(coalesce(r.name, i.project_id)) NULLS LAST, i.kind, i.item_id
