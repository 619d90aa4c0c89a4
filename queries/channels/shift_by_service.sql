-- Did people change channel, or was there only more or less to do? What each service completed in each channel in a month
-- and in one of before, and the difference split exactly: volume = share before x (total now - total before), shift =
-- (share now - share before) x total now. With only one of the two months a service has no shift: all of it is coverage.
-- Compared are the period that holds $since (the first one with figures from there on) and the newest complete one of the
-- same calendar month, or where there is none the newest complete one at all. Left out, $since is a year before the newest.
-- parameters: $since (date; NULL = a year before the newest complete period), $service (service id; NULL = all), $measure_id
--   (as in channels/services), $directorate (NULL = the whole council), $digital_channels, $assisted_channels,
--   $assisted_digital (see channels/volumes; they change nothing here)
-- columns: service_id, channel, month_before, month_now (first of each period), months (their length), before, now (completed,
--   count), total_before, total_now (of the service; 0 = no figures for that period), change (now - before),
--   volume_effect, shift_effect, coverage_effect (counts; together they are the change)
-- uses: channels/service_channels, channels/periods
WITH ended AS (
    SELECT month, months FROM channels_periods WHERE complete AND split_completed > 0
),
newest AS (
    SELECT max(month) AS month FROM ended
),
start AS (
    SELECT min(e.month) AS month
    FROM ended AS e
    CROSS JOIN newest AS n
    WHERE CASE WHEN $since IS NULL THEN e.month = (n.month - INTERVAL 1 YEAR)::DATE
               ELSE (e.month + to_months(e.months))::DATE > $since::DATE AND e.month < n.month END
),
pair AS (
    SELECT
        s.month AS month_before,
        coalesce(max(e.month) FILTER (month(e.month) = month(s.month)), max(e.month)) AS month_now
    FROM start AS s
    JOIN ended AS e ON e.month > s.month
    GROUP BY s.month
),
both_months AS (
    SELECT
        c.service_id, c.channel, p.month_before, p.month_now, max(c.months) AS months,
        coalesce(sum(c.completed) FILTER (c.month = p.month_before), 0) AS before,
        coalesce(sum(c.completed) FILTER (c.month = p.month_now), 0) AS now
    FROM channels_service_channels AS c
    JOIN pair AS p ON c.month IN (p.month_before, p.month_now)
    GROUP BY c.service_id, c.channel, p.month_before, p.month_now
),
totals AS (
    SELECT
        *,
        sum(before) OVER (PARTITION BY service_id) AS total_before,
        sum(now) OVER (PARTITION BY service_id) AS total_now
    FROM both_months
)
SELECT
    service_id, channel, month_before, month_now, months, before, now, total_before, total_now,
    now - before AS change,
    CASE WHEN total_before > 0 AND total_now > 0 THEN before / total_before * (total_now - total_before) ELSE 0 END AS volume_effect,
    -- (share now - share before) x total now, written so that the parts add up to the change whatever is rounded
    CASE WHEN total_before > 0 AND total_now > 0 THEN now - before - volume_effect ELSE 0 END AS shift_effect,
    CASE WHEN total_before > 0 AND total_now > 0 THEN 0 ELSE now - before END AS coverage_effect
FROM totals
ORDER BY service_id, channel
