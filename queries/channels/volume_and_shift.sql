-- Of each channel's change since a month, how much is people changing channel, and how much is only more or less to do? The
-- parts of all services (channels/shift_by_service) added up: so that a service that many people reach by phone, and that
-- grows, is not mistaken for people turning to the phone.
-- parameters: $since (date; NULL = a year before the newest complete period), $service (service id; NULL = all), $measure_id
--   (as in channels/services), $directorate (NULL = the whole council), $digital_channels, $assisted_channels,
--   $assisted_digital (see channels/volumes; they change nothing here)
-- columns: channel, month_before, month_now (first of each period), months (their length), before, now (completed, count),
--   total_before, total_now (of all channels), share_before, share_now (percent), change (now - before), volume_effect (all
--   services as much up or down as they are together), mix_effect (some services more in demand than others), shift_effect
--   (people of a service used another channel), coverage_effect (services with figures for only one of the two periods;
--   counts, which together are the change), services, services_in_one (how many are compared, and how many are not
--   because they have figures for only one of the two)
-- uses: channels/shift_by_service
WITH compared AS (
    SELECT
        sum(before) AS total_before, sum(now) AS total_now,
        sum(before) FILTER (total_before > 0 AND total_now > 0) AS in_both_before,
        sum(now) FILTER (total_before > 0 AND total_now > 0) AS in_both_now,
        count(DISTINCT service_id) FILTER (total_before > 0 AND total_now > 0) AS services,
        count(DISTINCT service_id) FILTER ((total_before > 0) <> (total_now > 0)) AS services_in_one
    FROM channels_shift_by_service
),
channels AS (
    SELECT
        s.channel, s.month_before, s.month_now, max(s.months) AS months,
        sum(s.before) AS before, sum(s.now) AS now,
        sum(s.before) FILTER (s.total_before > 0 AND s.total_now > 0) AS in_both_before,
        sum(s.volume_effect) AS demand_effect,
        sum(s.shift_effect) AS shift_effect,
        sum(s.coverage_effect) AS coverage_effect
    FROM channels_shift_by_service AS s
    GROUP BY s.channel, s.month_before, s.month_now
)
SELECT
    c.channel, c.month_before, c.month_now, c.months, c.before, c.now, t.total_before, t.total_now,
    100 * c.before / nullif(t.total_before, 0) AS share_before,
    100 * c.now / nullif(t.total_now, 0) AS share_now,
    c.now - c.before AS change,
    coalesce(c.in_both_before / nullif(t.in_both_before, 0) * (t.in_both_now - t.in_both_before), 0) AS volume_effect,
    c.demand_effect - volume_effect AS mix_effect,
    c.shift_effect, c.coverage_effect,
    t.services, t.services_in_one
FROM channels AS c
CROSS JOIN compared AS t
WHERE c.before > 0 OR c.now > 0
ORDER BY c.before + c.now DESC, c.channel
