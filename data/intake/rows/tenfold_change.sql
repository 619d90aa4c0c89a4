-- KPI values that are at least ten times the measure's value of the month (or quarter, or year) before, or at most a tenth of it.
-- reads: file_values (source_row, measure_id, month, value, months: of a period), store_values (measure_id, month, value)
-- columns: source_row, measure_id, value, before (the one before), upward, months (of a period)
WITH together AS (
    SELECT measure_id, month, value FROM file_values
    UNION ALL
    SELECT s.measure_id, s.month, s.value FROM store_values AS s
    ANTI JOIN file_values AS f USING (measure_id, month)
)
SELECT f.source_row, f.measure_id, f.value, b.value AS before, f.value > b.value AS upward, f.months
FROM file_values AS f
JOIN together AS b ON b.measure_id = f.measure_id AND b.month = f.month - to_months(f.months)
-- small counts leap by chance
WHERE f.value > 0 AND b.value > 0 AND greatest(f.value, b.value) >= 20
  AND (f.value >= 10 * b.value OR f.value * 10 <= b.value)
ORDER BY f.source_row
