-- Values that are new or changed and lie outside what the months before them make usual: the process limits of an XmR
-- chart (queries/rules.sql), worked out from what is published, in the latest segment. What has been that high or low
-- before (a season) is not news here.
-- reads: file_values (source_row, name, month, value), held_values (name, month, value), fresh (name, first: the month
--        from which the name is worked out afresh)
-- columns: source_row, name, month, value, lower_limit, upper_limit
WITH held AS (
    SELECT
        h.name, h.month, h.value,
        rules.moving_range(h.value, lag(h.value) OVER (PARTITION BY h.name ORDER BY h.month)) AS moving_range
    FROM held_values AS h LEFT JOIN fresh AS r USING (name)
    WHERE h.value IS NOT NULL AND (r.first IS NULL OR h.month >= r.first)
),
judged AS (
    SELECT f.source_row, f.name, f.month, f.value
    FROM file_values AS f
    LEFT JOIN fresh AS r USING (name)
    LEFT JOIN held_values AS h ON h.name = f.name AND h.month = f.month
    WHERE f.value IS NOT NULL AND (r.first IS NULL OR f.month >= r.first)
      AND (h.value IS NULL OR rules.differ(h.value, f.value))
),
lines AS (
    SELECT
        j.source_row, j.name, j.month, j.value,
        count(*) AS months, avg(h.value) AS mean, min(h.value) AS lowest, max(h.value) AS highest,
        rules.amr(list(h.moving_range), true) AS amr
    FROM judged AS j
    JOIN held AS h ON h.name = j.name AND h.month < j.month
    GROUP BY j.source_row, j.name, j.month, j.value
)
SELECT source_row, name, month, value, mean - rules.reach(amr) AS lower_limit, mean + rules.reach(amr) AS upper_limit
FROM lines
-- rare events have no limits
WHERE months >= 12 AND amr > 0 AND NOT rules.too_few(mean)
  AND (value > upper_limit AND value > highest OR value < lower_limit AND value < lowest)
ORDER BY source_row
