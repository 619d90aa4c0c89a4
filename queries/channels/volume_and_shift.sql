-- Of each channel's change since a month, how much is people changing channel, and how much is only more or less to do? The
-- parts of all services (channels/shift_by_service) added up: so that a service that many people reach by phone, and that
-- grows, is not mistaken for people turning to the phone. Compared are only services with figures for both periods: one
-- that is late, new or taken down would read as a change in demand.
-- parameters: $since (date; NULL = a year before the newest complete period), $service (service id; NULL = all), $measure_id
--   (as in channels/services), $directorate (NULL = the whole council), $digital_channels, $assisted_channels,
--   $assisted_digital (see channels/volumes; they change nothing here)
-- columns: channel, month_before, month_now (first of each period), months (their length), before, now (completed, count),
--   total_before, total_now (of all channels), share_before, share_now (percent), change (now - before), volume_effect (all
--   services as much up or down as they are together), mix_effect (some services more in demand than others), shift_effect
--   (people of a service used another channel; counts, which together are the change), services (how many are compared),
--   without_now, without_before (names of the services left out: without figures for the one period, or for the other)
-- uses: channels/shift_by_service, channels/services
WITH left_out AS (
    SELECT
        list(DISTINCT s.name ORDER BY s.name) FILTER (b.total_now = 0) AS without_now,
        list(DISTINCT s.name ORDER BY s.name) FILTER (b.total_before = 0) AS without_before
    FROM channels_shift_by_service AS b
    JOIN channels_services AS s ON s.service_id = b.service_id
    WHERE (b.total_before > 0) <> (b.total_now > 0)
),
in_both AS (
    SELECT * FROM channels_shift_by_service WHERE total_before > 0 AND total_now > 0
),
compared AS (
    SELECT sum(before) AS total_before, sum(now) AS total_now, count(DISTINCT service_id) AS services
    FROM in_both
),
channels AS (
    SELECT
        channel, month_before, month_now, max(months) AS months, sum(before) AS before, sum(now) AS now,
        sum(volume_effect) AS demand_effect, sum(shift_effect) AS shift_effect
    FROM in_both
    GROUP BY channel, month_before, month_now
)
SELECT
    c.channel, c.month_before, c.month_now, c.months, c.before, c.now, t.total_before, t.total_now,
    100 * c.before / nullif(t.total_before, 0) AS share_before,
    100 * c.now / nullif(t.total_now, 0) AS share_now,
    c.now - c.before AS change,
    coalesce(c.before / nullif(t.total_before, 0) * (t.total_now - t.total_before), 0) AS volume_effect,
    c.demand_effect - volume_effect AS mix_effect,
    c.shift_effect,
    t.services,
    coalesce(l.without_now, []) AS without_now,
    coalesce(l.without_before, []) AS without_before
FROM channels AS c
CROSS JOIN compared AS t
CROSS JOIN left_out AS l
WHERE c.before > 0 OR c.now > 0
ORDER BY c.before + c.now DESC, c.channel
