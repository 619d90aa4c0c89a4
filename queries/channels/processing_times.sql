-- Which route to an outcome is quicker? Of each service and route the middle one of the last 12 months' figures, and in how many months
-- the route that is typically the quickest was quicker than each of the others. A difference counts where chance alone would split the
-- months so unevenly less than once in a hundred times (sign test), which takes 8 months: medians of months cannot be averaged, but they
-- can be compared month by month. Routes with fewer than 30 cases are not compared.
-- parameters: $small_number (see channels/processing_months), $service (service id; NULL = all), $measure_id (as in channels/services),
--   $directorate (NULL = the whole council)
-- columns: service_id, name, directorate, route, typical (days: the middle one of its months' figures), quickest_month, slowest_month (days),
--   cases (of the months that it rests on), months (those), first_month, last_month (of them), taken_as, days_are (as in
--   channels/processing_months), place (1 = typically the quickest of those that are compared; NULL = not compared), quickest (its name;
--   NULL = none is compared), quickest_days (what is typical of it), months_compared (in which both have a figure), slower_in (of those, in how many it was slower than
--   the quickest), verdict (quickest|slower|no_clear_difference|too_few cases|only: there is no other to compare it with), widest (days
--   between the quickest and the slowest of the service that is clearly slower; NULL = none is), note (of the newest month that has one)
-- uses: channels/processing_months
WITH rested AS (
    SELECT * FROM channels_processing_months WHERE compared AND days IS NOT NULL
),
typical AS (
    SELECT
        service_id, name, directorate, route, median(days) AS typical, min(days) AS quickest_month, max(days) AS slowest_month,
        sum(cases)::INTEGER AS cases, count(*)::INTEGER AS months, min(month) AS first_month, max(month) AS last_month,
        any_value(taken_as) AS taken_as, any_value(days_are) AS days_are, arg_max(note, month) AS note,
        sum(cases) >= 30 AS enough
    FROM rested
    GROUP BY service_id, name, directorate, route
),
placed AS (
    SELECT
        *,
        CASE WHEN enough THEN
            row_number() OVER (PARTITION BY service_id, enough ORDER BY typical, cases DESC, lower(route)) END AS place
    FROM typical
),
quickest AS (
    SELECT service_id, route, typical FROM placed WHERE place = 1
),
-- the sides of each month; equal figures are on neither
pairs AS (
    SELECT
        r.service_id, r.route, count(*)::INTEGER AS months_compared,
        count(*) FILTER (rules.differ(r.days, b.days) AND r.days > b.days)::INTEGER AS slower_in,
        count(*) FILTER (rules.differ(r.days, b.days) AND r.days < b.days)::INTEGER AS quicker_in
    FROM rested AS r
    JOIN quickest AS q ON q.service_id = r.service_id AND q.route <> r.route
    JOIN rested AS b ON b.service_id = r.service_id AND b.route = q.route AND b.month = r.month
    GROUP BY r.service_id, r.route
),
judged AS (
    SELECT
        p.*, q.route AS quickest, q.typical AS quickest_days, m.months_compared, m.slower_in,
        CASE WHEN NOT p.enough THEN 'too_few'
             WHEN count(*) FILTER (p.enough) OVER (PARTITION BY p.service_id) = 1 THEN 'only'
             WHEN p.place = 1 THEN 'quickest'
             WHEN m.slower_in > m.quicker_in AND rules.beyond_chance(rules.sign_test(m.slower_in + m.quicker_in, m.quicker_in))
                 THEN 'slower'
             ELSE 'no_clear_difference' END AS verdict
    FROM placed AS p
    LEFT JOIN quickest AS q ON q.service_id = p.service_id
    LEFT JOIN pairs AS m ON m.service_id = p.service_id AND m.route = p.route
)
SELECT
    service_id, name, directorate, route, typical, quickest_month, slowest_month, cases, months, first_month, last_month, taken_as,
    days_are, place::INTEGER AS place, quickest, quickest_days, months_compared, slower_in, verdict,
    max(typical - quickest_days) FILTER (verdict = 'slower') OVER (PARTITION BY service_id) AS widest, note
FROM judged
ORDER BY widest DESC NULLS LAST, lower(name), service_id, place NULLS LAST, typical, lower(route)
