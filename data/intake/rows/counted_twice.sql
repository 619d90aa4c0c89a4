-- Periods of a service that overlap: a quarter over one of its months. Slices that the file replaces are no longer there.
-- reads: file_periods (source_row, service_id, month, months), store_periods (service_id, month, months)
-- columns: source_row (first of the period), service_id, month, months, other_month, other_months, in_file: BOOLEAN
WITH in_file AS (
    SELECT min(source_row) AS source_row, service_id, month, coalesce(months, 1) AS months
    FROM file_periods
    WHERE service_id IS NOT NULL AND month IS NOT NULL
    GROUP BY ALL
),
others AS (
    SELECT service_id, month, months, TRUE AS in_file FROM in_file
    UNION ALL
    SELECT DISTINCT s.service_id, s.month, coalesce(s.months, 1), FALSE
    FROM store_periods AS s
    ANTI JOIN in_file AS f USING (service_id, month)
)
SELECT f.source_row, f.service_id, f.month, f.months, o.month AS other_month, o.months AS other_months, o.in_file
FROM in_file AS f
JOIN others AS o
  ON o.service_id = f.service_id
 AND o.month < f.month + to_months(f.months) AND f.month < o.month + to_months(o.months)
 AND (o.month <> f.month OR o.months <> f.months)
-- two periods of the file are one problem: it is named where the longer one stands
WHERE NOT o.in_file OR f.months > o.months OR f.months = o.months AND f.month > o.month
QUALIFY row_number() OVER (PARTITION BY f.service_id, f.month, f.months ORDER BY o.in_file, o.month) = 1
ORDER BY f.source_row
