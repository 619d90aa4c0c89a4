-- What is known of each service that is online, and what is not: its tests, its effect on groups with protected characteristics, its way in
-- without the internet, how accessible it is. Those with the most gaps come first, the most used first among equals.
-- parameters: $today (date; NULL = today), $service (service id; NULL = all), $measure_id (as in channels/services),
--   $directorate (NULL = the whole council), $digital_channels, $assisted_channels, $assisted_digital (see channels/volumes; they change
--   nothing here)
-- columns: service_id, name, directorate, state (as in channels/catalogue), launched_on, retired_on, description, last_tested_on (NULL = no day, or
--   one still to come), test_evidence, hosting, shared_service_with, equality_note, equality_assessed_on, visits_on_phones (percent of visits in 12 months),
--   mobile_ok, accessibility_status, accessibility_tested_on, offline_route ('None' = digital only), assisted_digital_route, completed (count in
--   the last 12 months with figures; NULL = no volumes), no_test (no load or user test is on record), no_equality_note, no_offline_route (none, or not
--   stated), not_accessible (it does not meet the rules, or that was never tested), gaps (how many of these four), online (it is, and was not taken down)
-- uses: channels/catalogue, channels/yearly_volumes
SELECT
    c.service_id, c.name, c.directorate, c.state, c.launched_on, c.retired_on, o.description,
    CASE WHEN o.last_tested_on <= c.today THEN o.last_tested_on END AS last_tested_on,
    CASE WHEN o.last_tested_on <= c.today THEN o.test_evidence END AS test_evidence,
    o.hosting, o.shared_service_with, o.equality_note, o.equality_assessed_on, o.visits_on_phones,
    c.mobile_ok, c.accessibility_status, c.accessibility_tested_on, c.offline_route, c.assisted_digital_route, y.completed,
    (o.last_tested_on <= c.today) IS NOT TRUE AS no_test,
    o.equality_note IS NULL AS no_equality_note,
    coalesce(c.offline_route, 'None') = 'None' AS no_offline_route,
    coalesce(c.accessibility_status, 'not tested') IN ('not', 'not tested') AS not_accessible,
    no_test::INTEGER + no_equality_note::INTEGER + no_offline_route::INTEGER + not_accessible::INTEGER AS gaps,
    c.state = 'online' AS online
FROM channels_catalogue AS c
JOIN current_online_services AS o ON o.service_id = c.service_id
LEFT JOIN channels_yearly_volumes AS y ON y.service_id = c.service_id
-- one that is offline is still answered where it is asked for by name
WHERE c.state = 'online' OR $service IS NOT NULL
ORDER BY gaps DESC, y.completed DESC NULLS LAST, lower(c.name), c.service_id
