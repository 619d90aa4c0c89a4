-- Were statuses believable, in hindsight? Of the highlight reports with each rating: how often the project's expected end was
-- later, or its forecast cost higher by more than tolerance, six months on.
-- What was known with a report: the register's last version published up to the end of the month after the report's, when
-- it was due. Six months on: its last version of the six months after that, where they are over. Reports without both
-- are left out, and so are those of projects that were complete, not rated or exempt.
-- parameters: $project, $portfolio_holder, $directorate, $type, $objective (as in projects/register), $today (date; NULL =
--   today), $cost_tolerance_percent (NULL = the council's setting)
-- columns: portfolio_holder (NULL = all of them together; one by one only with 10 reports of that rating or more), rating
--   (green: G and AG|amber: A|red: AR and R), reports, projects (that they are of), slipped (expected end later), overspent
--   (forecast cost over tolerance higher), either, share_percent (either, of the reports), first_month, last_month (of the reports)
-- uses: projects/register, projects/statuses
WITH versions AS (
    SELECT project_id, published_at::DATE AS as_of, coalesce(end_actual, end_forecast) AS end_expected, whole_life_cost_forecast AS cost
    FROM published_projects
    WHERE edition IS NULL AND published_at IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY project_id, published_at::DATE ORDER BY publish_order DESC) = 1
),
reports AS (
    SELECT
        s.project_id, r.portfolio_holder, s.period AS month,
        CASE WHEN s.rating IN ('G', 'AG') THEN 'green' WHEN s.rating = 'A' THEN 'amber' ELSE 'red' END AS rating,
        last_day((s.period + INTERVAL 1 MONTH)::DATE) AS due_on,
        last_day((s.period + INTERVAL 7 MONTH)::DATE) AS looked_back_on
    FROM projects_statuses AS s
    JOIN projects_register AS r USING (project_id)
    WHERE s.source = 'report' AND s.rating IN ('G', 'AG', 'A', 'AR', 'R')
),
known AS (
    SELECT
        p.project_id, p.portfolio_holder, p.month, p.rating,
        arg_max({'ends': v.end_expected, 'cost': v.cost}, v.as_of) FILTER (v.as_of <= p.due_on) AS then_known,
        arg_max({'ends': v.end_expected, 'cost': v.cost}, v.as_of) FILTER (v.as_of > p.due_on AND v.as_of <= p.looked_back_on) AS later
    FROM reports AS p
    JOIN versions AS v USING (project_id)
    WHERE p.looked_back_on <= coalesce($today::DATE, current_date)
    GROUP BY ALL
    HAVING then_known IS NOT NULL AND later IS NOT NULL
),
looked_back AS (
    SELECT
        *,
        coalesce(later.ends > then_known.ends, false) AS slipped,
        coalesce((later.cost - then_known.cost) / nullif(then_known.cost, 0) * 100 > $cost_tolerance_percent, false) AS overspent
    FROM known
    -- one of the two must be known on both days
    WHERE (later.ends IS NOT NULL AND then_known.ends IS NOT NULL) OR (later.cost IS NOT NULL AND then_known.cost IS NOT NULL)
)
SELECT
    portfolio_holder, rating,
    count(*)::INTEGER AS reports,
    count(DISTINCT project_id)::INTEGER AS projects,
    count(*) FILTER (slipped)::INTEGER AS slipped,
    count(*) FILTER (overspent)::INTEGER AS overspent,
    count(*) FILTER (slipped OR overspent)::INTEGER AS either,
    100.0 * either / reports AS share_percent,
    min(month) AS first_month, max(month) AS last_month
FROM looked_back
GROUP BY GROUPING SETS ((rating), (portfolio_holder, rating))
HAVING grouping(portfolio_holder) = 1 OR (portfolio_holder IS NOT NULL AND reports >= 10)
ORDER BY grouping(portfolio_holder) DESC, lower(portfolio_holder), list_position(['green', 'amber', 'red'], rating)
