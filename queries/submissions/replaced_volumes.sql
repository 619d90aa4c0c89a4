-- Which months of channel volumes were published with other figures before, and since when the ones that stand do. What the
-- measures of channel shift were then is not worked out: no single file settles them.
-- Counted where the period was complete in the earlier file and that file stood at the end of a day (UTC).
-- parameters: $service (service id; NULL = all; '*' = each by itself)
-- columns: service_id, month (first of the period), replaced_at (UTC; the newest time), submission_id (of the file that did), of_service (as in
--   channels/services)
-- kinds: channel_volumes
WITH files AS (
    SELECT
        s.slice_key, l.submission_id, l.publish_order, l.published_at,
        coalesce(l.period_to, l.submitted_at::DATE) AS period_to
    FROM slices AS s
    JOIN live_submissions AS l USING (submission_id)
    WHERE s.kind = 'channel_volumes'
      AND ($service IS NULL OR $service = '*' OR starts_with(s.slice_key, $service || '|'))
      AND l.published_at IS NOT NULL  -- a preview's draft has replaced nothing yet
    QUALIFY count(*) OVER (PARTITION BY s.slice_key) > 1
),
contents AS (
    SELECT
        f.slice_key, f.submission_id, f.publish_order, f.published_at, f.period_to,
        any_value(v.service_id) AS service_id, any_value(v.month) AS month, any_value(v.months) AS months,
        sum(hash((
            v.channel, v.area_id, v.contacts, v.started, v.completed, v.assisted_digital_completed, v.failed,
            v.avoidable_contacts, v.calls_offered, v.calls_abandoned, v.avg_wait_seconds,
            v.sat_1, v.sat_2, v.sat_3, v.sat_4, v.sat_5
        ))::HUGEINT) AS figures
    FROM files AS f
    JOIN channel_volumes AS v ON v.submission_id = f.submission_id AND v.slice_key = f.slice_key
    GROUP BY ALL
),
steps AS (
    SELECT
        *,
        lag({'figures': figures, 'period_to': period_to, 'published_at': published_at})
            OVER (PARTITION BY slice_key ORDER BY publish_order) AS was
    FROM contents
)
SELECT
    service_id, month, max(published_at) AS replaced_at, arg_max(submission_id, publish_order) AS submission_id,
    CASE WHEN $service = '*' THEN service_id ELSE '' END AS of_service
FROM steps
WHERE was.figures <> figures
  AND was.published_at::DATE < published_at::DATE
  AND last_day(month + to_months(coalesce(months, 1) - 1)) <= was.period_to
GROUP BY service_id, month
ORDER BY month, service_id
