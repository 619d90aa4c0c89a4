-- Which measures speak of members' IT, of staff's equipment and of the people who work in IT, and how does each stand in its newest
-- complete month? A measure belongs here by its theme (one of people and posts, or one of devices and members' IT), or by a name that
-- says it is of IT staff or IT posts; to members' IT where its name speaks of councillors.
-- parameters: $financial_year_starts, $nation, $digital_channels, $assisted_channels, $assisted_digital (left out, those of council.toml)
-- columns: part (members|equipment|people), subject (of people: vacancies|time_to_fill|turnover|sickness|training|other; else other),
--   measure_id, name, unit, direction, theme, target (in the unit), month (first of the newest complete period; NULL = none), period
--   (month|quarter|year), value (in the unit), target_met (NULL = no target, or neutral), proxy_for (what it only stands for), data_source,
--   verdict, signal, said_rule, lasting, lower_limit, upper_limit (as in signals/measures), answers, invited, response_rate, few, low (of
--   the survey behind the value, as in measures/answers; NULL = none is stated)
-- fixes: measure_id = NULL, directorate = NULL, by = NULL, service = NULL
-- uses: measures/definitions, signals/measures, measures/answers
WITH told AS (
    SELECT
        d.measure_id, d.name, d.proxy_for, d.data_source,
        lower(concat_ws(' ', replace(d.measure_id, '_', ' '), d.name)) AS words,
        CASE
            WHEN regexp_matches(lower(d.theme), '^people\b|\bpeople in\b|workforce|staffing|recruitment|human resources|\bhr\b') THEN 'people'
            WHEN regexp_matches(lower(d.name), '\bit (staff|posts?|people|team)\b') THEN 'people'
            WHEN regexp_matches(lower(d.theme), '\bdevices?\b|equipment|\b(members|councillors).? it\b') THEN 'equipment'
        END AS part
    FROM measures_definitions AS d
    WHERE (d.retired_on > coalesce(getvariable('as_at')::DATE, current_date)) IS NOT FALSE
),
placed AS (
    SELECT * REPLACE (
        CASE WHEN part = 'equipment' AND regexp_matches(words, '\b(members?|councillors?|cllrs?)\b') THEN 'members' ELSE part END AS part
    )
    FROM told
    WHERE part IS NOT NULL
)
SELECT
    p.part,
    CASE
        WHEN p.part <> 'people' THEN 'other'
        WHEN regexp_matches(p.words, 'time to (fill|hire|recruit)|days to (fill|hire|recruit)') THEN 'time_to_fill'
        WHEN regexp_matches(p.words, 'vacan') THEN 'vacancies'
        WHEN regexp_matches(p.words, 'turnover|leavers|retention|who left') THEN 'turnover'
        WHEN regexp_matches(p.words, 'sick|absence') THEN 'sickness'
        WHEN regexp_matches(p.words, 'train|course|learning|qualif') THEN 'training'
        ELSE 'other'
    END AS subject,
    p.measure_id, p.name, s.unit, s.direction, s.theme, s.target, s.month, s.period, s.value, s.target_met_newest AS target_met,
    p.proxy_for, p.data_source, s.verdict, s.signal, s.said_rule, s.lasting, s.lower_limit, s.upper_limit,
    a.answers, a.invited, a.response_rate, a.few, a.low
FROM placed AS p
JOIN signals_measures AS s USING (measure_id)
LEFT JOIN measures_answers AS a ON a.measure_id = p.measure_id AND a.month = s.month
ORDER BY list_position(['members', 'equipment', 'people'], p.part),
    list_position(['vacancies', 'time_to_fill', 'turnover', 'sickness', 'training', 'other'], subject), p.name, p.measure_id
