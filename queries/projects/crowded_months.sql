-- Months in which three or more milestones are expected at once, from the month of $today on.
-- parameters: $project, $portfolio_holder, $directorate, $type, $objective (as in projects/register), $today (date; NULL =
--   today)
-- columns: month (first day), milestones, projects, which (project: milestone, with ; between)
-- uses: projects/register, projects/milestone_dates
SELECT
    date_trunc('month', expected_on)::DATE AS month,
    count(*)::INTEGER AS milestones,
    count(DISTINCT project_id)::INTEGER AS projects,
    string_agg(name || ': ' || milestone, '; ' ORDER BY expected_on, lower(name), milestone_id) AS which
FROM projects_milestone_dates
WHERE is_to_come AND expected_on >= date_trunc('month', coalesce($today::DATE, current_date))
GROUP BY ALL
HAVING count(*) >= 3
ORDER BY month
