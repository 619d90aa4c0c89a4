-- Slices of the checked rows that would lose more than half of the rows that the store has of them now.
-- reads: slices_now (slice_key, row_count), slices_in_file (slice_key, row_count)
-- columns: slice_key, rows_before, rows_after
SELECT slice_key, n.row_count AS rows_before, f.row_count AS rows_after
FROM slices_in_file AS f
JOIN slices_now AS n USING (slice_key)
WHERE f.row_count * 2 < n.row_count
ORDER BY slice_key
