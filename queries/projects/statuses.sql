-- The status of each project, report by report: highlight reports month by month, and editions of a yearly publication.
-- parameters: $project, $portfolio_holder, $directorate, $type, $objective (as in projects/register)
-- columns: project_id, name, period (first day of the month or year), source (report|edition), rating (G|AG|A|AR|R|B|
--   not_rated|exempt), as_written, rating_time, rating_cost, rating_scope, rating_quality, rating_benefit, rating_risk,
--   forward_look, report_date, rating_before (of the report before), position (1 = the newest)
-- uses: projects/register
WITH editions AS (
    SELECT
        arg_max(project_id, coalesce(edition, DATE '9999-01-01'))
            OVER (PARTITION BY regexp_replace(lower(name), '[^a-z0-9]+', ' ', 'g')) AS project_id,
        edition, dca_overall, dca_overall_as_written, dca_schedule, dca_cost, dca_benefits, forward_look, assessed_on
    FROM current_projects
),
every AS (
    SELECT
        project_id, month AS period, 'report' AS source, rag_overall AS rating, rag_overall_as_written AS as_written,
        rag_time AS rating_time, rag_cost AS rating_cost, rag_scope AS rating_scope, rag_quality AS rating_quality,
        rag_benefit AS rating_benefit, rag_risk AS rating_risk, forward_look, report_date
    FROM current_highlight_reports
    UNION ALL
    SELECT
        project_id, edition, 'edition', dca_overall, dca_overall_as_written, dca_schedule, dca_cost, NULL, NULL, dca_benefits, NULL,
        forward_look, assessed_on
    FROM editions
    WHERE edition IS NOT NULL AND dca_overall IS NOT NULL
)
SELECT
    e.project_id, r.name, e.period, e.source, e.rating, e.as_written, e.rating_time, e.rating_cost, e.rating_scope,
    e.rating_quality, e.rating_benefit, e.rating_risk, e.forward_look, e.report_date,
    lag(e.rating) OVER (PARTITION BY e.project_id ORDER BY e.period) AS rating_before,
    row_number() OVER (PARTITION BY e.project_id ORDER BY e.period DESC) AS position
FROM every AS e
JOIN projects_register AS r ON r.project_id = e.project_id
ORDER BY lower(r.name), e.project_id, e.period
