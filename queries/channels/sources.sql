-- Where figures on channel shift come from: what each kind of file covers, and when it was last published.
-- parameters: none
-- columns: kind (channel_volumes|online_services), first_month, last_month (of the volumes; NULL for the catalogue),
--   complete_to (the newest month that had ended when it was submitted), published_at (UTC)
WITH slices_of AS (
    SELECT
        'channel_volumes' AS kind, submission_id, min(month) AS first_month,
        max((month + to_months(coalesce(months, 1) - 1))::DATE) AS last_month
    FROM current_channel_volumes
    GROUP BY submission_id
    UNION ALL
    SELECT DISTINCT 'online_services', submission_id, NULL, NULL FROM current_online_services
)
SELECT
    s.kind, min(s.first_month) AS first_month, max(s.last_month) AS last_month,
    max(least(s.last_month, date_trunc('month', coalesce(l.period_to, l.submitted_at::DATE) + 1)::DATE - INTERVAL 1 MONTH))::DATE
        AS complete_to,
    arg_max(l.published_at, l.publish_order) AS published_at
FROM slices_of AS s
JOIN live_submissions AS l USING (submission_id)
GROUP BY s.kind
ORDER BY s.kind
