-- What changed in the portfolio of projects between the end of the day $since and $today? Both sides are the same question, of
-- two days; what changed and changed back between them is not seen. Costs are those of the whole life: a year's forecast
-- speaks of another year after April. A milestone counts as overdue, and a report as missing, where it was not so then.
-- parameters: $since (date; NULL = before all figures), $today (date; NULL = today), $project, $portfolio_holder, $directorate,
--   $type, $objective (as in projects/register: of the projects as they are now; of one that is listed no more, as it was),
--   $report_due_day, $cost_tolerance_percent (NULL = the council's setting)
-- columns: project_id, name, change (worse|later|dearer|overdue|missing|slipped|rebaselined|outlook|other|cancelled|held|resumed|new|gone|
--   ended|better|sooner|cheaper|done|forward|dropped), milestone (its name), critical (the end date depends on the milestone),
--   was_code, now_code (of a status its ratings, of outlook the forward looks, of held, cancelled, resumed and ended the
--   standings), was_on, now_on (end dates, baselines, or the days a milestone was and is expected; of missing the month and the day it was due), was_gbp,
--   now_gbp (£), size (days, £ or steps of the ratings; NULL = none), over_tolerance (dearer or cheaper by more than the tolerance)
-- then: projects/portfolio, projects/register, projects/milestones
-- uses: projects/register, projects/portfolio, projects/milestones
WITH compared AS (
    SELECT
        n.*, t.project_id IS NULL AS is_new,
        t.rating AS rating_then, t.end_expected AS end_then, t.cost_forecast AS cost_then, t.cost_basis AS basis_then,
        t.end_baseline AS baseline_then, t.forward_look AS look_then, t.standing AS standing_then, t.is_open AS was_open,
        t.missing_month AS missing_then,
        list_position(['G', 'AG', 'A', 'AR', 'R'], n.rating) - list_position(['G', 'AG', 'A', 'AR', 'R'], t.rating) AS steps,
        n.cost_basis = 'whole life' AND t.cost_basis = 'whole life' AS by_life
    FROM projects_portfolio AS n
    LEFT JOIN then_projects_portfolio AS t USING (project_id)
),
milestones AS (
    SELECT
        n.*, t.expected_on AS expected_then, t.is_done OR t.is_cancelled AS was_over, t.days_overdue AS overdue_then,
        date_diff('day', t.expected_on, n.expected_on) AS moved
    FROM projects_milestones AS n
    LEFT JOIN then_projects_milestones AS t USING (milestone_id)
),
gone AS (
    SELECT t.project_id, t.name
    FROM then_projects_register AS t
    ANTI JOIN current_projects AS n USING (project_id)
    WHERE t.project_id = coalesce($project, t.project_id)
      AND ($portfolio_holder IS NULL OR t.portfolio_holder = $portfolio_holder)
      AND ($directorate IS NULL OR t.directorate = $directorate)
      AND ($type IS NULL OR t.type = $type)
      AND ($objective IS NULL OR list_contains(
          string_split_regex(coalesce(t.objective, '') || ';' || coalesce(t.corporate_priority, ''), '\s*[;,]\s*'), $objective))
),
found (change, project_id, name, milestone, critical, was_code, now_code, was_on, now_on, was_gbp, now_gbp, size) AS (
    SELECT
        CASE WHEN steps > 0 THEN 'worse' WHEN steps < 0 THEN 'better' ELSE 'other' END, project_id, name, NULL::VARCHAR, FALSE,
        rating_then, rating, NULL::DATE, NULL::DATE, NULL::DOUBLE, NULL::DOUBLE, abs(steps)::DOUBLE
    FROM compared
    WHERE rating <> rating_then
      AND standing NOT IN ('cancelled', 'on_hold')  -- said where it stopped
      AND (steps IS NOT NULL OR is_open)  -- else complete, because it ended
    UNION ALL
    SELECT if(end_expected > end_then, 'later', 'sooner'), project_id, name, NULL, FALSE, NULL, NULL, end_then, end_expected,
        NULL, NULL, abs(date_diff('day', end_then, end_expected))
    FROM compared
    WHERE is_open AND end_expected <> end_then
    UNION ALL
    SELECT if(cost_forecast > cost_then, 'dearer', 'cheaper'), project_id, name, NULL, FALSE, NULL, NULL, NULL, NULL,
        cost_then, cost_forecast, abs(cost_forecast - cost_then)
    FROM compared
    WHERE by_life AND cost_forecast <> cost_then
    UNION ALL
    SELECT 'rebaselined', project_id, name, NULL, FALSE, NULL, NULL, baseline_then, end_baseline, NULL, NULL, NULL
    FROM compared
    WHERE end_baseline <> baseline_then
    UNION ALL
    SELECT 'outlook', project_id, name, NULL, FALSE, look_then, forward_look, NULL, NULL, NULL, NULL, NULL
    FROM compared
    WHERE is_open AND NOT is_new AND forward_look = 'worsening' AND look_then IS DISTINCT FROM 'worsening'
    UNION ALL
    SELECT
        CASE WHEN standing = 'cancelled' THEN 'cancelled' WHEN standing = 'on_hold' THEN 'held' WHEN is_open THEN 'resumed'
             WHEN edition IS NOT NULL THEN 'gone' ELSE 'ended' END,
        project_id, name, NULL, FALSE, standing_then, standing, end_then, end_expected, NULL, NULL, NULL
    FROM compared
    WHERE standing <> standing_then AND (standing IN ('cancelled', 'on_hold') OR is_open OR was_open)
    UNION ALL
    SELECT 'new', project_id, name, NULL, FALSE, NULL, NULL, NULL, end_expected, NULL, NULL, NULL FROM compared WHERE is_new
    UNION ALL
    SELECT 'gone', project_id, name, NULL, FALSE, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM gone
    UNION ALL
    SELECT 'missing', project_id, name, NULL, FALSE, NULL, NULL, missing_month, missing_due_on, NULL, NULL, days_late
    FROM compared
    WHERE is_open AND missing_month IS NOT NULL AND missing_month IS DISTINCT FROM missing_then
    UNION ALL
    SELECT
        CASE WHEN is_done THEN 'done' WHEN is_cancelled THEN 'dropped' WHEN moved > 0 THEN 'slipped' ELSE 'forward' END,
        project_id, name, milestone, critical, NULL, NULL, expected_then, expected_on, NULL, NULL, abs(moved)
    FROM milestones
    WHERE NOT was_over AND (is_done OR is_cancelled OR is_to_come AND moved <> 0)
    UNION ALL
    SELECT 'overdue', project_id, name, milestone, critical, NULL, NULL, expected_then, expected_on, NULL, NULL, days_overdue
    FROM milestones
    WHERE days_overdue > 0 AND overdue_then = 0 AND moved = 0
)
SELECT
    project_id, name, change, milestone, critical, was_code, now_code, was_on, now_on, was_gbp, now_gbp, size,
    coalesce(abs(now_gbp - was_gbp) > abs(was_gbp) * $cost_tolerance_percent / 100, FALSE) AS over_tolerance
FROM found
WHERE EXISTS (FROM then_projects_register)  -- else all of it is new
ORDER BY
    list_position(['worse', 'later', 'dearer', 'overdue', 'missing', 'slipped', 'rebaselined', 'outlook', 'other', 'cancelled', 'held',
        'resumed', 'new', 'gone', 'ended', 'better', 'sooner', 'cheaper', 'done', 'forward', 'dropped'], change),
    size DESC NULLS LAST, name, milestone, project_id
