-- How do people reach the council? The completed transactions of each channel and their share, period by period.
-- parameters: $service (service id; NULL = all), $measure_id (as in channels/services), $directorate (NULL = the
--   whole council), $digital_channels, $assisted_channels, $assisted_digital (see channels/volumes; they change nothing here)
-- columns: month (first of the period), months (its length), channel, completed (count), share (percent of the transactions
--   whose channel is known or stated as unknown), total (count of those), not_split (count of completed transactions that
--   are only known as a total), services (how many the mix is known of), complete (as in channels/periods)
-- uses: channels/service_channels, channels/periods
SELECT
    c.month, c.months, c.channel,
    sum(c.completed) AS completed,
    100 * sum(c.completed) / nullif(sum(sum(c.completed)) OVER (PARTITION BY c.month), 0) AS share,
    sum(sum(c.completed)) OVER (PARTITION BY c.month) AS total,
    any_value(p.completed) - sum(sum(c.completed)) OVER (PARTITION BY c.month) AS not_split,
    any_value(p.services) AS services,
    any_value(p.complete) AS complete
FROM channels_service_channels AS c
JOIN channels_periods AS p ON p.month = c.month
GROUP BY c.month, c.months, c.channel
ORDER BY c.month, c.channel
