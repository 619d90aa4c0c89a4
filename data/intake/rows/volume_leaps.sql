-- Completed transactions of a service and channel that are at least ten times those of the period before, or at most a
-- tenth of them. Areas are added up; a period is compared with one of the same length.
-- reads: file_volumes (source_row, service_id, month, months, channel, completed), store_volumes (the same without row)
-- columns: source_row, value, before (the period before), upward
WITH in_file AS (
    SELECT min(source_row) AS source_row, service_id, month, coalesce(months, 1) AS months, channel,
           sum(completed) AS completed
    FROM file_volumes
    GROUP BY ALL
),
together AS (
    SELECT service_id, month, months, channel, completed FROM in_file
    UNION ALL
    SELECT s.service_id, s.month, s.months, s.channel, s.completed
    FROM (SELECT service_id, month, coalesce(months, 1) AS months, channel, sum(completed) AS completed
          FROM store_volumes GROUP BY ALL) AS s
    ANTI JOIN in_file AS f USING (service_id, month)
)
SELECT f.source_row, f.completed AS value, b.completed AS before, f.completed > b.completed AS upward
FROM in_file AS f
JOIN together AS b
  ON b.service_id = f.service_id AND b.channel = f.channel AND b.months = f.months
 AND b.month = f.month - to_months(f.months)
-- small counts leap by chance
WHERE f.completed > 0 AND b.completed > 0 AND greatest(f.completed, b.completed) >= 50
  AND (f.completed >= 10 * b.completed OR f.completed * 10 <= b.completed)
ORDER BY f.source_row
