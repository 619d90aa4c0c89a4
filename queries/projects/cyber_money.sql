-- Which finance lines touch cyber security: savings above all, since a saving may be a protection that goes. One row per line,
-- over all its years.
-- parameters: $project, $portfolio_holder, $directorate, $type, $objective (as in projects/register), $today (date; NULL =
--   today), $year_starts (as in money/lines)
-- columns: line_id, project_id (NULL = the strategy as a whole), project (its name), line_type (cost|saving|income),
--   saving_class (cashable|non_cashable|avoidance|income|not_stated; NULL = a cost), from_year, to_year (such as 2026/27),
--   baseline_gbp, expected_gbp, delivered_gbp (£, all years together), status (of the newest year that states one: delivered|
--   on_track|at_risk|undeliverable), owner_role, note
-- uses: money/lines
SELECT
    line_id, arg_max(project_id, fin_year) AS project_id, arg_max(project, fin_year) AS project,
    arg_max(line_type, fin_year) AS line_type, arg_max(saving_class, fin_year) AS saving_class,
    min(fin_year) AS from_year, max(fin_year) AS to_year,
    sum(baseline_gbp) AS baseline_gbp, sum(expected_gbp) AS expected_gbp, sum(delivered_gbp) AS delivered_gbp,
    arg_max(status, fin_year) AS status, arg_max(owner_role, fin_year) AS owner_role, arg_max(note, fin_year) AS note
FROM money_lines
WHERE affects_cyber
GROUP BY line_id
ORDER BY line_type DESC, expected_gbp DESC, line_id
