-- Each report of a project with the one before it: highlight reports month by month, or the narratives of a yearly publication.
-- parameters: $project, $portfolio_holder, $directorate, $type, $objective (as in projects/register)
-- columns: project_id, name, period (first day of the month or year), source (report|edition), period_before (of the report
--   before; NULL = the first), report_date, published_at (UTC; NULL = a draft), rating, as_written, rating_before,
--   rating_previous (what the report itself says the one before was rated), forward_look (improving|no_change|worsening),
--   tolerance_exceeded (FALSE where it does not say), author_role, approved_by_role, approved_on, version, position (1 = the newest)
-- uses: projects/register, projects/statuses
WITH signed AS (
    SELECT
        h.project_id, h.month, h.rag_previous, h.tolerance_exceeded, h.author_role, h.approved_by_role, h.approved_on, h.version,
        l.published_at
    FROM current_highlight_reports AS h
    JOIN live_submissions AS l USING (submission_id)
)
SELECT
    s.project_id, s.name, s.period, s.source,
    lag(s.period) OVER before AS period_before,
    s.report_date, coalesce(g.published_at, if(s.source = 'edition', r.published_at, NULL)) AS published_at,
    s.rating, s.as_written,
    lag(s.rating) OVER before AS rating_before,
    g.rag_previous AS rating_previous,
    s.forward_look, coalesce(g.tolerance_exceeded, FALSE) AS tolerance_exceeded, g.author_role, g.approved_by_role, g.approved_on, g.version,
    s.position
FROM projects_statuses AS s
JOIN projects_register AS r USING (project_id)
LEFT JOIN signed AS g ON g.project_id = s.project_id AND g.month = s.period AND s.source = 'report'
WINDOW before AS (PARTITION BY s.project_id, s.source ORDER BY s.period)
ORDER BY lower(s.name), s.project_id, s.period DESC
