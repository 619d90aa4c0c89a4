-- How old were the incidents that were open at the end of each month?
-- Opened before the first month of data: not known, so the first three months understate the older bands.
-- parameters: $directorate (NULL = the whole council), $small_number (see demand/hidden_cells)
-- columns: month (its first day; the count is at its end), band_order (1 = youngest), age_band (0-7|8-30|31-90|90+ days),
--   incidents (count open), open_incidents (count of all bands), share_over_90_days (percent of all bands; NULL = none open),
--   complete (the month had ended when the data was submitted), hidden (the count is not shown; all of these are NULL where
--   they are not shown), few_open (all bands together are a small number)
-- uses: demand/hidden_cells
WITH months AS (
    SELECT t.month, last_day(t.month) AS month_end, last_day(t.month) <= coalesce(s.period_to, s.submitted_at::DATE) AS complete
    FROM current_incident_sums AS t
    JOIN submissions AS s USING (submission_id)
    WHERE t.directorate = '*' AND t.category = '*'
      -- a desk that never records an end would show everything as open
      AND (SELECT sum(resolved) > 0 FROM current_incident_sums WHERE directorate = '*' AND category = '*')
),
bands (band_order, age_band) AS (
    VALUES (1, '0-7'), (2, '8-30'), (3, '31-90'), (4, '90+')
),
still_open AS (
    SELECT age_band, first_month_end, coalesce(last_month_end, DATE '9999-12-31') AS last_month_end, incidents
    FROM current_incident_backlog
    WHERE directorate = coalesce($directorate, '*') AND category = '*'
),
counted AS (
    SELECT
        m.month, m.complete, b.band_order, b.age_band,
        coalesce(sum(o.incidents), 0)::BIGINT AS incidents,
        sum(coalesce(sum(o.incidents), 0)) OVER (PARTITION BY m.month)::BIGINT AS open_incidents
    FROM months AS m
    CROSS JOIN bands AS b
    LEFT JOIN still_open AS o
        ON o.age_band = b.age_band AND m.month_end BETWEEN o.first_month_end AND o.last_month_end
    GROUP BY m.month, m.complete, b.band_order, b.age_band
),
shown AS (
    SELECT
        c.*, h.month IS NOT NULL AS hidden, t.month IS NOT NULL AS all_hidden,
        CASE WHEN NOT hidden THEN c.incidents END AS count,
        CASE WHEN NOT all_hidden THEN c.open_incidents END AS open_count
    FROM counted AS c
    LEFT JOIN demand_hidden_cells AS h
        ON h.cells = 'age_band' AND h.month = c.month AND h.line = c.age_band AND h.directorate = coalesce($directorate, '*')
    LEFT JOIN demand_hidden_cells AS t
        ON t.cells = 'age_band' AND t.month = c.month AND t.line = '*' AND t.directorate = coalesce($directorate, '*')
)
SELECT
    month, band_order, age_band, count AS incidents, open_count AS open_incidents,
    100.0 * sum(count) FILTER (age_band = '90+') OVER (PARTITION BY month) / nullif(open_count, 0) AS share_over_90_days,
    complete, hidden,
    all_hidden AND open_incidents BETWEEN 1 AND $small_number::INTEGER - 1 AS few_open
FROM shown
ORDER BY month, band_order
