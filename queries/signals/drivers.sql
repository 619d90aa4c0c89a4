-- Which categories made the difference between a month and a usual month?
-- Usual is each category's mean over the complete months before it in the same segment: of the same calendar month where
-- the measure is seasonal and that month was seen twice. Where the newest month is judged by a steady rise or fall
-- (signals/steady), its usual is where the category's own straight line through the last 60 of them leads. Months left out of the total's mean are left out here as well,
-- so the categories' usuals add up to the total's and the excesses to its excess. Only for measures that add up.
-- Categories with a count that is not shown, in that month or in one it is compared with, are one row together.
-- parameters: $measure_id (incidents|work_time_lost|password_resets|reopened|backlog|backlog_over_90_days),
--   $directorate (NULL = the whole council), $month (its first day; NULL = the newest complete month with a value)
-- columns: month, category, value, usual, excess (all in the measure's unit), total_value, total_usual, share (of the
--   total excess, 0 to 1; NULL where there is none), months (how many the usual is the mean of), seasonal (usual is of that calendar
--   month), steady (usual is where a steady rise or fall leads)
-- uses: signals/series, signals/season, signals/history, signals/steady, demand/hidden_cells
-- fixes: by = 'category'
WITH totals AS (
    SELECT * FROM signals_series
    WHERE category = '' AND measure_id = $measure_id
      AND measure_id IN ('incidents', 'work_time_lost', 'password_resets', 'reopened', 'backlog', 'backlog_over_90_days')
),
chosen AS (
    SELECT month, segment, length
    FROM totals
    WHERE value IS NOT NULL AND CASE WHEN $month IS NULL THEN complete ELSE month = date_trunc('month', $month::DATE) END
    ORDER BY month DESC
    LIMIT 1
),
history AS (
    SELECT
        t.month, t.counted, c.length / t.length AS longer, c.month AS chosen_month, month(t.month) = month(c.month) AS same_calendar_month,
        c.month = (SELECT max(newest_month) FROM signals_history WHERE measure_id = $measure_id)
            AND EXISTS (SELECT 1 FROM signals_steady WHERE measure_id = $measure_id)
            AND ($measure_id = 'work_time_lost' OR NOT rules.too_few(avg(t.counted) OVER ())) AS steady
    FROM totals AS t
    JOIN chosen AS c ON t.segment = c.segment AND t.month < c.month
    LEFT JOIN signals_history AS o ON o.measure_id = t.measure_id AND o.newest_month = c.month AND o.month = t.month
    WHERE t.complete AND t.in_baseline AND t.counted IS NOT NULL AND (o.month IS NULL OR o.adjusted IS NOT NULL)
    QUALIFY NOT steady OR t.month >= c.month - INTERVAL 60 MONTH
),
-- rare events have no season to go by (signals/measures)
season AS (
    SELECT
        coalesce(bool_or(seasonal), false)
        AND ($measure_id = 'work_time_lost' OR NOT (SELECT rules.too_few(avg(counted)) FROM history)) AS matters
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
timed AS (
    SELECT
        h.month, h.steady, h.longer, w.seasonal,
        list_contains(w.months, h.month) AS like_it,
        rules.month_number(h.month) AS t,
        t - avg(t) OVER (PARTITION BY CASE WHEN w.seasonal THEN month(h.month) ELSE 0 END) AS x,
        rules.month_number(h.chosen_month) - avg(t) FILTER (like_it) OVER () AS ahead
    FROM history AS h
    CROSS JOIN compared_with AS w
),
-- what each month counts in what is usual: alike in a mean, and by a line by how far it lies from the middle; where working days
-- matter, as if it had had as many as the month that is explained
weights AS (
    SELECT
        month, steady, seasonal, like_it,
        longer * (coalesce(like_it::INTEGER / count(*) FILTER (like_it) OVER (), 0)
                  + CASE WHEN steady THEN x * ahead / sum(x * x) OVER () ELSE 0 END) AS weight
    FROM timed
),
-- a category that stated nothing in a month in which others did adds nothing to the total
categories AS (
    SELECT
        s.category,
        coalesce(max(s.value) FILTER (s.month = c.month), 0) AS value,
        CASE WHEN (SELECT count(*) FROM weights) > 0 THEN coalesce(sum(s.value * w.weight), 0) END AS usual,
        bool_or(h.month IS NOT NULL) AS hidden
    FROM signals_series AS s
    CROSS JOIN chosen AS c
    LEFT JOIN weights AS w ON w.month = s.month
    LEFT JOIN demand_hidden_cells AS h
        ON h.cells = 'category' AND h.line = s.category AND h.directorate = coalesce($directorate, '*')
       AND h.month = s.month AND (s.month = c.month OR w.like_it OR w.steady)
    WHERE s.measure_id = $measure_id AND s.category <> ''
    GROUP BY s.category
),
-- what the total leaves for those that are not shown
together AS (
    SELECT
        format('Categories with small numbers ({})', count(*) FILTER (k.hidden)) AS category,
        any_value(t.value) - coalesce(sum(k.value) FILTER (NOT k.hidden), 0) AS value,
        any_value(t.usual) - coalesce(sum(k.usual) FILTER (NOT k.hidden), 0) AS usual
    FROM categories AS k
    CROSS JOIN (
        SELECT
            max(s.value) FILTER (s.month = c.month) AS value,
            sum(s.value * w.weight) AS usual
        FROM totals AS s
        CROSS JOIN chosen AS c
        LEFT JOIN weights AS w ON w.month = s.month
    ) AS t
    HAVING bool_or(k.hidden)
),
shown AS (
    SELECT category, value, usual FROM categories WHERE NOT hidden
    UNION ALL
    SELECT category, value, usual FROM together
)
SELECT
    c.month, k.category, k.value, k.usual,
    k.value - k.usual AS excess,
    sum(k.value) OVER () AS total_value,
    sum(k.usual) OVER () AS total_usual,
    -- below a billionth of the total an excess is only what binary fractions leave behind
    CASE WHEN rules.differ(total_value, total_usual)
         THEN excess / (total_value - total_usual) END AS share,
    len(w.months) AS months,
    coalesce(w.seasonal, false) AS seasonal,
    coalesce((SELECT bool_or(steady) FROM weights), false) AS steady
FROM shown AS k
CROSS JOIN chosen AS c
CROSS JOIN compared_with AS w
WHERE k.value <> 0 OR k.usual <> 0
ORDER BY abs(k.value - k.usual) DESC, k.category
