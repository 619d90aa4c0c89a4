-- The projects and measures that are tied to no objective: nothing is written, or only codes that nobody has published.
-- parameters: $project, $portfolio_holder, $directorate, $type, $objective, $measure_id (as in projects/alignment; leave out)
-- columns: what (project|measure), item_id, name, written (codes that no published objective has, with ; between; NULL =
--   nothing is written), is_open, who_answers, shared_with, cost (£), items (projects, or measures, in all: open ones where
--   this one is open)
-- uses: projects/alignment
WITH each_one AS (
    SELECT
        what, item_id, name, string_agg(code, '; ' ORDER BY code) AS written, is_open, who_answers, shared_with, cost,
        count(objective_id) AS ties
    FROM projects_alignment
    GROUP BY what, item_id, name, is_open, who_answers, shared_with, cost
)
SELECT what, item_id, name, written, is_open, who_answers, shared_with, cost, items
FROM (SELECT *, count(*) OVER (PARTITION BY what, is_open) AS items FROM each_one)
WHERE ties = 0
ORDER BY what DESC, is_open DESC, cost DESC NULLS LAST, lower(name), item_id
