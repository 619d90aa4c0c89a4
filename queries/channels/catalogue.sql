-- The catalogue on a given day: each service with whether it is online, what can be done there, and its other routes.
-- parameters: $today (date; NULL = today; what is launched or taken down later has not happened yet), $service (service
--   id; NULL = all), $measure_id (as in channels/services), $directorate (NULL = the whole council)
-- columns: service_id, name, directorate, today, state (online|planned: a launch day that is still to come|offline: no
--   launch day|retired: was online and has been taken down), launched_on (NULL = not online yet), retired_on,
--   e_registration, e_authentication, e_application, e_payment, e_decision, e_issuance, e_feedback, mobile_ok (true, false;
--   NULL = not stated), accessibility_status (fully|partially|not|not tested; NULL = not stated), accessibility_tested_on,
--   offline_route ('None' = digital only), assisted_digital_route, submission_id
-- uses: channels/services
WITH day AS (
    SELECT coalesce($today::DATE, current_date) AS today
)
SELECT
    s.service_id, s.name, s.directorate, day.today,
    CASE WHEN s.launched_on IS NULL THEN 'offline'
         WHEN s.launched_on > day.today THEN 'planned'
         WHEN s.retired_on <= day.today THEN 'retired'
         ELSE 'online' END AS state,
    s.launched_on, s.retired_on,
    o.e_registration, o.e_authentication, o.e_application, o.e_payment, o.e_decision, o.e_issuance, o.e_feedback,
    o.mobile_ok, o.accessibility_status, o.accessibility_tested_on, s.offline_route, s.assisted_digital_route,
    o.submission_id
FROM channels_services AS s
JOIN current_online_services AS o ON o.service_id = s.service_id
CROSS JOIN day
ORDER BY lower(s.name), s.service_id
