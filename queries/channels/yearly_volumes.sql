-- What each service completed in the last 12 months that it has figures for, all channels together.
-- parameters: $service (service id; NULL = all), $measure_id (as in channels/services), $directorate (NULL = the
--   whole council), $digital_channels, $assisted_channels, $assisted_digital (see channels/volumes; they change nothing here)
-- columns: service_id, completed (count), months (how many of the 12 there are figures for), last_month (the newest month
--   with figures), behind (newer figures of other services have come in)
-- uses: channels/volumes, channels/counted_once
WITH periods AS (
    SELECT service_id, month, months, last_month, sum(completed) AS completed
    FROM channels_counted_once
    GROUP BY service_id, month, months, last_month
    QUALIFY month > max(last_month) OVER (PARTITION BY service_id) - INTERVAL 12 MONTH
)
SELECT
    service_id, sum(completed) AS completed, sum(months)::INTEGER AS months, max(last_month) AS last_month,
    max(last_month) < max(max(last_month)) OVER () AS behind
FROM periods
GROUP BY service_id
ORDER BY service_id
