-- What did a launch change, beside services that were not launched then? Difference-in-differences of monthly volumes: the
-- months since the launch (12 at most) against the same months a year before, for the service and for each service without a
-- launch in these three years; each change is a ratio of sums (its logarithm), so that every service counts once.
-- Effect: its change less the mean change of the others. Interval of 95%: the spread of the others' changes, as one of them more
-- would vary (Student's t; Donald and Lang 2007), and what a smaller count adds by chance. Parallel before: the same
-- sum for the year before against the year before that must lie within its own interval; else the two did not move alike.
-- No comparison is possible with fewer than 6 months after or 6 others, under 30 a month, or where they were not parallel.
-- parameters: $digital_channels, $assisted_channels, $assisted_digital (see channels/volumes; left out, those of council.toml)
-- columns: service_id, name, launched_on, measure_id (phone_completed|offline_completed: by every way that is not digital|
--   completed), comparison (fell|rose|no_difference|none), reason ('' or why there is none: short_after|short_before|too_few|
--   few_others|not_parallel), months (pairs of months), others (services compared with), others_offline (of those, not online
--   in these years), change_percent (of the service), others_percent (of the others, on average), effect_percent,
--   low_percent, high_percent (NULL without a comparison), before_percent (by how much it moved otherwise the year before)
-- uses: channels/services, channels/volumes, channels/service_periods
-- fixes: service = NULL, measure_id = NULL, directorate = NULL
WITH launches AS (
    SELECT
        service_id, name, launched_on,
        (date_trunc('month', launched_on) + CASE WHEN day(launched_on) = 1 THEN INTERVAL 0 MONTH ELSE INTERVAL 1 MONTH END)::DATE
            AS first_after
    FROM channels_services
    WHERE launched_on IS NOT NULL AND has_volumes
),
figures AS (
    SELECT
        v.service_id, v.month, w.measure_id,
        coalesce(sum(v.completed) FILTER (
            CASE w.measure_id WHEN 'phone_completed' THEN v.channel = 'phone' WHEN 'completed' THEN true ELSE NOT v.digital END
        ), 0) AS value
    FROM channels_service_periods AS p
    JOIN channels_volumes AS v ON v.service_id = p.service_id AND v.month = p.month AND v.months = 1 AND v.split
    CROSS JOIN (VALUES ('phone_completed'), ('offline_completed'), ('completed')) AS w (measure_id)
    WHERE p.complete AND p.months = 1
    GROUP BY v.service_id, v.month, w.measure_id
),
-- each month since a launch with the same month of the two years before, for every service
matched AS (
    SELECT
        l.service_id AS launch, f.measure_id, f.service_id, f.month,
        f.value AS after, b.value AS before, e.value AS earlier
    FROM launches AS l
    JOIN figures AS f ON f.month >= l.first_after AND f.month < l.first_after + INTERVAL 12 MONTH
    JOIN figures AS b
        ON b.service_id = f.service_id AND b.measure_id = f.measure_id AND b.month = f.month - INTERVAL 12 MONTH
    JOIN figures AS e
        ON e.service_id = f.service_id AND e.measure_id = f.measure_id AND e.month = f.month - INTERVAL 24 MONTH
    WHERE b.month + INTERVAL 1 MONTH <= l.launched_on
),
own AS (
    SELECT launch, measure_id, month, min(month) OVER each AS first, max(month) OVER each AS last, count(*) OVER each AS months
    FROM matched
    WHERE service_id = launch
    WINDOW each AS (PARTITION BY launch, measure_id)
),
changes AS (
    SELECT
        m.launch, m.measure_id, m.service_id, any_value(o.months) AS months,
        any_value(s.launched_on) AS launched_on, any_value(o.first) AS first,
        sum(m.after) AS now, sum(m.before) AS year_before, sum(m.earlier) AS two_before,
        least(now, year_before, two_before) + 1e-9 >= 30 * count(*) AS enough,
        CASE WHEN enough THEN ln(now / year_before) END AS change,
        CASE WHEN enough THEN ln(year_before / two_before) END AS change_before,
        CASE WHEN enough THEN 1 / now + 1 / year_before END AS noise,
        CASE WHEN enough THEN 1 / year_before + 1 / two_before END AS noise_before
    FROM matched AS m
    JOIN own AS o ON o.launch = m.launch AND o.measure_id = m.measure_id AND o.month = m.month
    JOIN channels_services AS s ON s.service_id = m.service_id
    -- no launch of its own from the first month compared to the last
    WHERE m.service_id = m.launch OR s.launched_on IS NULL OR s.launched_on > last_day(o.last)
       OR s.launched_on < o.first - INTERVAL 24 MONTH
    GROUP BY m.launch, m.measure_id, m.service_id
    HAVING count(*) = any_value(o.months)
),
others AS (
    SELECT
        launch, measure_id, count(*)::INTEGER AS others,
        count(*) FILTER (launched_on IS NULL OR launched_on >= first)::INTEGER AS others_offline,
        avg(change) AS change, var_samp(change) AS spread, avg(noise) AS noise,
        avg(change_before) AS change_before, var_samp(change_before) AS spread_before, avg(noise_before) AS noise_before
    FROM changes
    WHERE service_id <> launch AND enough
    GROUP BY launch, measure_id
),
since AS (
    SELECT l.service_id AS launch, f.measure_id, count(*) FILTER (f.month >= l.first_after) AS months_after
    FROM launches AS l
    JOIN figures AS f USING (service_id)
    GROUP BY l.service_id, f.measure_id
    HAVING sum(f.value) > 0
),
compared AS (
    SELECT
        s.launch, s.measure_id, s.months_after, c.months, c.enough, o.others, o.others_offline,
        c.change, o.change AS others_change, c.change - o.change AS effect,
        c.change_before - o.change_before AS effect_before,
        rules.t_95(o.others - 1) * sqrt(o.spread * (1 + 1 / o.others) + greatest(c.noise - o.noise, 0)) AS reach,
        rules.t_95(o.others - 1) * sqrt(o.spread_before * (1 + 1 / o.others) + greatest(c.noise_before - o.noise_before, 0))
            AS reach_before,
        CASE WHEN s.months_after < 6 THEN 'short_after'
             WHEN coalesce(c.months, 0) < 6 THEN 'short_before'
             WHEN NOT c.enough THEN 'too_few'
             WHEN coalesce(o.others, 0) < 6 THEN 'few_others'
             WHEN abs(effect_before) > reach_before + 1e-9 THEN 'not_parallel'
             ELSE '' END AS reason
    FROM since AS s
    LEFT JOIN changes AS c ON c.launch = s.launch AND c.measure_id = s.measure_id AND c.service_id = s.launch
    LEFT JOIN others AS o ON o.launch = s.launch AND o.measure_id = s.measure_id
)
SELECT
    c.launch AS service_id, l.name, l.launched_on, c.measure_id,
    CASE WHEN c.reason <> '' THEN 'none'
         WHEN c.effect - c.reach > 0 THEN 'rose'
         WHEN c.effect + c.reach < 0 THEN 'fell'
         ELSE 'no_difference' END AS comparison,
    c.reason,
    coalesce(c.months, 0)::INTEGER AS months, coalesce(c.others, 0) AS others, coalesce(c.others_offline, 0) AS others_offline,
    100 * (exp(c.change) - 1) AS change_percent,
    100 * (exp(c.others_change) - 1) AS others_percent,
    CASE WHEN c.reason = '' THEN 100 * (exp(c.effect) - 1) END AS effect_percent,
    CASE WHEN c.reason = '' THEN 100 * (exp(c.effect - c.reach) - 1) END AS low_percent,
    CASE WHEN c.reason = '' THEN 100 * (exp(c.effect + c.reach) - 1) END AS high_percent,
    100 * (exp(c.effect_before) - 1) AS before_percent
FROM compared AS c
JOIN launches AS l ON l.service_id = c.launch
ORDER BY l.launched_on, lower(l.name), c.launch, c.measure_id
