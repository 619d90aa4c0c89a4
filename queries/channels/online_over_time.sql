-- How many services were online at the end of each month, from the first launch to the day itself.
-- parameters: $today (date; NULL = today), $service (service id; NULL = all), $measure_id (as in channels/services),
--   $directorate (NULL = the whole council)
-- columns: month (first of the month), on_day (the day the count is for: the last of the month; in the newest month
--   $today), online (count), launched, retired (counts, in the month up to that day), names (of those launched, in the
--   order of their launch, ' | ' between; '' = none)
-- uses: channels/services, channels/catalogue
WITH began AS (
    SELECT min(launched_on) AS first_launch, any_value(today) AS today
    FROM channels_catalogue
    WHERE launched_on <= today
),
months AS (
    SELECT month::DATE AS month, least(last_day(month::DATE), today) AS on_day
    FROM (
        SELECT unnest(generate_series(date_trunc('month', first_launch), date_trunc('month', today), INTERVAL 1 MONTH)) AS month, today
        FROM began
        WHERE first_launch IS NOT NULL
    )
)
SELECT
    m.month, m.on_day,
    count(*) FILTER (c.retired_on IS NULL OR c.retired_on > m.on_day) AS online,
    count(*) FILTER (c.launched_on >= m.month) AS launched,
    count(*) FILTER (c.retired_on BETWEEN m.month AND m.on_day) AS retired,
    coalesce(string_agg(c.name, ' | ' ORDER BY c.launched_on, lower(c.name)) FILTER (c.launched_on >= m.month), '') AS names
FROM months AS m
JOIN channels_catalogue AS c ON c.launched_on <= m.on_day
GROUP BY m.month, m.on_day
ORDER BY m.month
