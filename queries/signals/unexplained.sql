-- Signals that nobody has explained yet: newest months first, then points outside their limits in the twelve months
-- before. Points of a seasonal measure are judged by the stepped expected line, others by their control chart, and none
-- before there are 12 months to judge by: then no range is drawn, and members see no signal.
-- parameters: $measure_id (NULL = all), $directorate (NULL = the whole council), $by (leave out)
-- columns: measure_id, name, unit, month, value, expected, lower_limit, upper_limit (in the unit; NULL for rare events),
--   rule (outside|rare_event: more than the Poisson test allows), newest (the month is the measure's newest)
-- uses: measures/definitions, signals/points, signals/expected, signals/measures
WITH signal_months AS (
    SELECT
        measure_id, month, value, expected, lower_limit, upper_limit,
        CASE WHEN rare_event THEN 'rare_event' ELSE 'outside' END AS rule,
        true AS newest
    FROM signals_measures
    WHERE verdict IN ('unusual_high', 'unusual_low')
    UNION ALL
    SELECT
        p.measure_id, p.month, p.value,
        CASE WHEN e.month IS NOT NULL THEN e.expected ELSE p.mean END AS expected,
        CASE WHEN e.month IS NOT NULL THEN e.lower_limit ELSE p.lower_limit END AS lower_limit,
        CASE WHEN e.month IS NOT NULL THEN e.upper_limit ELSE p.upper_limit END AS upper_limit,
        'outside', false
    FROM (
        SELECT
            *,
            count(*) OVER (PARTITION BY measure_id, segment) AS months_in_segment,
            max(segment) OVER (PARTITION BY measure_id) AS newest_segment
        FROM signals_points WHERE category = ''
    ) AS p
    JOIN signals_measures AS m ON m.measure_id = p.measure_id AND p.month < m.month AND p.month >= m.month - INTERVAL 12 MONTH
    LEFT JOIN signals_expected AS e ON e.measure_id = p.measure_id AND e.month = p.month
    -- rare events are judged by their newest month alone: limits of a chart say nothing of them
    WHERE p.complete AND NOT m.rare_event
      AND p.months_in_segment >= 12
      AND NOT (m.verdict = 'too_early' AND p.segment = p.newest_segment)
      AND CASE WHEN e.month IS NOT NULL THEN p.value > e.upper_limit OR p.value < e.lower_limit
               ELSE p.outside_limits END
)
SELECT
    s.measure_id, d.name, d.unit, s.month, s.value, s.expected, s.lower_limit, s.upper_limit, s.rule, s.newest
FROM signal_months AS s
JOIN measures_definitions AS d USING (measure_id)
WHERE NOT EXISTS (SELECT 1 FROM current_explanations AS e WHERE e.measure_id = s.measure_id AND e.month = s.month)
ORDER BY s.newest DESC, s.month DESC, s.measure_id
