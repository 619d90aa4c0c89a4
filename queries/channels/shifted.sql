-- How far people have moved between channels: what each channel of a service handled in each period after the baseline year,
-- against what it would have handled at the same volume, had the mix stayed as it was in the baseline year.
-- The baseline year is the 12 months from $compare_from, or from the service's first month whose channels are known, where that
-- is later. Only channels with a unit cost count, then and now, so that a channel without one is never taken to cost nothing.
-- parameters: $service (service id; NULL = all), $measure_id (as in channels/services), $directorate (NULL = the
--   whole council), $compare_from (first month of the baseline year, '2022-04'; left out, that of council.toml, or NULL = the
--   first), $unit_costs (see channels/unit_costs), $digital_channels, $assisted_channels, $assisted_digital (see
--   channels/volumes; they change nothing here)
-- columns: service_id, month (first of the period), last_month (the period's last), channel, completed (count), expected (count
--   by the baseline mix), shifted (expected less completed: how many left the channel; below 0, how many came), gbp, low, high
--   (£ for one transaction), cost_id
-- uses: channels/own_costs, channels/volumes, channels/counted_once, channels/unit_costs
WITH known AS (
    SELECT v.*, u.gbp, u.low, u.high, u.cost_id, min(v.month) OVER (PARTITION BY v.service_id) AS baseline_from
    FROM channels_counted_once AS v
    JOIN channels_unit_costs AS u ON u.service_id = v.service_id AND u.channel = v.channel
    WHERE v.split AND ($compare_from IS NULL OR v.month >= ($compare_from || '-01')::DATE)
),
placed AS (
    SELECT *, month < (baseline_from + INTERVAL 12 MONTH) AS in_baseline FROM known WHERE gbp IS NOT NULL
),
mix AS (
    SELECT
        service_id, channel, gbp, low, high, cost_id,
        coalesce(sum(completed) FILTER (in_baseline), 0)
            / nullif(sum(sum(completed) FILTER (in_baseline)) OVER (PARTITION BY service_id), 0) AS share
    FROM placed
    GROUP BY service_id, channel, gbp, low, high, cost_id
),
periods AS (
    SELECT service_id, month, last_month, sum(completed) AS completed
    FROM placed
    WHERE NOT in_baseline
    GROUP BY service_id, month, last_month
),
handled AS (
    SELECT service_id, month, last_month, channel, sum(completed) AS completed
    FROM placed
    GROUP BY service_id, month, last_month, channel
)
SELECT
    p.service_id, p.month, p.last_month, m.channel,
    coalesce(h.completed, 0) AS completed,
    m.share * p.completed AS expected,
    m.share * p.completed - coalesce(h.completed, 0) AS shifted,
    m.gbp, m.low, m.high, m.cost_id
FROM periods AS p
JOIN mix AS m ON m.service_id = p.service_id AND m.share IS NOT NULL
LEFT JOIN handled AS h
    ON h.service_id = p.service_id AND h.month = p.month AND h.last_month = p.last_month AND h.channel = m.channel
ORDER BY p.service_id, p.month, m.channel
