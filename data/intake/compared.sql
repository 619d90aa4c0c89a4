-- The rows of changed slices that are new, gone or changed, field by field: one row for each field that differs, and one for
-- each row that is new or gone. Rows are matched as in preview.sql.
-- {kind}, {columns}, {key} and {fields} come from the contract; {before} is the rows it is compared with.
-- parameters: $after_id, $before_id (another submission; NULL = what stands), $most (rows given)
-- columns: slice_key, row_key, change (changed|gone|new), source_row (line in the newer file; NULL = gone), field (NULL = the
--   whole row), before, after (text as the store writes it; NULL = empty)
WITH after AS (
    SELECT *, row_number() OVER (PARTITION BY slice_key, row_key ORDER BY content) AS nth
    FROM (SELECT slice_key, source_row, {key} AS row_key, hash(({columns})) AS content, {columns}
          FROM {kind} WHERE submission_id = $after_id)
),
before AS (
    SELECT *, row_number() OVER (PARTITION BY slice_key, row_key ORDER BY content) AS nth
    FROM (SELECT slice_key, source_row, {key} AS row_key, hash(({columns})) AS content, {columns} FROM {before})
),
matched AS (
    SELECT
        slice_key, row_key, nth, a.source_row,
        CASE WHEN b.content IS NULL THEN 'new' WHEN a.content IS NULL THEN 'gone' ELSE 'changed' END AS change,
        CASE WHEN a.content IS NULL OR b.content IS NULL THEN [{'field': NULL, 'before': NULL, 'after': NULL}]
             ELSE list_filter([{fields}], x -> x.before IS DISTINCT FROM x.after) END AS differences
    FROM after AS a
    FULL JOIN before AS b USING (slice_key, row_key, nth)
    WHERE a.content IS DISTINCT FROM b.content
      AND slice_key IN (SELECT slice_key FROM after) AND slice_key IN (SELECT slice_key FROM before)
)
SELECT slice_key, row_key, change, source_row, d.field::VARCHAR AS field, d.before::VARCHAR AS before, d.after::VARCHAR AS after
FROM (SELECT *, unnest(differences) AS d, generate_subscripts(differences, 1) AS position FROM matched)
ORDER BY change, slice_key, row_key, nth, position
LIMIT $most
