-- Values that fit what their measure usually is only after they are divided by a factor, or multiplied by it: a unit slip.
-- reads: file_values (source_row, name, value), held_values (name, month, value), factors (name, factor, said)
-- columns: source_row, name, value, said, lowest, highest (of what is published)
WITH held AS (
    SELECT name, count(value) AS months, min(value) AS lowest, max(value) AS highest
    FROM held_values WHERE value > 0
    GROUP BY name
)
SELECT f.source_row, f.name, f.value, r.said, h.lowest, h.highest
FROM file_values AS f
JOIN held AS h USING (name)
JOIN factors AS r USING (name)
WHERE h.months >= 3 AND f.value > 0
  -- far from everything so far, and among it once the factor is taken off
  AND (f.value > 5 * h.highest OR f.value * 5 < h.lowest)
  AND f.value / r.factor BETWEEN h.lowest * 0.8 AND h.highest * 1.25
QUALIFY row_number() OVER (PARTITION BY f.source_row ORDER BY r.factor) = 1
ORDER BY f.source_row
