-- Values that are new or changed and lie outside what the months before them make usual: the process limits of an XmR
-- chart (mean -/+ 2.66 x the average moving range, after ranges of 3.267 x their average have been left out once), worked
-- out from what is published, in the latest segment. What has been that high or low before (a season) is not news here.
-- reads: file_values (source_row, name, month, value), held_values (name, month, value), fresh (name, first: the month
--        from which the name is worked out afresh)
-- columns: source_row, name, month, value, lower_limit, upper_limit
WITH held AS (
    SELECT h.name, h.month, h.value
    FROM held_values AS h LEFT JOIN fresh AS r USING (name)
    WHERE h.value IS NOT NULL AND (r.first IS NULL OR h.month >= r.first)
),
judged AS (
    SELECT f.source_row, f.name, f.month, f.value
    FROM file_values AS f
    LEFT JOIN fresh AS r USING (name)
    LEFT JOIN held_values AS h ON h.name = f.name AND h.month = f.month
    WHERE f.value IS NOT NULL AND (r.first IS NULL OR f.month >= r.first)
      AND (h.value IS NULL OR abs(h.value - f.value) > 1e-9 * abs(h.value))
),
moves AS (
    SELECT
        j.source_row, j.name, j.month, j.value, h.value AS before,
        abs(h.value - lag(h.value) OVER (PARTITION BY j.source_row ORDER BY h.month)) AS moved
    FROM judged AS j
    JOIN held AS h ON h.name = j.name AND h.month < j.month
),
screened AS (
    SELECT *, avg(moved) OVER (PARTITION BY source_row) AS average FROM moves
),
lines AS (
    SELECT
        source_row, name, month, value,
        count(*) AS months, avg(before) AS mean, min(before) AS lowest, max(before) AS highest,
        avg(moved) FILTER (moved < 3.267 * average * (1 - 1e-9)) AS usual_move
    FROM screened
    GROUP BY source_row, name, month, value
)
SELECT source_row, name, month, value, mean - 2.66 * usual_move AS lower_limit, mean + 2.66 * usual_move AS upper_limit
FROM lines
-- rare events have no limits
WHERE months >= 12 AND usual_move > 0 AND mean >= 5
  AND (value > upper_limit AND value > highest OR value < lower_limit AND value < lowest)
ORDER BY source_row
