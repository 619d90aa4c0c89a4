-- Months of the file in which every measure has the value of the month before: a month that was copied, not counted.
-- reads: file_values (source_row, name, month, value), held_values (name, month, value)
-- columns: source_row (the first), month, measures
WITH together AS (
    SELECT name, month, value FROM file_values
    UNION ALL
    SELECT h.name, h.month, h.value FROM held_values AS h ANTI JOIN file_values AS f USING (name, month)
)
SELECT min(f.source_row) AS source_row, f.month, count(*) AS measures
FROM file_values AS f
JOIN together AS b ON b.name = f.name AND b.month = f.month - INTERVAL 1 MONTH
-- noughts and whole shares stand for long
WHERE f.value IS NOT NULL AND f.value NOT IN (0, 100)
GROUP BY f.month
HAVING count(*) >= 5 AND bool_and(f.value = b.value)
ORDER BY f.month
