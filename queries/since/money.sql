-- What changed in costs and savings between the end of the day $since and $today? What a project's costs of a financial year
-- are expected to be, where it moved by more than the tolerance; and savings and income that came into doubt, or were
-- delivered, by what their line says.
-- parameters: $since (date; NULL = before all figures), $today (date; NULL = today), $year_starts, $cost_tolerance_percent
--   (NULL = the council's setting)
-- columns: project_id (NULL = the strategy as a whole), project (its name), change (cost_up|cost_down|doubt|delivered), line_id (of a
--   saving), saving_class (NULL = a cost), fin_year, last_year (of a saving the first and the last year of its line of which this is said),
--   was_gbp, now_gbp (£: the costs expected then and now; of a saving what was and is planned in those years),
--   was_code, now_code (statuses of a saving), size (£ that moved, or that are planned of the saving)
-- fixes: project = NULL, portfolio_holder = NULL, directorate = NULL, type = NULL, objective = NULL
-- then: money/lines
-- uses: projects/register, money/lines
WITH costs AS (
    SELECT project_id, any_value(project) AS project, fin_year, sum(expected_gbp) AS expected
    FROM money_lines WHERE line_type = 'cost' GROUP BY project_id, fin_year
),
costs_then AS (
    SELECT project_id, fin_year, sum(expected_gbp) AS expected
    FROM then_money_lines WHERE line_type = 'cost' GROUP BY project_id, fin_year
),
doubts (status, doubt) AS (
    VALUES ('at_risk', 1), ('undeliverable', 2)
),
savings AS (
    SELECT
        n.*, t.status AS status_then, t.baseline_gbp AS planned_then, coalesce(d.doubt, 0) AS doubt, coalesce(b.doubt, 0) AS doubt_then
    FROM money_lines AS n
    JOIN then_money_lines AS t ON t.line_id = n.line_id AND t.fin_year = n.fin_year
    LEFT JOIN doubts AS d ON d.status = n.status
    LEFT JOIN doubts AS b ON b.status = t.status
    WHERE n.line_type <> 'cost'
)
SELECT
    n.project_id, n.project, if(n.expected > t.expected, 'cost_up', 'cost_down') AS change, NULL::VARCHAR AS line_id,
    NULL::VARCHAR AS saving_class, n.fin_year, n.fin_year AS last_year, t.expected AS was_gbp, n.expected AS now_gbp, NULL::VARCHAR AS was_code,
    NULL::VARCHAR AS now_code, abs(n.expected - t.expected) AS size
FROM costs AS n
JOIN costs_then AS t ON t.project_id IS NOT DISTINCT FROM n.project_id AND t.fin_year = n.fin_year
WHERE abs(n.expected - t.expected) > abs(t.expected) * $cost_tolerance_percent / 100
UNION ALL
SELECT
    project_id, any_value(project), if(doubt > doubt_then, 'doubt', 'delivered') AS moved, line_id, any_value(saving_class), min(fin_year),
    max(fin_year), sum(planned_then), sum(baseline_gbp), status_then, status, sum(baseline_gbp)
FROM savings
WHERE doubt > doubt_then OR (status = 'delivered' AND status_then IS DISTINCT FROM 'delivered')
GROUP BY project_id, moved, line_id, status_then, status
ORDER BY change, size DESC NULLS LAST, project NULLS FIRST, fin_year, line_id
