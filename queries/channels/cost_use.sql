-- What every unit cost is used for: how many transactions rest on it after the baseline year, and how many channels have none.
-- parameters: $service (service id; NULL = all), $measure_id (as in channels/services), $directorate (NULL = the
--   whole council), $compare_from, $unit_costs (see channels/shifted), $digital_channels, $assisted_channels, $assisted_digital
--   (see channels/volumes; they change nothing here)
-- columns: service_id, name, channel, basis, gbp, low, high, source, year, first_month, last_month, services, old, cost_id (all
--   as in channels/unit_costs), completed (count after the baseline year), expected (count by the baseline mix; NULL = left
--   out of the estimate), shifted (expected less completed)
-- uses: channels/services, channels/own_costs, channels/volumes, channels/counted_once, channels/unit_costs, channels/shifted
WITH later AS (
    SELECT service_id, channel, sum(completed) FILTER (month >= baseline_from + INTERVAL 12 MONTH) AS completed
    FROM (
        SELECT *, min(month) OVER (PARTITION BY service_id) AS baseline_from
        FROM channels_counted_once
        WHERE split AND ($compare_from IS NULL OR month >= ($compare_from || '-01')::DATE)
    )
    GROUP BY service_id, channel
),
moved AS (
    SELECT service_id, channel, sum(expected) AS expected, sum(shifted) AS shifted FROM channels_shifted GROUP BY service_id, channel
)
SELECT
    u.service_id, s.name, u.channel, u.basis, u.gbp, u.low, u.high, u.source, u.year, u.first_month, u.last_month, u.services,
    u.old, u.cost_id, coalesce(l.completed, 0) AS completed, m.expected, m.shifted
FROM channels_unit_costs AS u
JOIN channels_services AS s ON s.service_id = u.service_id
LEFT JOIN later AS l ON l.service_id = u.service_id AND l.channel = u.channel
LEFT JOIN moved AS m ON m.service_id = u.service_id AND m.channel = u.channel
ORDER BY list_position(['service', 'channel', 'published', 'none'], u.basis), lower(s.name), u.service_id, u.channel
