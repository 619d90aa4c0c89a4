-- What capacity would suffice in 8 months of 10 of the next 12, if it were the same amount more in each month?
-- The smallest amount with which the chances of being above capacity add up to 2.4 months of 12 or less: the 80% point of all
-- gaps ahead together (demand/gaps_ahead).
-- parameters: $measure_id, $directorate, $by (leave out)
-- columns: first_month, last_month (of those ahead), capacity (incidents a month that the desk can handle now, on average of
--   these months), extra (incidents a month more that would suffice in 8 months of 10; 0 = what there is suffices),
--   capacity_needed (their sum), months_above (of 12, expected with what there is: the chances added up)
-- uses: signals/forecast, demand/gaps_ahead
WITH in_order AS (
    SELECT gap, sum(weight) OVER (ORDER BY gap) / sum(weight) OVER () AS share_up_to FROM demand_gaps_ahead
),
needed AS (
    SELECT greatest(0, ceil(min(gap))) AS extra FROM in_order WHERE share_up_to >= 0.8
)
SELECT
    min(f.period) AS first_month,
    max(f.period) AS last_month,
    avg(f.capacity) AS capacity,
    any_value(n.extra) AS extra,
    avg(f.capacity) + any_value(n.extra) AS capacity_needed,
    sum(f.chance_above_capacity) AS months_above
FROM signals_forecast AS f
CROSS JOIN needed AS n
WHERE f.measure_id = 'incidents' AND f.capacity IS NOT NULL
HAVING count(*) > 0
