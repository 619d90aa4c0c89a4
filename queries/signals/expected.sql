-- What is expected of each month of a seasonal measure: the stepped line of its chart.
-- Every month of the newest segment gets the mean of its calendar month over the months before the newest complete one,
-- and the limits that the newest is judged against (signals/measures).
-- parameters: $measure_id (NULL = all), $directorate (NULL = the whole council), $by (leave out)
-- columns: measure_id, month, expected, lower_limit, upper_limit (in the measure's unit)
-- uses: signals/series, signals/history, signals/season, signals/limits
WITH newest AS (
    SELECT measure_id, arg_max(segment, month) AS segment
    FROM signals_series
    WHERE category = '' AND complete AND value IS NOT NULL
    GROUP BY measure_id
),
calendar AS (
    SELECT
        m.measure_id, m.calendar_month, m.usual,
        rules.reach(l.amr_to_judge_by) * rules.seasonal_widening(m.years) AS reach
    FROM signals_season AS m
    JOIN signals_limits AS l ON l.scope = 'season' AND l.measure_id = m.measure_id
    WHERE m.seasonal
)
SELECT
    s.measure_id, s.month,
    c.usual AS expected,
    c.usual - c.reach AS lower_limit,
    c.usual + c.reach AS upper_limit
FROM signals_series AS s
JOIN newest AS n ON n.measure_id = s.measure_id AND n.segment = s.segment
JOIN calendar AS c ON c.measure_id = s.measure_id AND c.calendar_month = month(s.month)
WHERE s.category = ''
ORDER BY s.measure_id, s.month
