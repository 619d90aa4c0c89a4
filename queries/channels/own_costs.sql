-- What a transaction costs the council by its own figures: for each service and channel that states a cost, cost divided by
-- completed over the last 12 months with one. Always the whole council: one service's cost may stand in for another's.
-- The range is that of the single periods; those with less than half the usual volume are left out of it, since costs that
-- do not depend on volume make them look dear.
-- parameters: none
-- columns: service_id, channel, gbp, low, high (£ for one transaction), cost_gbp (£), completed (count), first_month,
--   last_month, cost_source (as the newest file says; NULL = none stated)
WITH areas_added_up AS (
    SELECT
        v.service_id, v.channel, v.month, (v.month + to_months(coalesce(v.months, 1) - 1))::DATE AS last_month,
        sum(v.cost_gbp) AS cost_gbp, sum(v.completed) AS completed, max(v.cost_source) AS cost_source
    FROM current_channel_volumes AS v
    JOIN submissions AS p ON p.submission_id = v.submission_id
    WHERE v.cost_gbp IS NOT NULL AND v.completed IS NOT NULL AND v.channel NOT IN ('all', 'not_stated')
      AND last_day((v.month + to_months(coalesce(v.months, 1) - 1))::DATE) <= coalesce(p.period_to, p.submitted_at::DATE)
    GROUP BY ALL
),
year AS (
    SELECT *
    FROM areas_added_up
    QUALIFY month > max(last_month) OVER (PARTITION BY service_id, channel) - INTERVAL 12 MONTH
),
periods AS (
    SELECT
        *,
        completed > 0 AND completed >= 0.5 * avg(completed) OVER (PARTITION BY service_id, channel) AS large_enough
    FROM year
)
SELECT
    service_id, channel,
    sum(cost_gbp) / sum(completed) AS gbp,
    min(cost_gbp / completed) FILTER (large_enough) AS low,
    max(cost_gbp / completed) FILTER (large_enough) AS high,
    sum(cost_gbp) AS cost_gbp, sum(completed) AS completed,
    min(month) AS first_month, max(last_month) AS last_month,
    arg_max(cost_source, month) AS cost_source
FROM periods
GROUP BY service_id, channel
HAVING sum(completed) > 0
ORDER BY service_id, channel
