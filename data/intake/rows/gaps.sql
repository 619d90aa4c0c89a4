-- Steps of time (months, financial years) that are missing straight before one of the file, where the thing has others
-- before it and usually comes more often.
-- reads: file_steps (name, step: whole number, source_row), held_steps (name, step)
-- columns: source_row, name, step, before (the step that is the newest before the gap)
WITH together AS (
    SELECT name, step, min(source_row) AS source_row FROM file_steps GROUP BY name, step
    UNION ALL
    SELECT DISTINCT h.name, h.step, NULL FROM held_steps AS h ANTI JOIN file_steps AS f USING (name, step)
),
after AS (
    SELECT name, step, source_row, lag(step) OVER (PARTITION BY name ORDER BY step) AS before FROM together
),
usual AS (
    SELECT name, quantile_disc(step - before, 0.66) AS usual_step, count(*) AS steps FROM after GROUP BY name
)
SELECT a.source_row, a.name, a.step, a.before
FROM after AS a
JOIN usual AS u USING (name)
WHERE a.source_row IS NOT NULL AND u.steps >= 4 AND a.step - a.before > u.usual_step
ORDER BY a.source_row
