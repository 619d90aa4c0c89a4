-- Which contacts would not have been needed, had something worked the first time? For all together, each service and each
-- channel, over the newest months.
-- parameters: $service (service id; NULL = all), $measure_id (as in channels/services), $directorate (NULL = the
--   whole council), $months (how many of the newest months; NULL = 12), $digital_channels, $assisted_channels,
--   $assisted_digital (see channels/volumes; left out, those of council.toml)
-- columns: level (all|service|channel), service_id, name (of the service; both NULL but at level service), channel (NULL but
--   at level channel), first_month, last_month (the first and the last month that are counted), contacts,
--   avoidable (counts, where both are given), share (percent of contacts), part (percent of all avoidable contacts), before
--   (percent of contacts in the twelve months before the last twelve), change (of the share within a year, as in
--   channels/year_on_year; both NULL at level channel), services (how many state it), services_in_all (how many have volumes)
-- uses: channels/services, channels/volumes, channels/year_on_year
WITH counted AS (
    SELECT
        service_id, channel, month, contacts, avoidable_contacts,
        (month + to_months(months - 1))::DATE AS month_to
    FROM channels_volumes
    WHERE complete AND contacts IS NOT NULL AND avoidable_contacts IS NOT NULL
    QUALIFY month > max(month_to) OVER () - to_months(coalesce($months, 12)::INTEGER)
),
summed AS (
    SELECT
        CASE WHEN service_id IS NOT NULL THEN 'service' WHEN channel IS NOT NULL THEN 'channel' ELSE 'all' END AS level,
        service_id, channel, min(month) AS first_month, max(month_to) AS last_month,
        sum(contacts) AS contacts, sum(avoidable_contacts) AS avoidable,
        count(DISTINCT service_id) AS services
    FROM counted
    GROUP BY GROUPING SETS ((service_id), (channel), ())
    HAVING count(*) > 0
)
SELECT
    t.level, t.service_id, s.name, t.channel, t.first_month, t.last_month, t.contacts, t.avoidable,
    100 * t.avoidable / nullif(t.contacts, 0) AS share,
    100 * t.avoidable / nullif(max(t.avoidable) FILTER (t.level = 'all') OVER (), 0) AS part,
    y.before, y.change,
    max(t.services) FILTER (t.level = 'all') OVER () AS services,
    (SELECT count(*) FROM channels_services AS e
     WHERE e.has_volumes AND (e.retired_on IS NULL OR e.retired_on >= t.first_month)) AS services_in_all
FROM summed AS t
LEFT JOIN channels_services AS s ON s.service_id = t.service_id
LEFT JOIN channels_year_on_year AS y
    ON y.measure_id = 'avoidable_contact' AND t.level <> 'channel' AND y.service_id = coalesce(t.service_id, '')
ORDER BY array_position(['all', 'service', 'channel'], t.level), t.avoidable DESC, lower(s.name), t.service_id, t.channel
