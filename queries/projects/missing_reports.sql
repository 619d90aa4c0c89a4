-- Which highlight reports of the last 12 months are missing or came late.
-- parameters: $project, $portfolio_holder, $directorate, $type, $objective (as in projects/register), $today (date; NULL =
--   today), $report_due_day (day of the following month by which it is due; NULL = the council's setting)
-- columns: project_id, name, portfolio_holder, month (first day), due_on, state (missing|late), came_on (the day it was
--   written; where it does not say, the day it was first seen; NULL = missing), days_late (of a missing one: up to today),
--   is_newest (the newest month that is due)
-- uses: projects/expected_reports
SELECT
    project_id, name, portfolio_holder, month, due_on,
    if(came_on IS NULL, 'missing', 'late') AS state,
    came_on,
    date_diff('day', due_on, coalesce(came_on, $today::DATE, current_date))::INTEGER AS days_late,
    months_ago = 0 AS is_newest
FROM projects_expected_reports
WHERE months_ago BETWEEN 0 AND 11
  AND (came_on IS NULL OR came_on > due_on)
ORDER BY month DESC, state DESC, days_late DESC, lower(name), project_id
