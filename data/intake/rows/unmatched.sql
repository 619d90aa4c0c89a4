-- Months from which a measure should be worked out afresh, and for which the store has no value of it.
-- reads: definitions (source_row, measure_id, recalculate_from), store_values (measure_id, month, value)
-- columns: source_row, measure_id, month (text)
SELECT d.source_row, d.measure_id, d.month
FROM (
    SELECT source_row, measure_id, unnest(string_split(recalculate_from, ';')) AS month
    FROM definitions WHERE recalculate_from IS NOT NULL
) AS d
-- a measure without any values yet is being set up
SEMI JOIN store_values AS any_value_at_all USING (measure_id)
ANTI JOIN (SELECT measure_id, strftime(month, '%Y-%m') AS month FROM store_values) AS s USING (measure_id, month)
ORDER BY d.source_row, d.month
