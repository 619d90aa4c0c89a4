-- What one submission changes, slice by slice, against what stands or another submission: slices are replaced as a whole.
-- Rows are matched within their slice by what identifies them ({key}), the n-th of equal ones with the n-th.
-- {kind}, {columns}, {key} and {value} come from the contract; {before} is the rows it is compared with.
-- parameters: $after_id, $before_id (another submission; NULL = what stands)
-- columns: slice_key, change (new|changed|unchanged|absent: only in the other submission), rows_before, rows_after,
--   value_before, value_after, rows_new, rows_gone, rows_changed (within changed slices)
WITH after AS (
    SELECT slice_key, {key} AS row_key, {figure} AS figure, hash(({columns})) AS content
    FROM {kind}
    WHERE submission_id = $after_id
),
before AS (
    SELECT slice_key, {key} AS row_key, {figure} AS figure, hash(({columns})) AS content
    FROM {before}
),
slices_after AS (
    SELECT slice_key, count(*) AS row_count, sum(figure) AS value, sum(content::HUGEINT) AS fingerprint
    FROM after GROUP BY slice_key
),
slices_before AS (
    SELECT slice_key, count(*) AS row_count, sum(figure) AS value, sum(content::HUGEINT) AS fingerprint
    FROM before GROUP BY slice_key
),
compared AS MATERIALIZED (
    SELECT
        slice_key,
        CASE WHEN b.row_count IS NULL THEN 'new'
             WHEN a.row_count IS NULL THEN 'absent'
             WHEN a.row_count = b.row_count AND a.fingerprint = b.fingerprint THEN 'unchanged'
             ELSE 'changed' END AS change,
        coalesce(b.row_count, 0) AS rows_before,
        coalesce(a.row_count, 0) AS rows_after,
        b.value AS value_before,
        a.value AS value_after
    FROM slices_after AS a
    FULL JOIN slices_before AS b USING (slice_key)
),
moved AS (
    SELECT
        slice_key,
        count(*) FILTER (b.content IS NULL) AS rows_new,
        count(*) FILTER (a.content IS NULL) AS rows_gone,
        count(*) FILTER (a.content <> b.content) AS rows_changed
    FROM (
        SELECT *, row_number() OVER (PARTITION BY slice_key, row_key ORDER BY content) AS nth
        FROM after WHERE slice_key IN (SELECT slice_key FROM compared WHERE change = 'changed')
    ) AS a
    FULL JOIN (
        SELECT *, row_number() OVER (PARTITION BY slice_key, row_key ORDER BY content) AS nth
        FROM before WHERE slice_key IN (SELECT slice_key FROM compared WHERE change = 'changed')
    ) AS b USING (slice_key, row_key, nth)
    GROUP BY slice_key
)
SELECT
    c.*,
    coalesce(m.rows_new, 0) AS rows_new, coalesce(m.rows_gone, 0) AS rows_gone, coalesce(m.rows_changed, 0) AS rows_changed
FROM compared AS c
LEFT JOIN moved AS m USING (slice_key)
ORDER BY c.slice_key
