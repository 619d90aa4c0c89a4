-- Every service that the catalogue or the channel volumes name, the ones that are still offline included.
-- parameters: $service (service id; NULL = all), $measure_id (one that names a service after @ means that service, else it
--   changes nothing), $directorate (NULL = the whole council)
-- columns: service_id, name, directorate ('Not stated' where nobody says), launched_on (NULL = not online yet), retired_on,
--   in_catalogue, has_volumes, offline_route ('None' = digital only; NULL = not in the catalogue), assisted_digital_route,
--   take_up_target (percent), peak_months (such as 3;9), first_month, last_month (first months of the first and the last
--   period with volumes)
WITH volumes AS (
    SELECT
        service_id,
        arg_max(service_name, month) AS service_name,  -- leaves NULL out
        arg_max(directorate, month) AS directorate,
        min(month) AS first_month,
        max(month) AS last_month
    FROM current_channel_volumes
    GROUP BY service_id
)
SELECT
    service_id,
    coalesce(s.service_name, v.service_name, service_id) AS name,
    coalesce(s.directorate, v.directorate, 'Not stated') AS directorate,
    s.launched_on, s.retired_on,
    s.submission_id IS NOT NULL AS in_catalogue,
    v.first_month IS NOT NULL AS has_volumes,
    s.offline_route, s.assisted_digital_route, s.take_up_target, s.peak_months,
    v.first_month, v.last_month
FROM current_online_services AS s
FULL JOIN volumes AS v USING (service_id)
WHERE service_id = coalesce($service, nullif(split_part($measure_id, '@', 2), ''), service_id)
  AND ($directorate IS NULL OR coalesce(s.directorate, v.directorate, 'Not stated') = $directorate)
ORDER BY lower(name), service_id
