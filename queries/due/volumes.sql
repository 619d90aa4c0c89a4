-- Which services owe channel volumes for the month, or for the quarter or year that ends with it: those with volumes so
-- far, unless taken down since, or without any for 13 months.
-- parameters: $month, $today, $late_after_day (as in due/month)
-- columns: kind (channel_volumes), thing_id (the service), name, owner_role (its directorate; NULL = not stated), due_on
--   (date), is_in (volumes of the whole period have been published), month (first of the period), months (its length),
--   last_month (first of the newest period before it)
-- uses: due/month, channels/services
-- fixes: service = NULL, measure_id = NULL, directorate = NULL
WITH periods AS (
    SELECT DISTINCT
        v.service_id, v.month, coalesce(v.months, 1) AS months,
        last_day((v.month + to_months(coalesce(v.months, 1) - 1))::DATE) <= coalesce(s.period_to, s.submitted_at::DATE) AS complete
    FROM current_channel_volumes AS v
    JOIN submissions AS s USING (submission_id)
),
habits AS (
    SELECT
        p.service_id,
        arg_max(p.months, {'month': p.month, 'months': p.months}) AS months,  -- of two that begin together the longer
        max(p.month) AS newest,
        min(p.month) AS oldest,
        bool_or(p.complete AND m.month BETWEEN p.month AND p.month + to_months(p.months - 1)) AS is_in,
        max(p.month) FILTER (p.month + to_months(p.months - 1) < m.month) AS last_month
    FROM periods AS p
    CROSS JOIN due_month AS m
    GROUP BY p.service_id
)
SELECT
    'channel_volumes' AS kind, s.service_id AS thing_id, s.name,
    nullif(s.directorate, 'Not stated') AS owner_role,
    m.due_on, h.is_in,
    (m.month - to_months(h.months - 1))::DATE AS month,
    h.months, h.last_month
FROM habits AS h
JOIN channels_services AS s USING (service_id)
CROSS JOIN due_month AS m
WHERE m.month >= h.oldest
  AND (s.retired_on IS NULL OR s.retired_on >= m.month)
  AND (date_diff('month', h.newest, m.month) - (h.months - 1)) % h.months = 0
  AND date_diff('month', h.newest, m.month) <= greatest(13, 2 * h.months)
ORDER BY s.name, s.service_id
