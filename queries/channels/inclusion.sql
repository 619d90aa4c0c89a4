-- Which measures speak of digital inclusion, and how does each stand in its newest complete month? Those whose theme names inclusion,
-- exclusion or digital skills. A measure whose id goes on from another's (residents_used_online_65_over from residents_used_online), of the
-- same data source and a share as that one, is of a group of those people.
-- parameters: $financial_year_starts, $nation, $digital_channels, $assisted_channels, $assisted_digital, $small_number (left out, those of
--   council.toml)
-- columns: subject (learners|completions|over_50|lent|library|helped|other), measure_id, of_measure (of a group: the measure of all;
--   NULL = it is of no group), has_groups (other measures are of groups of it), name, plain_meaning, unit, direction, theme, target (in the
--   unit), month (first of the newest complete period; NULL = none), period (month|quarter|year), value (in the unit), denominator (of how many
--   a percentage is; NULL = not stated), interval_low, interval_high (percent, as in signals/measures), hidden (a group of fewer than
--   $small_number people, which is not shown), target_met (NULL = no target, or neutral), proxy_for (what it only stands for), data_source, verdict, signal,
--   said_rule, lasting, lower_limit, upper_limit (as in signals/measures), answers, invited, response_rate, few, low (of the survey behind the
--   value, as in measures/answers; NULL = none is stated)
-- fixes: measure_id = NULL, directorate = NULL, by = NULL, service = NULL
-- uses: measures/definitions, signals/measures, measures/answers
WITH told AS (
    SELECT
        d.measure_id, d.name, d.plain_meaning, d.proxy_for, d.data_source, d.unit,
        lower(concat_ws(' ', replace(d.measure_id, '_', ' '), d.name)) AS words
    FROM measures_definitions AS d
    WHERE (d.retired_on > coalesce(getvariable('as_at')::DATE, current_date)) IS NOT FALSE
      AND regexp_matches(lower(d.theme), 'inclusion|exclusion|digital skills')
),
groups AS (
    SELECT g.measure_id, arg_max(w.measure_id, length(w.measure_id)) AS of_measure
    FROM told AS g
    JOIN told AS w
        ON starts_with(g.measure_id, w.measure_id || '_') AND g.data_source = w.data_source
       AND g.unit = 'percent' AND w.unit = 'percent'
    GROUP BY g.measure_id
)
SELECT
    CASE
        WHEN regexp_matches(t.words, '\blibrar') THEN 'library'
        WHEN regexp_matches(t.words, '\b(tablets?|lent|loans?|devices?)\b') THEN 'lent'
        WHEN regexp_matches(t.words, '\b(help|helped|assisted|assistance)\b') THEN 'helped'
        WHEN regexp_matches(t.words, '\b(over 50|50 and over|50 or over|50 or older|50\+)') THEN 'over_50'
        WHEN regexp_matches(t.words, 'train|learn|course|skills')
            THEN CASE WHEN regexp_matches(t.words || ' ' || lower(t.plain_meaning), '\b(finished|completed|completions?)\b') THEN 'completions'
                      ELSE 'learners' END
        ELSE 'other'
    END AS subject,
    t.measure_id, g.of_measure, t.measure_id IN (SELECT of_measure FROM groups) AS has_groups,
    t.name, t.plain_meaning, s.unit, s.direction, s.theme, s.target, s.month, s.period, s.value,
    s.denominator, s.interval_low, s.interval_high,
    coalesce(g.of_measure IS NOT NULL AND s.denominator < $small_number::INTEGER, FALSE) AS hidden,
    s.target_met_newest AS target_met, t.proxy_for, t.data_source,
    s.verdict, s.signal, s.said_rule, s.lasting, s.lower_limit, s.upper_limit,
    a.answers, a.invited, a.response_rate, a.few, a.low
FROM told AS t
LEFT JOIN groups AS g USING (measure_id)
JOIN signals_measures AS s USING (measure_id)
LEFT JOIN measures_answers AS a ON a.measure_id = t.measure_id AND a.month = s.month
ORDER BY list_position(['helped', 'learners', 'completions', 'over_50', 'lent', 'library', 'other'], subject), t.name, t.measure_id
