-- The next milestone of each open project: the earliest that is still to come, which may be overdue already.
-- parameters: $project, $portfolio_holder, $directorate, $type, $objective (as in projects/register), $today (date; NULL =
--   today)
-- columns: project_id, name (of the project), milestone_id, milestone, baseline_date, expected_on, slippage_days,
--   days_overdue (0 = not overdue), not_done (milestones neither done nor cancelled), overdue (of them, expected before today)
-- uses: projects/register, projects/milestone_dates
SELECT
    project_id, name, milestone_id, milestone, baseline_date, expected_on, slippage_days,
    greatest(0, date_diff('day', expected_on, coalesce($today::DATE, current_date)))::INTEGER AS days_overdue,
    count(*) OVER (PARTITION BY project_id)::INTEGER AS not_done,
    (count(*) FILTER (expected_on < coalesce($today::DATE, current_date)) OVER (PARTITION BY project_id))::INTEGER AS overdue
FROM projects_milestone_dates
WHERE is_to_come
QUALIFY row_number() OVER (PARTITION BY project_id ORDER BY expected_on, milestone_id) = 1
ORDER BY expected_on, lower(name), project_id
