-- How many transactions did each service complete in each channel, period by period? Only where the channel is known or
-- stated as unknown: totals that nobody has split say nothing about the mix. Periods as in channels/service_periods.
-- parameters: $service (service id; NULL = all), $measure_id (as in channels/services), $directorate (NULL = the
--   whole council), $digital_channels, $assisted_channels, $assisted_digital (see channels/volumes; they change nothing here)
-- columns: service_id, month (first of the period), months (its length), channel, completed (count), complete (the
--   period has ended)
-- uses: channels/volumes, channels/service_periods
SELECT p.service_id, p.month, p.months, v.channel, sum(v.completed) AS completed, p.complete
FROM channels_service_periods AS p
JOIN channels_volumes AS v
    ON v.service_id = p.service_id AND v.split AND v.months <= p.months
   AND CASE WHEN p.months = 3 THEN date_trunc('quarter', v.month)::DATE ELSE v.month END = p.month
WHERE v.completed IS NOT NULL
GROUP BY p.service_id, p.month, p.months, v.channel, p.complete
