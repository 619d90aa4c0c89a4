-- The exceptions among the services that are online: those that nobody can get without the internet, the busiest first.
-- parameters: $today (date; NULL = today), $service (service id; NULL = all), $measure_id (as in channels/services),
--   $directorate (NULL = the whole council), $digital_channels, $assisted_channels, $assisted_digital (see channels/volumes;
--   they change nothing here)
-- columns: service_id, name, directorate, launched_on, assisted_digital_route ('None' = nobody helps; NULL = not stated),
--   completed (count in the last 12 months with figures; NULL = nobody counts it), months (of the 12 with figures),
--   last_month (the newest with figures), behind (newer figures of other services have come in)
-- uses: channels/services, channels/catalogue, channels/yearly_volumes
SELECT
    c.service_id, c.name, c.directorate, c.launched_on, c.assisted_digital_route,
    v.completed, v.months, v.last_month, v.behind
FROM channels_catalogue AS c
LEFT JOIN channels_yearly_volumes AS v ON v.service_id = c.service_id
WHERE c.state = 'online' AND lower(trim(c.offline_route)) = 'none'
ORDER BY v.completed DESC NULLS LAST, lower(c.name), c.service_id
