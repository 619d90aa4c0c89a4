-- Which projects owe a highlight report on the month.
-- parameters: $month, $today, $late_after_day (as in due/month), $report_due_day (as in projects/expected_reports)
-- columns: kind (highlight_reports), thing_id (the project), name, owner_role (the post that manages it, else its senior
--   responsible owner, else its portfolio holder; NULL = nobody is named), due_on (date), is_in
-- uses: due/month, projects/expected_reports
-- fixes: project = NULL, portfolio_holder = NULL, directorate = NULL, type = NULL, objective = NULL
SELECT
    'highlight_reports' AS kind, e.project_id AS thing_id, e.name,
    coalesce(e.project_manager, e.sro, e.portfolio_holder) AS owner_role,
    e.due_on, e.came_on IS NOT NULL AS is_in
FROM projects_expected_reports AS e
JOIN due_month AS m ON e.month = m.month
