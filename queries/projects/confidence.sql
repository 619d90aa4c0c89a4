-- Delivery confidence of the whole portfolio over time: how many projects had which rating in each month or edition.
-- parameters: $project, $portfolio_holder, $directorate, $type, $objective (as in projects/register)
-- columns: source (report|edition), period (first day of the month or edition), rating (G|AG|A|AR|R|B|not_rated|exempt),
--   projects, reported (projects with any rating in the period), share_percent (of those reported), got_worse (of those with
--   this rating, how many were rated better in the report before), got_better
-- uses: projects/register, projects/statuses
WITH steps AS (
    SELECT
        source, period, rating,
        list_position(['G', 'AG', 'A', 'AR', 'R'], rating) AS worse,
        list_position(['G', 'AG', 'A', 'AR', 'R'], rating_before) AS worse_before
    FROM projects_statuses
)
SELECT
    source, period, rating,
    count(*)::INTEGER AS projects,
    sum(count(*)) OVER (PARTITION BY source, period)::INTEGER AS reported,
    count(*) / sum(count(*)) OVER (PARTITION BY source, period) * 100 AS share_percent,
    count(*) FILTER (worse > worse_before)::INTEGER AS got_worse,
    count(*) FILTER (worse < worse_before)::INTEGER AS got_better
FROM steps
GROUP BY source, period, rating
ORDER BY source, period, list_position(['R', 'AR', 'A', 'AG', 'G', 'B', 'not_rated', 'exempt'], rating)
