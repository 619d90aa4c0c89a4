-- What does each service cost for one transaction, how much is it used, how satisfied are people, and how many complete online?
-- The last twelve months with figures of each, side by side. Deliberately without a composite score: nobody can say how much
-- satisfaction a pound is worth. The cost is the council's own: stated cost by the transactions of the channels and periods
-- that state one, with how much of all that covers.
-- parameters: $service (service id; NULL = all), $measure_id (as in channels/services), $directorate (NULL = the
--   whole council), $digital_channels, $assisted_channels, $assisted_digital (see channels/volumes; left out, those of
--   council.toml)
-- columns: service_id, name, directorate, in_catalogue, has_volumes, cost_per_transaction (£; NULL = no cost stated), cost_gbp (£),
--   costed (count of transactions that the cost speaks of), cost_covers (percent of all completed in the same months), cost_source
--   (as stated), cost_before (£ for one transaction, the same months a year before; NULL = not stated then), completed (count in
--   twelve months), periods (how many of them there are figures for), months (length of a period), volume_change, satisfied
--   (percent of answers: 4 and 5), answers (count), satisfied_before, satisfied_change, take_up (percent, digital), take_up_before,
--   take_up_change (rose|fell|no_real_change|too_early, as in channels/year_on_year), last_month (first of the newest period)
-- uses: channels/services, channels/volumes, channels/service_periods, channels/periods, channels/year_on_year
WITH lines AS (
    -- the same rows that make up channels/service_periods
    SELECT v.service_id, p.month AS period, v.completed, v.cost_gbp, v.cost_source,
           v.cost_gbp IS NOT NULL AND v.completed IS NOT NULL AS has_cost
    FROM channels_volumes AS v
    JOIN channels_service_periods AS p
      ON p.service_id = v.service_id AND p.complete AND v.months <= p.months
     AND CASE WHEN p.months = 3 THEN date_trunc('quarter', v.month)::DATE ELSE v.month END = p.month
),
costed AS (
    SELECT *, max(period) FILTER (has_cost) OVER (PARTITION BY service_id) AS newest
    FROM lines
),
costs AS (
    SELECT
        service_id,
        sum(cost_gbp) FILTER (has_cost AND period > newest - INTERVAL 1 YEAR) AS cost_gbp,
        sum(completed) FILTER (has_cost AND period > newest - INTERVAL 1 YEAR) AS costed,
        sum(completed) FILTER (period > newest - INTERVAL 1 YEAR AND period <= newest) AS all_completed,
        arg_max(cost_source, period) AS cost_source,
        sum(cost_gbp) FILTER (has_cost AND period > newest - INTERVAL 2 YEAR AND period <= newest - INTERVAL 1 YEAR)
            / nullif(sum(completed) FILTER (has_cost AND period > newest - INTERVAL 2 YEAR AND period <= newest - INTERVAL 1 YEAR), 0)
            AS cost_before
    FROM costed
    WHERE newest IS NOT NULL
    GROUP BY service_id
),
year AS (
    SELECT service_id, month, months, completed, answers
    FROM channels_service_periods
    WHERE complete
    QUALIFY month > max(month) OVER (PARTITION BY service_id) - INTERVAL 1 YEAR
),
volume AS (
    SELECT
        service_id, sum(completed) AS completed, count(completed)::INTEGER AS periods, max(months) AS months,
        sum(answers) AS answers, max(month) AS last_month
    FROM year
    GROUP BY service_id
),
changes AS (
    SELECT
        service_id,
        any_value(change) FILTER (measure_id = 'completed') AS volume_change,
        any_value(now) FILTER (measure_id = 'service_satisfaction') AS satisfied,
        any_value(before) FILTER (measure_id = 'service_satisfaction') AS satisfied_before,
        any_value(change) FILTER (measure_id = 'service_satisfaction') AS satisfied_change,
        any_value(now) FILTER (measure_id = 'digital_take_up') AS take_up,
        any_value(before) FILTER (measure_id = 'digital_take_up') AS take_up_before,
        any_value(change) FILTER (measure_id = 'digital_take_up') AS take_up_change
    FROM channels_year_on_year
    WHERE service_id <> ''
    GROUP BY service_id
)
SELECT
    s.service_id, s.name, s.directorate, s.in_catalogue, s.has_volumes,
    c.cost_gbp / nullif(c.costed, 0) AS cost_per_transaction, c.cost_gbp, c.costed,
    100 * c.costed / nullif(c.all_completed, 0) AS cost_covers, c.cost_source, c.cost_before,
    v.completed, v.periods, v.months, y.volume_change,
    y.satisfied, v.answers, y.satisfied_before, y.satisfied_change,
    y.take_up, y.take_up_before, y.take_up_change, v.last_month
FROM channels_services AS s
LEFT JOIN volume AS v ON v.service_id = s.service_id
LEFT JOIN costs AS c ON c.service_id = s.service_id
LEFT JOIN changes AS y ON y.service_id = s.service_id
WHERE s.retired_on IS NULL OR s.retired_on >= v.last_month
ORDER BY v.completed DESC NULLS LAST, lower(s.name), s.service_id
