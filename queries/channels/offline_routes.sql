-- How do people reach each service without the internet, and who helps those who need it? Services without an offline
-- route come first, then those of which nobody knows, the ones that most people use first.
-- parameters: $service, $measure_id (as in channels/services), $directorate (NULL = the whole
--   council)
-- columns: service_id, name, directorate, launched_on (NULL = not online), offline_route ('None' = digital only; NULL = not
--   known), assisted_digital_route (NULL = not known, 'None' = nobody helps), state (none|not_known|known), completed
--   (transactions in the last twelve months that the service reported, all channels; NULL = no volumes), last_month (first
--   of the last period with volumes), of_service (as in channels/services)
-- uses: channels/volumes
WITH newest AS (
    SELECT of_service, coalesce(max(last_month), current_date) AS day FROM channels_services GROUP BY of_service
),
used AS (
    SELECT v.service_id, sum(v.completed) AS completed
    FROM channels_volumes AS v
    JOIN channels_services AS s ON s.service_id = v.service_id AND v.month > s.last_month - INTERVAL 1 YEAR
    GROUP BY v.service_id
)
SELECT
    s.service_id, s.name, s.directorate, s.launched_on, s.offline_route, s.assisted_digital_route,
    CASE WHEN s.offline_route IS NULL THEN 'not_known' WHEN s.offline_route = 'None' THEN 'none' ELSE 'known' END AS state,
    u.completed, s.last_month, s.of_service
FROM channels_services AS s
JOIN newest AS n ON n.of_service = s.of_service
LEFT JOIN used AS u ON u.service_id = s.service_id
-- one that was taken down keeps nobody out; asked for by name it is still answered
WHERE s.retired_on IS NULL OR s.retired_on > n.day OR $service IS NOT NULL
ORDER BY s.of_service, array_position(['none', 'not_known', 'known'], state), u.completed DESC NULLS LAST, lower(s.name), s.service_id
