-- What the council wants to reach, as a tree: ambitions with their principles and objectives, then corporate priorities,
-- each with how many projects and measures serve it or anything below it, four levels deep. What belongs to nothing that is
-- published, or to itself in a circle, stands at the top.
-- parameters: $project, $portfolio_holder, $directorate, $type, $objective, $measure_id (as in projects/alignment; leave out)
-- columns: objective_id, level (ambition|principle|objective|corporate_priority), name, plain_meaning, owner_role, related_plan, related_plan_link (https),
--   parent_id (NULL = at the top), root_id (what stands above it at the top; itself there), depth (0 = at the top),
--   open_projects, ended_projects, measures (each counted once, of it and of everything below it)
-- uses: projects/alignment
WITH known AS (
    SELECT o.*, p.objective_id AS above
    FROM current_objectives AS o
    LEFT JOIN current_objectives AS p ON p.objective_id = o.parent_id AND p.objective_id <> o.objective_id
),
lines AS (
    SELECT
        k.*,
        -- a circle has no top: whoever stands in one, or below it, is put at the top
        CASE WHEN one.objective_id IS NULL OR k.objective_id IN (two.objective_id, three.objective_id)
               OR one.objective_id = three.objective_id THEN [k.objective_id]
             ELSE list_filter([three.objective_id, two.objective_id, one.objective_id, k.objective_id], lambda id: id IS NOT NULL)
        END AS line
    FROM known AS k
    LEFT JOIN known AS one ON one.objective_id = k.above
    LEFT JOIN known AS two ON two.objective_id = one.above
    LEFT JOIN known AS three ON three.objective_id = two.above
),
placed AS (
    SELECT *, line[1] AS root_id, len(line) - 1 AS depth
    FROM lines
),
served AS (
    SELECT
        above.objective_id,
        count(DISTINCT a.item_id) FILTER (a.what = 'project' AND a.is_open) AS open_projects,
        count(DISTINCT a.item_id) FILTER (a.what = 'project' AND NOT a.is_open) AS ended_projects,
        count(DISTINCT a.item_id) FILTER (a.what = 'measure') AS measures
    FROM (SELECT objective_id AS below, unnest(line) AS objective_id FROM placed) AS above
    JOIN projects_alignment AS a ON a.objective_id = above.below
    GROUP BY above.objective_id
)
SELECT
    p.objective_id, p.level, p.name, p.plain_meaning, p.owner_role, p.related_plan, p.related_plan_link,
    CASE WHEN p.depth > 0 THEN p.above END AS parent_id, p.root_id, p.depth::INTEGER AS depth,
    coalesce(s.open_projects, 0) AS open_projects, coalesce(s.ended_projects, 0) AS ended_projects,
    coalesce(s.measures, 0) AS measures
FROM placed AS p
LEFT JOIN served AS s USING (objective_id)
LEFT JOIN placed AS root ON root.objective_id = p.root_id
ORDER BY
    array_position(['ambition', 'principle', 'objective', 'corporate_priority'], root.level), p.root_id,
    array_to_string(p.line, ' ')
