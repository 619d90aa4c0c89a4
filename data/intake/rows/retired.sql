-- Retired measures whose day or whose successor cannot be right.
-- reads: definitions (source_row, measure_id, retired_on, replaced_by), store_values (measure_id, month), known_ids
--   (measure_id)
-- columns: source_row, measure_id, fault (before_first_figure|itself|unknown|still_measured), value (text), first_month (text)
WITH firsts AS (
    SELECT measure_id, min(month) AS first_month FROM store_values GROUP BY measure_id
)
SELECT d.source_row, d.measure_id, 'before_first_figure' AS fault, strftime(d.retired_on, '%d/%m/%Y') AS value,
       strftime(f.first_month, '%B %Y') AS first_month
FROM definitions AS d
JOIN firsts AS f ON f.measure_id = d.measure_id AND d.retired_on <= f.first_month
UNION ALL
SELECT
    source_row, measure_id,
    CASE WHEN replaced_by = measure_id THEN 'itself' WHEN retired_on IS NULL THEN 'still_measured' ELSE 'unknown' END,
    replaced_by, NULL
FROM definitions
WHERE replaced_by = measure_id
   OR (replaced_by IS NOT NULL AND retired_on IS NULL)
   OR replaced_by NOT IN (SELECT measure_id FROM known_ids UNION SELECT measure_id FROM definitions)
ORDER BY source_row, fault
