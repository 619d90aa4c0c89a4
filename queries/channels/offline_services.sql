-- Which services are still offline, the busiest first: how many people they reach, and how people get them today.
-- parameters: $today (date; NULL = today), $service (service id; NULL = all), $measure_id (as in channels/services),
--   $directorate (NULL = the whole council), $digital_channels, $assisted_channels, $assisted_digital (see channels/volumes;
--   they change nothing here)
-- columns: service_id, name, directorate, state (offline|planned|retired, as in channels/catalogue), launched_on (the day
--   planned, or of the launch before it was taken down), retired_on, offline_route ('None' = no way is stated), completed
--   (count in the last 12 months with figures; NULL = nobody counts it), months (of the 12 with figures), last_month (the
--   newest with figures), behind (newer figures of other services have come in), online, services (how many are online, and
--   how many the catalogue has in all)
-- uses: channels/services, channels/catalogue, channels/yearly_volumes
SELECT
    c.service_id, c.name, c.directorate, c.state, c.launched_on, c.retired_on, c.offline_route,
    v.completed, v.months, v.last_month, v.behind,
    c.online, c.services
FROM (
    SELECT *, count(*) FILTER (state = 'online') OVER () AS online, count(*) OVER () AS services FROM channels_catalogue
) AS c
LEFT JOIN channels_yearly_volumes AS v ON v.service_id = c.service_id
WHERE c.state <> 'online'
ORDER BY c.state = 'retired', v.completed DESC NULLS LAST, lower(c.name), c.service_id
