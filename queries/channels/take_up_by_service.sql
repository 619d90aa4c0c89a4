-- How far has each service moved online? Its digital take-up over the last twelve months with figures, against the twelve
-- before and its target. Services furthest below their target come first, then those whose take-up really fell, then those
-- whose take-up really rose, then the others; the busiest first among equals.
-- parameters: $service (service id; NULL = all), $measure_id (as in channels/services), $directorate (NULL = the
--   whole council), $digital_channels, $assisted_channels, $assisted_digital (see channels/volumes; left out, those of
--   council.toml)
-- columns: service_id, name, directorate, launched_on (NULL = not online, or not in the catalogue), take_up, take_up_before
--   (percent, as in channels/year_on_year), change (rose|fell|no_real_change|too_early), target (percent), gap (take-up
--   less target, percentage points), completed (count whose channel is known, in the twelve months to the newest
--   period), last_month (first of the newest period), months (length of a period), position (1, 2, …)
-- uses: channels/services, channels/service_periods, channels/year_on_year
WITH volume AS (
    SELECT service_id, max(months) AS months, sum(split_completed) AS completed
    FROM (
        SELECT * FROM channels_service_periods WHERE complete AND split_completed > 0
        QUALIFY month > max(month) OVER (PARTITION BY service_id) - INTERVAL 1 YEAR
    )
    GROUP BY service_id
)
SELECT
    s.service_id, s.name, s.directorate, s.launched_on,
    y.now AS take_up, y.before AS take_up_before, y.change,
    s.take_up_target AS target, y.now - s.take_up_target AS gap,
    v.completed, y.last_month, v.months,
    row_number() OVER (
        ORDER BY least(coalesce(gap, 0), 0),
                 CASE y.change WHEN 'fell' THEN 0 WHEN 'rose' THEN 1 ELSE 2 END,
                 v.completed DESC NULLS LAST, lower(s.name), s.service_id
    ) AS position
FROM channels_year_on_year AS y
JOIN channels_services AS s ON s.service_id = y.service_id
LEFT JOIN volume AS v ON v.service_id = y.service_id
WHERE y.measure_id = 'digital_take_up' AND y.service_id <> ''
  AND (s.retired_on IS NULL OR s.retired_on >= y.last_month)
ORDER BY position
