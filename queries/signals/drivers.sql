-- Which categories made the difference between a month and a usual month?
-- Usual is each category's mean over the complete months before it in the same segment: of the same calendar month where
-- the measure is seasonal and that month was seen twice. Months left out of the total's mean are left out here as well,
-- so the categories' means add up to the total's and the excesses to its excess. Only for measures that add up.
-- parameters: $measure_id (incidents|work_time_lost|password_resets|reopened|backlog|backlog_over_90_days),
--   $directorate (NULL = the whole council), $month (its first day; NULL = the newest complete month with a value)
-- columns: month, category, value, usual, excess (all in the measure's unit), total_value, total_usual, share (of the
--   total excess, 0 to 1; NULL where there is none), incidents (count raised in the category that month, which small
--   numbers go by), months (how many the usual is the mean of), seasonal (usual is of that calendar month)
-- uses: signals/series, signals/season
-- fixes: by = 'category'
WITH totals AS (
    SELECT * FROM signals_series
    WHERE category = '' AND measure_id = $measure_id
      AND measure_id IN ('incidents', 'work_time_lost', 'password_resets', 'reopened', 'backlog', 'backlog_over_90_days')
),
chosen AS (
    SELECT month, segment
    FROM totals
    WHERE value IS NOT NULL AND CASE WHEN $month IS NULL THEN complete ELSE month = date_trunc('month', $month::DATE) END
    ORDER BY month DESC
    LIMIT 1
),
history AS (
    SELECT t.month, month(t.month) = month(c.month) AS same_calendar_month
    FROM totals AS t
    JOIN chosen AS c ON t.segment = c.segment AND t.month < c.month
    WHERE t.complete AND t.in_baseline AND t.counted IS NOT NULL
),
-- rare events have no season to go by (signals/measures)
season AS (
    SELECT
        coalesce(bool_or(seasonal), false)
        AND ($measure_id = 'work_time_lost'
             OR NOT (SELECT rules.too_few(avg(t.counted)) FROM totals AS t JOIN history AS h USING (month))) AS matters
    FROM signals_season
    WHERE measure_id = $measure_id
),
compared_with AS (
    SELECT
        any_value(s.matters) AND count(*) FILTER (h.same_calendar_month) >= 2 AS seasonal,
        CASE WHEN seasonal THEN list(h.month) FILTER (h.same_calendar_month) ELSE list(h.month) END AS months
    FROM history AS h
    CROSS JOIN season AS s
),
-- a category that stated nothing in a month in which others did adds nothing to the total
categories AS (
    SELECT
        s.category,
        coalesce(max(s.value) FILTER (s.month = c.month), 0) AS value,
        coalesce(sum(s.value) FILTER (list_contains(w.months, s.month)), 0) / len(any_value(w.months)) AS usual
    FROM signals_series AS s
    CROSS JOIN chosen AS c
    CROSS JOIN compared_with AS w
    WHERE s.measure_id = $measure_id AND s.category <> ''
    GROUP BY s.category
),
raised AS (
    SELECT t.category, t.incidents
    FROM current_incident_sums AS t
    JOIN chosen AS c USING (month)
    WHERE t.directorate = coalesce($directorate, '*') AND t.category <> '*'
)
SELECT
    c.month, k.category, k.value, k.usual,
    k.value - k.usual AS excess,
    sum(k.value) OVER () AS total_value,
    sum(k.usual) OVER () AS total_usual,
    -- below a billionth of the total an excess is only what binary fractions leave behind
    CASE WHEN rules.differ(total_value, total_usual)
         THEN excess / (total_value - total_usual) END AS share,
    coalesce(r.incidents, 0) AS incidents,
    len(w.months) AS months,
    coalesce(w.seasonal, false) AS seasonal
FROM categories AS k
CROSS JOIN chosen AS c
CROSS JOIN compared_with AS w
LEFT JOIN raised AS r USING (category)
WHERE k.value <> 0 OR k.usual <> 0
ORDER BY abs(k.value - k.usual) DESC, k.category
