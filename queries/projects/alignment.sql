-- What each project and each measure is tied to: one row for each tie, one row without a code where it is tied to nothing.
-- A code is an objective's own code or its name. Ended projects are among them; measures that
-- are retired on the day of the figures are not.
-- parameters: $project, $portfolio_holder, $directorate, $type, $objective (as in projects/register; leave out),
--   $measure_id (leave out)
-- columns: what (project|measure), item_id, name, code (as written; NULL = tied to nothing), objective_id (NULL = tied to
--   nothing, or to a code that no published objective has), is_open (of a project as in projects/register; measures always),
--   who_answers (portfolio holder of a project, post of a measure), shared_with (other bodies that share the project),
--   cost (whole-life cost of a project as now expected, £), related_plan, related_plan_link (https, the other plan that it belongs to)
-- uses: projects/register, measures/definitions
WITH items AS (
    SELECT
        'project' AS what, project_id AS item_id, name, coalesce(objective, '') || ';' || coalesce(corporate_priority, '') AS codes,
        is_open, portfolio_holder AS who_answers, shared_service_with AS shared_with,
        coalesce(whole_life_cost_forecast, whole_life_cost_baseline) AS cost,
        related_plan, related_plan_link
    FROM projects_register
    UNION ALL
    SELECT 'measure', d.measure_id, d.name, coalesce(m.objective, ''), true, d.owner_role, NULL, NULL, d.related_plan, d.related_plan_link
    FROM measures_definitions AS d
    LEFT JOIN current_measures AS m USING (measure_id)
    WHERE (d.retired_on > coalesce(getvariable('as_at')::DATE, current_date)) IS NOT FALSE
),
ties AS (
    SELECT
        *, unnest(coalesce(
            nullif(list_distinct(list_filter(string_split_regex(trim(codes), '\s*[;,]\s*'), lambda code: code <> '')), []),
            [NULL::VARCHAR]
        )) AS code
    FROM items
),
known AS (
    SELECT objective_id, lower(objective_id) AS written FROM current_objectives
    UNION
    SELECT min(objective_id), lower(name) FROM current_objectives GROUP BY lower(name)
)
SELECT
    t.what, t.item_id, t.name, t.code, min(k.objective_id) AS objective_id, t.is_open, t.who_answers, t.shared_with, t.cost,
    t.related_plan, t.related_plan_link
FROM ties AS t
LEFT JOIN known AS k ON k.written = lower(trim(t.code))
GROUP BY t.what, t.item_id, t.name, t.code, t.is_open, t.who_answers, t.shared_with, t.cost, t.related_plan, t.related_plan_link
ORDER BY t.what DESC, lower(t.name), t.item_id, t.code
