-- Which services the estimate of avoided cost covers, what each is compared with, and why the others are not in it.
-- parameters: $service (service id; NULL = all), $measure_id (as in channels/services), $directorate (NULL = the
--   whole council), $compare_from, $unit_costs (see channels/shifted), $digital_channels, $assisted_channels, $assisted_digital
--   (see channels/volumes; they change nothing here)
-- columns: service_id, name, directorate, state (estimated|no_split: its channels are not known|too_early: nothing after the
--   baseline year|no_unit_cost: no channel of its baseline year has one), baseline_from, baseline_to (months; NULL = none),
--   baseline_months (how many of the 12 there are figures for), last_month (the newest with figures), later (count completed after
--   the baseline year whose channel is known or stated as unknown), left_out (of those, in channels without a unit cost), unsplit
--   (count of the totals, in any month, that nobody has split)
-- uses: channels/services, channels/own_costs, channels/volumes, channels/counted_once, channels/unit_costs
WITH known AS (
    SELECT
        v.*, u.gbp,
        min(v.month) FILTER (v.split AND ($compare_from IS NULL OR v.month >= ($compare_from || '-01')::DATE))
            OVER (PARTITION BY v.service_id) AS baseline_from
    FROM channels_counted_once AS v
    LEFT JOIN channels_unit_costs AS u ON u.service_id = v.service_id AND u.channel = v.channel
),
placed AS (
    SELECT
        *,
        month >= baseline_from AND month < baseline_from + INTERVAL 12 MONTH AS in_baseline,
        month >= baseline_from + INTERVAL 12 MONTH AS is_later
    FROM known
),
baseline_periods AS (
    SELECT service_id, sum(months) AS months
    FROM (SELECT DISTINCT service_id, month, months FROM placed WHERE split AND in_baseline)
    GROUP BY service_id
),
summed AS (
    SELECT
        service_id, any_value(baseline_from) AS baseline_from, max(last_month) AS last_month,
        coalesce(sum(completed) FILTER (split AND in_baseline AND gbp IS NOT NULL), 0) AS baseline_costed,
        coalesce(sum(completed) FILTER (split AND is_later), 0) AS later,
        coalesce(sum(completed) FILTER (split AND is_later AND gbp IS NULL), 0) AS left_out,
        coalesce(sum(completed) FILTER (NOT split), 0) AS unsplit,
        coalesce(bool_or(split AND is_later), false) AS has_later
    FROM placed
    GROUP BY service_id
)
SELECT
    t.service_id, s.name, s.directorate,
    CASE WHEN t.baseline_from IS NULL THEN 'no_split'
         WHEN NOT t.has_later THEN 'too_early'
         WHEN t.baseline_costed = 0 THEN 'no_unit_cost'
         ELSE 'estimated' END AS state,
    t.baseline_from, (t.baseline_from + INTERVAL 11 MONTH)::DATE AS baseline_to,
    least(b.months, 12)::INTEGER AS baseline_months,
    t.last_month, t.later, t.left_out, t.unsplit
FROM summed AS t
JOIN channels_services AS s ON s.service_id = t.service_id
LEFT JOIN baseline_periods AS b ON b.service_id = t.service_id
ORDER BY lower(s.name), t.service_id
