-- Every service that the catalogue or the channel volumes name, the ones that are still offline included.
-- parameters: $service (service id; NULL = all; '*' = each by itself, as if each were asked for alone), $measure_id (one that
--   names a service, or '*', after @ means that; else it changes nothing), $directorate (NULL = the whole council)
-- columns: service_id, name, directorate ('Not stated' where nobody says), launched_on (NULL = not online yet), retired_on,
--   in_catalogue, has_volumes, offline_route ('None' = digital only; NULL = not in the catalogue), assisted_digital_route,
--   take_up_target (percent), peak_months (such as 3;9), first_month, last_month (first months of the first and the last
--   period with volumes), of_service (the service by itself where '*' is asked for, else '': together with the others)
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
    v.first_month, v.last_month,
    CASE WHEN rules.service_asked_for($service, $measure_id) = '*' THEN service_id ELSE '' END AS of_service
FROM current_online_services AS s
FULL JOIN volumes AS v USING (service_id)
WHERE coalesce(nullif(rules.service_asked_for($service, $measure_id), '*'), service_id) = service_id
  AND ($directorate IS NULL OR coalesce(s.directorate, v.directorate, 'Not stated') = $directorate)
ORDER BY lower(name), service_id
