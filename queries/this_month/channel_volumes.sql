-- The rows of the month's template of channel volumes: for every service that still owes them, the channels and areas of its
-- newest period, with what was completed then as a guide.
-- parameters: $month, $today, $late_after_day (as in due/month)
-- columns: service_id, service_name, directorate (these two only where the catalogue has no such service), month (first of
--   the period), months (its length), channel, area_id, guide_service, guide_due_on (date), guide_last_completed (count),
--   guide_last_month (first of the period it is of)
-- uses: due/volumes
-- fixes: service = NULL, measure_id = NULL, directorate = NULL
SELECT
    d.thing_id AS service_id,
    CASE WHEN c.service_id IS NULL THEN v.service_name END AS service_name,
    CASE WHEN c.service_id IS NULL THEN v.directorate END AS directorate,
    d.month,
    nullif(d.months, 1)::INTEGER AS months,
    v.channel, v.area_id,
    d.name AS guide_service, d.due_on AS guide_due_on, v.completed AS guide_last_completed, v.month AS guide_last_month
FROM due_volumes AS d
JOIN current_channel_volumes AS v ON v.service_id = d.thing_id AND v.month = d.last_month
LEFT JOIN current_online_services AS c ON c.service_id = d.thing_id
WHERE NOT d.is_in
ORDER BY d.owner_role NULLS LAST, lower(d.name), d.thing_id, v.channel, v.area_id
