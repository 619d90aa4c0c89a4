-- What each report of a project says, part by part, beside what the report before it said.
-- parameters: $project, $portfolio_holder, $directorate, $type, $objective (as in projects/register)
-- columns: project_id, period (first day of the month or year), source (report|edition), part (summary|done|planned|issues|
--   risks|actions|decisions|changes|lessons; of a yearly publication status|schedule|variance|budget), place (its place in
--   the report, from 1), text (as written; NULL = nothing), text_before (of the report before), period_before
-- uses: projects/register
WITH editions AS (
    SELECT
        arg_max(project_id, coalesce(edition, DATE '9999-01-01'))
            OVER (PARTITION BY regexp_replace(lower(name), '[^a-z0-9]+', ' ', 'g')) AS project_id,
        edition, status_narrative, schedule_narrative, variance_narrative, budget_narrative
    FROM current_projects
),
said AS (
    SELECT
        project_id, month AS period, 'report' AS source,
        unnest([
            {'part': 'summary', 'place': 1, 'text': status_summary},
            {'part': 'done', 'place': 2, 'text': done_this_period},
            {'part': 'planned', 'place': 3, 'text': planned_next_period},
            {'part': 'issues', 'place': 4, 'text': key_issues},
            {'part': 'risks', 'place': 5, 'text': key_risks},
            {'part': 'actions', 'place': 6, 'text': corrective_actions},
            {'part': 'decisions', 'place': 7, 'text': decisions_needed},
            {'part': 'changes', 'place': 8, 'text': requests_for_change},
            {'part': 'lessons', 'place': 9, 'text': lessons}
        ], recursive := TRUE)
    FROM current_highlight_reports
    UNION ALL
    SELECT
        project_id, edition, 'edition',
        unnest([
            {'part': 'status', 'place': 1, 'text': status_narrative},
            {'part': 'schedule', 'place': 2, 'text': schedule_narrative},
            {'part': 'variance', 'place': 3, 'text': variance_narrative},
            {'part': 'budget', 'place': 4, 'text': budget_narrative}
        ], recursive := TRUE)
    FROM editions
    WHERE edition IS NOT NULL
)
SELECT
    s.project_id, s.period, s.source, s.part, s.place, s.text,
    lag(s.text) OVER before AS text_before,
    lag(s.period) OVER before AS period_before
FROM said AS s
JOIN projects_register AS r USING (project_id)
WINDOW before AS (PARTITION BY s.project_id, s.source, s.part ORDER BY s.period)
ORDER BY s.project_id, s.period DESC, s.source, s.place
