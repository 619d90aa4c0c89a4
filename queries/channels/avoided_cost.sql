-- What moving between channels is estimated to have avoided in cost: how many left a channel, less how many came to it, times
-- its cost for one transaction, over all channels; below 0 where people moved to dearer channels. An estimate, never cashable
-- savings: no budget has to be smaller for it. One cost stands for all years; prices are not adjusted for inflation.
-- The range holds for every mix of costs inside their own ranges: the lowest has the low cost where people left, the high one
-- where they came. Where services rest on the same figure, it is low or high for all of them; so ranges do not add up.
-- parameters: $service (service id; NULL = all), $measure_id (as in channels/services), $directorate (NULL = the
--   whole council), $year_starts (month in which the financial year starts; NULL = the council's setting), $change (percent by which the
--   differences in unit cost are made larger, or smaller where below 0; NULL = 0), $compare_from, $unit_costs (see
--   channels/shifted), $digital_channels, $assisted_channels, $assisted_digital (see channels/volumes; they change nothing here)
-- columns: service_id ('' = all services together), name, directorate, year (first day of the financial year; NULL = all years together),
--   first_month, last_month (with figures), months (from the one to the other, of a year those in it), services (how many the
--   estimate covers), completed (count, in channels with a unit cost), moved (count: how many more than by the baseline mix used
--   the channels that have grown), estimate, low, high (£)
-- uses: channels/services, channels/shifted
WITH yearly AS (
    SELECT
        service_id, channel, cost_id, gbp, low, high,
        make_date(
            year(month) - (month(month) < coalesce($year_starts::INTEGER, 4))::INTEGER, coalesce($year_starts::INTEGER, 4), 1
        ) AS year,
        min(month) AS first_month, max(last_month) AS last_month,
        sum(completed) AS completed, sum(shifted) AS shifted
    FROM channels_shifted
    GROUP BY ALL
),
by_cost AS (
    SELECT
        coalesce(service_id, '') AS service_id, year, cost_id,
        min(first_month) AS first_month, max(last_month) AS last_month,
        sum(completed) AS completed, sum(shifted) AS shifted, sum(greatest(-shifted, 0)) AS moved,
        any_value(gbp) AS gbp, any_value(low) AS low, any_value(high) AS high,
        list(DISTINCT service_id) AS covered
    FROM yearly
    GROUP BY GROUPING SETS ((service_id, year, cost_id), (service_id, cost_id), (year, cost_id), (cost_id))
),
summed AS (
    SELECT
        service_id, year, min(first_month) AS first_month, max(last_month) AS last_month,
        len(list_distinct(flatten(list(covered)))) AS services,
        sum(completed) AS completed, sum(moved) AS moved,
        sum(shifted * gbp) AS estimate,
        sum(shifted * CASE WHEN shifted > 0 THEN low ELSE high END) AS low,
        sum(shifted * CASE WHEN shifted > 0 THEN high ELSE low END) AS high
    FROM by_cost
    GROUP BY service_id, year
)
SELECT
    t.service_id, s.name, s.directorate, t.year, t.first_month, t.last_month,
    date_diff('month', t.first_month, least(t.last_month, (t.year + INTERVAL 11 MONTH)::DATE)) + 1 AS months,
    t.services, t.completed, t.moved,
    t.estimate * (1 + coalesce($change::DOUBLE, 0) / 100) AS estimate,
    t.low * (1 + coalesce($change::DOUBLE, 0) / 100) AS low,
    t.high * (1 + coalesce($change::DOUBLE, 0) / 100) AS high
FROM summed AS t
LEFT JOIN channels_services AS s ON s.service_id = t.service_id
ORDER BY t.service_id <> '', lower(s.name), t.service_id, t.year NULLS LAST
