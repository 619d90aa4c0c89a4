-- Measures whose first figures after a declared change are in this file, and whose month of change has no figure.
-- reads: figures (source_row, measure_id, month, value, numerator, denominator), declared (measure_id, declared: the
--   newest month from which the range is worked out afresh), store_values (measure_id, month, value)
-- columns: source_row, measure_id, declared, begins (the first month with a figure from there on)
WITH given AS (
    SELECT source_row, measure_id, month FROM figures
    WHERE value IS NOT NULL OR (numerator IS NOT NULL AND denominator <> 0)
)
SELECT min_by(g.source_row, g.month) AS source_row, d.measure_id, d.declared, min(g.month) AS begins
FROM given AS g
JOIN declared AS d ON d.measure_id = g.measure_id AND g.month >= d.declared
WHERE NOT EXISTS (
    SELECT 1 FROM store_values AS s
    WHERE s.measure_id = d.measure_id AND s.month >= d.declared AND s.value IS NOT NULL
)
  -- a measure without figures before the change has nothing to start afresh from
  AND EXISTS (
    SELECT 1 FROM (SELECT measure_id, month FROM given UNION ALL SELECT measure_id, month FROM store_values WHERE value IS NOT NULL) AS s
    WHERE s.measure_id = d.measure_id AND s.month < d.declared
)
GROUP BY d.measure_id, d.declared
HAVING min(g.month) > d.declared
ORDER BY source_row
