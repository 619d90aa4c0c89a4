-- Completed transactions of each area and service, a row for each period of time that a file states.
-- parameters: $digital_channels, $assisted_channels, $assisted_digital (see channels/volumes; left out, those of
--   council.toml)
-- columns: area_id, service_id, directorate ('Not stated' where nobody says), month (first of the period), months (length of
--   the period), completed (count whose channel is known), digital (count of these that were completed digitally)
WITH directorates AS (
    SELECT
        v.service_id,
        coalesce(any_value(s.directorate), arg_max(v.directorate, v.month), 'Not stated') AS directorate
    FROM current_channel_volumes AS v
    LEFT JOIN current_online_services AS s USING (service_id)
    GROUP BY v.service_id
)
SELECT
    v.area_id, v.service_id, d.directorate, v.month, coalesce(v.months, 1) AS months,
    sum(v.completed) AS completed,
    sum(CASE WHEN list_contains($assisted_channels::VARCHAR[], v.channel)
             THEN CASE WHEN $assisted_digital = 'separate' THEN 0 ELSE v.completed END
             WHEN NOT list_contains($digital_channels::VARCHAR[], v.channel) THEN 0
             WHEN $assisted_digital = 'separate' THEN v.completed - coalesce(v.assisted_digital_completed, 0)
             ELSE v.completed END) AS digital
FROM current_channel_volumes AS v
JOIN directorates AS d USING (service_id)
JOIN submissions AS p ON p.submission_id = v.submission_id
WHERE v.area_id IS NOT NULL AND v.channel <> 'all'
  AND last_day((v.month + to_months(coalesce(v.months, 1) - 1))::DATE) <= coalesce(p.period_to, p.submitted_at::DATE)
GROUP BY ALL
ORDER BY ALL
