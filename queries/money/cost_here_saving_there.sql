-- Which budget pays while which budget gains? Benefits of each project by the budget that gains, against the budget that pays
-- for the project. Where a line names the budget that pays, that one counts; else, where several budgets pay for a project,
-- its benefits are split by what each pays. All years together. Classes are never added to one another.
-- parameters: $project, $portfolio_holder, $directorate, $type, $objective (as in projects/register), $today (date; NULL =
--   today), $year_starts (month in which the financial year starts; NULL = the council's setting)
-- columns: cost_budget_holder (pays; NULL = not stated), saving_budget_holder (gains; NULL = not stated, or there is no benefit),
--   project_id, project, cost_gbp (£: what this budget pays for the project, benefits or none; the same in each of its rows),
--   saving_class (cashable|non_cashable|avoidance|income|not_stated; NULL = no benefit), gbp (£: the benefit; delivered in past
--   years, forecast for this year and later, nothing more of a line that is undeliverable), planned_gbp (£), was_split (the benefit is split between budgets that pay)
-- uses: projects/register, money/lines
WITH paid AS (
    SELECT
        project_id, cost_budget_holder, sum(expected_gbp) AS cost_gbp,
        sum(expected_gbp) / nullif(sum(sum(expected_gbp)) OVER (PARTITION BY project_id), 0) AS share,
        count(*) OVER (PARTITION BY project_id) AS payers
    FROM money_lines
    WHERE line_type = 'cost' AND project_id IS NOT NULL
    GROUP BY project_id, cost_budget_holder
),
gained AS (
    SELECT
        project_id, any_value(project) AS project, cost_budget_holder AS named_payer, saving_budget_holder, saving_class,
        sum(if(status = 'undeliverable', coalesce(delivered_gbp, 0), expected_gbp)) AS gbp, sum(baseline_gbp) AS planned_gbp
    FROM money_lines
    WHERE line_type <> 'cost' AND project_id IS NOT NULL
    GROUP BY project_id, cost_budget_holder, saving_budget_holder, saving_class
),
names AS (
    SELECT DISTINCT project_id, project FROM money_lines WHERE project_id IS NOT NULL
),
joined AS (
    SELECT
        coalesce(g.named_payer, p.cost_budget_holder) AS cost_budget_holder, g.saving_budget_holder,
        coalesce(p.project_id, g.project_id) AS project_id,
        g.saving_class,
        g.gbp * if(g.named_payer IS NULL, coalesce(p.share, 1.0 / p.payers, 1), 1) AS gbp,
        g.planned_gbp * if(g.named_payer IS NULL, coalesce(p.share, 1.0 / p.payers, 1), 1) AS planned_gbp,
        g.named_payer IS NULL AND coalesce(p.payers, 1) > 1 AS was_split
    FROM gained AS g
    FULL JOIN paid AS p
        ON p.project_id = g.project_id
       AND (g.named_payer IS NULL OR g.named_payer IS NOT DISTINCT FROM p.cost_budget_holder)
)
SELECT
    j.cost_budget_holder, j.saving_budget_holder, j.project_id, n.project, coalesce(p.cost_gbp, 0) AS cost_gbp,
    j.saving_class, sum(j.gbp) AS gbp, sum(j.planned_gbp) AS planned_gbp, coalesce(bool_or(j.was_split), FALSE) AS was_split
FROM joined AS j
JOIN names AS n ON n.project_id = j.project_id
LEFT JOIN paid AS p ON p.project_id = j.project_id AND p.cost_budget_holder IS NOT DISTINCT FROM j.cost_budget_holder
GROUP BY j.cost_budget_holder, j.saving_budget_holder, j.project_id, n.project, p.cost_gbp, j.saving_class
ORDER BY j.cost_budget_holder NULLS LAST, j.saving_budget_holder NULLS LAST, lower(n.project), j.saving_class
