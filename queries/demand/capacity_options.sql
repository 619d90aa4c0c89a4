-- What would a one-off, such as overtime in the worst month ahead, cover of the work above capacity, and what permanent growth?
-- one_off: as much more in the month with the most work above capacity as would suffice for it with a chance of 8 in 10.
-- spread: the same amount, a twelfth of it in each month. permanent: what would suffice in 8 months of 10
-- (demand/capacity_needed) in each month. Work above capacity: the mean of what is above it over the whole forecast, so that a
-- month expected to be below still counts with its chance. Nothing is carried over, and spare months do not work ahead.
-- parameters: $measure_id, $directorate, $by (leave out)
-- columns: option (none|one_off|spread|permanent), month (of the one-off, its first day; NULL = every month), extra (incidents
--   more that the desk could handle in such a month), extra_in_year (in all 12 months), months_above (of 12, expected to be
--   above capacity), work_above (incidents above capacity in 12 months, expected), covered (share of work_above as things are
--   that the option takes away, 0 to 1; NULL where there is none)
-- uses: demand/gaps_ahead, demand/capacity_needed
WITH work AS (
    SELECT period, sum(weight * greatest(0, gap)) AS above FROM demand_gaps_ahead GROUP BY period
),
worst AS (
    SELECT arg_max(period, above) AS month FROM work
),
in_order AS (
    SELECT gap, sum(weight) OVER (ORDER BY gap) AS share_up_to
    FROM demand_gaps_ahead
    WHERE period = (SELECT month FROM worst)
),
one_off AS (
    SELECT greatest(0, ceil(min(gap))) AS extra FROM in_order WHERE share_up_to >= 0.8
),
options (position, option, month, extra) AS (
    SELECT 1, 'none', NULL, 0 FROM one_off
    UNION ALL
    SELECT 2, 'one_off', (SELECT month FROM worst), extra FROM one_off
    UNION ALL
    SELECT 3, 'spread', NULL, extra / 12 FROM one_off
    UNION ALL
    SELECT 4, 'permanent', NULL, extra FROM demand_capacity_needed
),
left_over AS (
    SELECT
        o.position, o.option, o.month, o.extra,
        g.weight, g.gap - CASE WHEN o.month IS NULL OR o.month = g.period THEN o.extra ELSE 0 END AS gap
    FROM options AS o
    CROSS JOIN demand_gaps_ahead AS g
)
SELECT
    option, month, extra,
    CASE WHEN month IS NULL THEN 12 ELSE 1 END * extra AS extra_in_year,
    sum(weight) FILTER (gap > 0) AS months_above,
    sum(weight * greatest(0, gap)) AS work_above,
    1 - work_above / nullif(first(work_above) OVER (ORDER BY position), 0) AS covered
FROM left_over
GROUP BY position, option, month, extra
ORDER BY position
