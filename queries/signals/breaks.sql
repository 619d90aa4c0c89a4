-- Where has a measure gone to another level at once and stayed there, so that a new usual range is likely to be due? The
-- officers are offered it, with the month in which it would begin; whether the process itself changed only they can say.
-- Over the last 60 complete periods of the newest segment (24 at least): one step at the best place, by least squares, within
-- the calendar months where the time of year matters; 12 periods before it and 6 since at least. It is offered where
-- it fits better than one level (n ln(level / step) > 4 ln n, sums of squares left over) and better than a straight line
-- (the same with 2), where the last 6 are nearer to the new level than to the old, and where no steady rise or fall
-- is expected. Counts under 5 a period are too few. Simulated: docs/statistics.md, section 2.
-- parameters: $measure_id (NULL = all), $directorate (NULL = the whole council), $by (leave out)
-- columns: measure_id, name, unit, month (the first of the new level), difference (of the new level from the old, in the unit),
--   periods_before, periods_since (how many it was found from), seasonal, period (month|quarter|year)
-- uses: measures/definitions, signals/series, signals/newest, signals/season, signals/steady
WITH season AS (
    SELECT measure_id, bool_or(seasonal) AS seasonal FROM signals_season GROUP BY measure_id
),
timed AS (
    SELECT
        s.measure_id, s.month, s.months, s.counted AS value, rules.month_number(s.month) AS t,
        CASE WHEN e.seasonal THEN month(s.month) ELSE 0 END AS calendar_month,
        row_number() OVER (PARTITION BY s.measure_id ORDER BY s.month DESC) AS from_end
    FROM signals_series AS s
    JOIN signals_newest AS n ON n.measure_id = s.measure_id AND n.segment = s.segment AND s.month <= n.month
    LEFT JOIN season AS e ON e.measure_id = s.measure_id
    WHERE s.category = '' AND s.complete AND s.counted IS NOT NULL
    QUALIFY from_end <= 60
),
compared AS (
    SELECT
        *, row_number() OVER (PARTITION BY measure_id ORDER BY month) AS seen,
        value - avg(value) OVER same AS y, t - avg(t) OVER same AS x
    FROM timed
    WINDOW same AS (PARTITION BY measure_id, calendar_month)
),
levels AS (
    SELECT
        c.measure_id, any_value(c.months) AS months, count(*) AS n, avg(c.value) AS mean, sum(c.y ** 2) AS squares,
        squares - sum(c.x * c.y) ** 2 / sum(c.x ** 2) AS squares_off_line
    FROM compared AS c
    JOIN measures_definitions AS d USING (measure_id)
    WHERE d.unit <> 'yesno' AND c.measure_id NOT IN (SELECT measure_id FROM signals_steady)
    GROUP BY c.measure_id
    HAVING count(*) >= 24 AND NOT (any_value(d.unit) = 'count' AND rules.too_few(avg(c.value)))
),
-- each month as the first of a new level: how many of each calendar month lie behind it, and how far off they are
parts AS (
    SELECT
        f.measure_id, f.month, f.seen - 1 AS before, c.calendar_month,
        count(*) FILTER (c.month >= f.month) AS since, count(*) AS of_all,
        coalesce(sum(c.y) FILTER (c.month >= f.month), 0) AS off
    FROM compared AS f
    JOIN levels AS l USING (measure_id)
    JOIN compared AS c ON c.measure_id = f.measure_id
    WHERE f.seen > 12 AND f.from_end >= 6
    GROUP BY f.measure_id, f.month, f.seen, c.calendar_month
),
best AS (
    SELECT
        measure_id, month, any_value(before) AS periods_before, sum(since) AS periods_since,
        sum(since * (1 - since / of_all)) AS squares_of_step,
        sum(off) / nullif(squares_of_step, 0) AS difference,
        difference ** 2 * squares_of_step AS explained,
        map_from_entries(list({'k': calendar_month, 'v': since / of_all})) AS shares
    FROM parts
    GROUP BY measure_id, month
    QUALIFY row_number() OVER (PARTITION BY measure_id ORDER BY explained DESC NULLS LAST, month) = 1
),
-- how far the last months lie from the old level
held AS (
    SELECT b.measure_id, avg(c.y + b.difference * b.shares[c.calendar_month]) / b.difference AS share
    FROM best AS b
    JOIN compared AS c ON c.measure_id = b.measure_id AND c.from_end <= 6
    GROUP BY b.measure_id, b.difference
)
SELECT
    b.measure_id, d.name, d.unit, b.month, b.difference,
    b.periods_before::INTEGER AS periods_before, b.periods_since::INTEGER AS periods_since,
    coalesce(e.seasonal, false) AS seasonal, rules.period_of(l.months) AS period
FROM best AS b
JOIN levels AS l USING (measure_id)
JOIN held AS h USING (measure_id)
JOIN measures_definitions AS d USING (measure_id)
LEFT JOIN season AS e USING (measure_id)
WHERE rules.step_fits_better(l.squares, l.squares - b.explained, l.n, l.mean, 4.0)
  AND rules.step_fits_better(l.squares_off_line, l.squares - b.explained, l.n, l.mean, 2.0)
  AND h.share > 0.5
ORDER BY b.measure_id
