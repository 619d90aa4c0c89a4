-- The figures of a service that went online, period by period: what signals/before_after judges by those before the launch.
-- parameters: $service (service id; NULL = all), $measure_id (as in channels/services), $directorate (NULL = the
--   whole council), $digital_channels, $assisted_channels, $assisted_digital (see channels/volumes; left out, those of
--   council.toml)
-- columns: service_id, launched_on, measure_id (digital_take_up|online_completed|phone_completed|completed|online_failed|
--   phone_abandoned|service_satisfaction), unit (percent|count), month (first of the period), months (its length), value
--   (in the unit; NULL = no data)
-- uses: channels/services, channels/volumes, channels/service_periods
WITH by_channel AS (
    SELECT
        p.service_id, p.month,
        coalesce(sum(v.completed) FILTER (v.digital), 0) AS online_completed,
        coalesce(sum(v.completed) FILTER (v.channel = 'phone'), 0) AS phone_completed
    FROM channels_service_periods AS p
    JOIN channels_volumes AS v
        ON v.service_id = p.service_id AND v.split AND v.months <= p.months
       AND v.month >= p.month AND v.month < p.month + to_months(p.months)
    GROUP BY p.service_id, p.month
),
recorded AS (
    SELECT
        p.*, s.launched_on, b.online_completed,
        CASE WHEN max(b.phone_completed) OVER (PARTITION BY p.service_id) > 0 THEN b.phone_completed END AS phone_completed
    FROM channels_service_periods AS p
    JOIN channels_services AS s ON s.service_id = p.service_id
    LEFT JOIN by_channel AS b ON b.service_id = p.service_id AND b.month = p.month
    WHERE s.launched_on IS NOT NULL AND p.complete
)
SELECT
    r.service_id, r.launched_on, w.measure_id, w.unit, r.month, r.months,
    CASE w.measure_id
        WHEN 'digital_take_up' THEN 100.0 * r.take_up_completed / nullif(r.split_completed, 0)
        WHEN 'online_completed' THEN r.online_completed
        WHEN 'phone_completed' THEN r.phone_completed
        WHEN 'completed' THEN r.completed
        WHEN 'online_failed' THEN 100.0 * r.failed / nullif(r.started, 0)
        WHEN 'phone_abandoned' THEN 100.0 * r.calls_abandoned / nullif(r.calls_offered, 0)
        WHEN 'service_satisfaction' THEN 100.0 * r.satisfied / nullif(r.answers, 0)
    END::DOUBLE AS value
FROM recorded AS r
CROSS JOIN (VALUES ('digital_take_up', 'percent'), ('online_completed', 'count'), ('phone_completed', 'count'),
                   ('completed', 'count'), ('online_failed', 'percent'), ('phone_abandoned', 'percent'),
                   ('service_satisfaction', 'percent')) AS w (measure_id, unit)
