-- What members would see instead if a published submission were withdrawn, or a withdrawn one restored: one row for each
-- of its parts that would change hands.
-- parameters: $submission_id
-- columns: slice_key, rows_now, now_id, now_at (when that submission was first published, UTC), rows_then, then_id, then_at;
--   the *_now and now_* columns are NULL where members see nothing now, rows_then and then_* where they would see nothing
WITH its_slices AS (
    SELECT kind, slice_key FROM slices WHERE submission_id = $submission_id
),
live AS (
    SELECT submission_id, publish_order, published_at FROM live_submissions
),
live_then AS (
    SELECT submission_id, publish_order, published_at FROM live WHERE submission_id <> $submission_id
    UNION ALL
    SELECT submission_id, publish_order, published_at FROM submission_states
    WHERE submission_id = $submission_id AND state = 'withdrawn'
),
now_from AS (
    SELECT
        slice_key,
        arg_max(submission_id, publish_order) AS id,
        arg_max(row_count, publish_order) AS row_count,
        arg_max(published_at, publish_order) AS published_at
    FROM slices JOIN its_slices USING (kind, slice_key) JOIN live USING (submission_id)
    GROUP BY slice_key
),
then_from AS (
    SELECT
        slice_key,
        arg_max(submission_id, publish_order) AS id,
        arg_max(row_count, publish_order) AS row_count,
        arg_max(published_at, publish_order) AS published_at
    FROM slices JOIN its_slices USING (kind, slice_key) JOIN live_then USING (submission_id)
    GROUP BY slice_key
)
SELECT
    slice_key,
    n.row_count AS rows_now, n.id AS now_id, n.published_at AS now_at,
    t.row_count AS rows_then, t.id AS then_id, t.published_at AS then_at
FROM its_slices
LEFT JOIN now_from AS n USING (slice_key)
LEFT JOIN then_from AS t USING (slice_key)
WHERE n.id IS DISTINCT FROM t.id
ORDER BY slice_key
