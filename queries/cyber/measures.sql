-- Which measures speak of cyber security, what of, and how does each stand in its newest complete month? A measure belongs here by
-- its theme (one that says cyber), and to its subject by the words of its name.
-- parameters: $financial_year_starts, $nation, $digital_channels, $assisted_channels, $assisted_digital (left out, those of council.toml)
-- columns: measure_id, name, subject (attempted|succeeded|training|sign_in|updates|reported|clicked|other: attacks that were tried and
--   that got through; test e-mails that were reported and clicked), unit, direction, target (in the unit), month (first of the newest
--   complete period; NULL = none), period (month|quarter|year), value (in the unit), target_met (NULL = no target, or neutral), verdict,
--   lower_limit, upper_limit (as in signals/measures), plain_meaning, data_source, difficulty (low|medium|high: of test e-mails, where the measure's
--   meaning says it)
-- fixes: measure_id = NULL, directorate = NULL, by = NULL, service = NULL
-- uses: measures/definitions, signals/measures
WITH told AS (
    SELECT
        d.measure_id, d.name, d.unit, d.plain_meaning, d.direction, d.data_source,
        lower(concat_ws(' ', replace(d.measure_id, '_', ' '), d.name)) AS words,
        regexp_extract(lower(coalesce(d.plain_meaning, '')),
            '\b(low|easy|simple|medium|moderate|average|high|hard)\b(?: level of)? difficulty|difficulty(?: is|:)? (low|medium|moderate|high)',
            ['before', 'after']) AS level
    FROM measures_definitions AS d
    WHERE regexp_matches(lower(d.theme), '\bcyber') AND (d.retired_on > coalesce(getvariable('as_at')::DATE, current_date)) IS NOT FALSE
)
SELECT
    t.measure_id, t.name,
    CASE
        WHEN regexp_matches(t.words, 'phish|test e-?mail|simulat') AND regexp_matches(t.words, 'click|fell for|opened|credential')
            THEN 'clicked'
        WHEN regexp_matches(t.words, 'phish|test e-?mail|simulat') AND regexp_matches(t.words, 'report') AND t.unit = 'percent' THEN 'reported'
        WHEN t.unit = 'count' AND regexp_matches(t.words, 'attack|intrusion|breach|incident')
             AND regexp_matches(t.words, 'got through|successful|succeeded|breach|compromis') AND NOT regexp_matches(t.words, 'unsuccessful')
            THEN 'succeeded'
        WHEN t.unit = 'count' AND regexp_matches(t.words, 'attempt|attack|blocked|stopped|threats|unsuccessful') THEN 'attempted'
        WHEN regexp_matches(t.words, 'train|course|learning|awareness') THEN 'training'
        WHEN regexp_matches(t.words, 'second sign|second step|multi-?factor|two-?factor|two-?step|\bmfa\b|\b2fa\b') THEN 'sign_in'
        WHEN regexp_matches(t.words, 'update|patch') THEN 'updates'
        ELSE 'other'
    END AS subject,
    t.unit, t.direction, s.target, s.month, s.period, s.value, s.target_met_newest AS target_met, s.verdict, s.lower_limit, s.upper_limit,
    t.plain_meaning, t.data_source,
    CASE
        WHEN coalesce(nullif(t.level.before, ''), t.level.after) IN ('low', 'easy', 'simple') THEN 'low'
        WHEN coalesce(nullif(t.level.before, ''), t.level.after) IN ('medium', 'moderate', 'average') THEN 'medium'
        WHEN coalesce(nullif(t.level.before, ''), t.level.after) IN ('high', 'hard') THEN 'high'
    END AS difficulty
FROM told AS t
JOIN signals_measures AS s USING (measure_id)
ORDER BY list_position(['attempted', 'succeeded', 'training', 'sign_in', 'updates', 'reported', 'clicked', 'other'], subject), t.name,
    t.measure_id
