-- Recalculations that an officer declared for a month in which the measure has no row: they change nothing until mended.
-- parameters: $measure_id (NULL = all)
-- columns: measure_id, name, month (as declared)
-- uses: measures/definitions, measures/values
WITH declared AS (
    SELECT measure_id, name, unnest(recalculate_from) AS month FROM measures_definitions
)
SELECT DISTINCT d.measure_id, d.name, d.month
FROM declared AS d
WHERE NOT EXISTS (
    SELECT 1 FROM measures_values AS v WHERE v.measure_id = d.measure_id AND v.month = d.month AND v.category = ''
)
ORDER BY d.measure_id, d.month
