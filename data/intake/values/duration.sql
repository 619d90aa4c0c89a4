-- Lengths of time as people and Excel write them: 01:30:00  1h 30m  90 mins  1.5 hours. Asked only where a column
-- holds minutes or seconds. 1:30 alone may be minutes and seconds, and is not guessed.
-- reads: texts (text: distinct, tidied, never empty)
-- columns: text, value (DOUBLE, seconds; NULL where it is no length of time), code, problem, remedy
WITH parts AS (
    SELECT
        text,
        regexp_extract(text, '^(\d{1,4}):([0-5]\d):([0-5]\d)(?:\.0+)?$', ['hours', 'minutes', 'seconds']) AS clock,
        regexp_extract(
            lower(text),
            '^(?:(\d+(?:\.\d+)?) ?(?:h|hrs?|hours?))?[ ,]*(?:and )?(?:(\d+(?:\.\d+)?) ?(?:m|mins?|minutes?))?'
            || '[ ,]*(?:and )?(?:(\d+(?:\.\d+)?) ?(?:s|secs?|seconds?))?$',
            ['hours', 'minutes', 'seconds']
        ) AS words
    FROM texts
),
said AS (
    SELECT text, CASE WHEN clock.hours <> '' THEN clock ELSE words END AS p
    FROM parts
)
SELECT
    text,
    CASE WHEN p.hours || p.minutes || p.seconds <> '' THEN
        3600 * coalesce(TRY_CAST(p.hours AS DOUBLE), 0)
        + 60 * coalesce(TRY_CAST(p.minutes AS DOUBLE), 0)
        + coalesce(TRY_CAST(p.seconds AS DOUBLE), 0)
    END AS value,
    CASE WHEN regexp_full_match(text, '\d{1,4}:[0-5]\d') THEN 'hours_or_minutes' END AS code,
    CASE WHEN regexp_full_match(text, '\d{1,4}:[0-5]\d')
        THEN 'may be hours and minutes, or minutes and seconds' END AS problem,
    CASE WHEN regexp_full_match(text, '\d{1,4}:[0-5]\d')
        THEN 'Write it with its seconds, such as 1:30:00, or as a number of ' END AS remedy
FROM said
