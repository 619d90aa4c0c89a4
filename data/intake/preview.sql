-- What publishing a draft would change, slice by slice. The draft's slices replace those of the same key as a whole.
-- {kind}, {columns} and {value} come from the contract.
-- parameters: $draft_id
-- columns: slice_key, change (new|changed|unchanged), rows_before, rows_after, value_before, value_after
WITH after AS (
    SELECT slice_key, count(*) AS row_count, {value} AS value, bit_xor(hash(({columns}))) AS fingerprint
    FROM {kind}
    WHERE submission_id = $draft_id
    GROUP BY slice_key
),
before AS (
    SELECT slice_key, count(*) AS row_count, {value} AS value, bit_xor(hash(({columns}))) AS fingerprint
    FROM current_{kind}
    WHERE slice_key IN (SELECT slice_key FROM after)
    GROUP BY slice_key
)
SELECT
    a.slice_key,
    CASE WHEN b.slice_key IS NULL THEN 'new'
         WHEN a.row_count = b.row_count AND a.fingerprint = b.fingerprint THEN 'unchanged'
         ELSE 'changed' END AS change,
    coalesce(b.row_count, 0) AS rows_before,
    a.row_count AS rows_after,
    b.value AS value_before,
    a.value AS value_after
FROM after AS a
LEFT JOIN before AS b USING (slice_key)
ORDER BY a.slice_key
