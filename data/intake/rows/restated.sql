-- Figures of the file that would change what members have seen as final: a complete month that is published.
-- reads: file_values (source_row, name, month, value), held_values (name, month, value, final)
-- columns: source_row, name, month, before, value
SELECT min(f.source_row) AS source_row, f.name, f.month, any_value(h.value) AS before, any_value(f.value) AS value
FROM file_values AS f
JOIN held_values AS h ON h.name = f.name AND h.month = f.month
WHERE h.final AND h.value IS NOT NULL
  AND (f.value IS NULL OR rules.differ(f.value, h.value))
GROUP BY f.name, f.month
ORDER BY source_row
