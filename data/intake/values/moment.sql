-- Days, with or without a time, read day first: 1/9/2026 09:30, 01-09-26, 2026-09-01T09:30:00Z, 01.09.2026,
-- 20260901, 1 September 2026, Tue 01-Sep-2026. Two figures for the year: 00 to 79 are 2000 to 2079, 80 to 99 are 1980 to 1999.
-- A time with Z or an offset is turned into the time on a clock in the United Kingdom.
-- reads: texts (text: distinct, tidied, never empty)
-- columns: text, value (TIMESTAMP), code, problem, remedy, repair
WITH split AS (
    SELECT
        text,
        regexp_extract(
            lower(text),
            '^(?:(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)[a-z]*[., ]+)?([0-9a-z][0-9a-z ,./-]*?)(?:(?:t|,? +|,)(\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d{1,9})?)?) ?(am|pm|a\.m\.|p\.m\.)? ?(z|utc|gmt|bst|[+-]\d{2}:?\d{2})?)?$',
            ['day', 'clock', 'half', 'zone']
        ) AS p
    FROM texts
),
parted AS (
    -- 20260901, as databases write it: the day first would have its month beyond 12
    SELECT text, {
        'day': regexp_replace(p.day, '^((?:19|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])$', '\1-\2-\3'),
        'clock': p.clock, 'half': p.half, 'zone': p.zone
    } AS p
    FROM split
),
dated AS (
    SELECT
        text, p,
        regexp_extract(p.day, '^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})$', ['d', 'm', 'y']) AS uk,
        regexp_extract(p.day, '^(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})$', ['y', 'm', 'd']) AS iso,
        regexp_extract(
            p.day,
            '^(\d{1,2})(?:st|nd|rd|th)?[ ./-]*(?:of )?' || month_word() || '[ ,./-]*(\d{4}|\d{2})$',
            ['d', 'm', 'y']
        ) AS worded
    FROM parted
),
figures AS (
    SELECT
        text, p, uk, iso,
        figure(CASE WHEN uk.y <> '' THEN uk.d WHEN iso.y <> '' THEN iso.d WHEN worded.y <> '' THEN worded.d END) AS d,
        CASE WHEN uk.y <> '' THEN figure(uk.m) WHEN iso.y <> '' THEN figure(iso.m)
             WHEN worded.y <> '' THEN month_number(worded.m) END AS m,
        CASE WHEN uk.y <> '' THEN uk.y WHEN iso.y <> '' THEN iso.y WHEN worded.y <> '' THEN worded.y END AS year_text
    FROM dated
),
timed AS (
    SELECT
        *,
        year_of(year_text) AS y,
        CASE WHEN p.clock = '' THEN [0, 0, 0]
             ELSE [figure(split_part(replace(p.clock, '.', ':'), ':', 1)),
                   figure(split_part(replace(p.clock, '.', ':'), ':', 2)),
                   coalesce(figure(split_part(replace(p.clock, '.', ':'), ':', 3)[1:2]), 0)] END AS clock
    FROM figures
),
placed AS (
    SELECT
        *,
        TRY_CAST(printf('%04d-%02d-%02d', y, m, d) AS DATE) AS day,
        CASE WHEN p.half = '' THEN clock[1]
             WHEN clock[1] NOT BETWEEN 1 AND 12 THEN 99
             ELSE clock[1] % 12 + CASE WHEN p.half[1] = 'p' THEN 12 ELSE 0 END END AS hour
    FROM timed
),
built AS (
    SELECT
        *,
        -- what systems write where there is no date: the first or last day that they know
        (y, m, d) IN ((1, 1, 1), (1753, 1, 1), (1899, 12, 30), (1899, 12, 31), (1900, 1, 1), (1900, 1, 2), (1901, 1, 1),
                      (1904, 1, 1), (1970, 1, 1), (2099, 12, 31), (2199, 12, 31), (2999, 12, 31), (3000, 1, 1),
                      (3000, 12, 31), (9999, 12, 31), (9999, 1, 1), (1900, 1, 0))
            AND length(year_text) = 4 OR (m = 0 AND d = 0) AS no_date,
        CASE WHEN hour BETWEEN 0 AND 23 AND clock[2] < 60 AND clock[3] < 60
             THEN day + to_hours(hour) + to_minutes(clock[2]) + to_seconds(clock[3]) END AS written,
        CASE WHEN p.zone IN ('z', 'utc', 'gmt') THEN 0
             WHEN p.zone = 'bst' THEN 60
             WHEN p.zone <> '' THEN (figure(p.zone[2:3]) * 60 + figure(p.zone[-2:])) * CASE WHEN p.zone[1] = '-' THEN -1 ELSE 1 END
        END AS minutes_ahead
    FROM placed
),
utc AS (
    SELECT *, written - to_minutes(minutes_ahead) AS in_utc FROM built
),
local AS (
    SELECT
        *,
        -- British Summer Time runs from 1 am UTC on the last Sunday of March to that of October
        CASE WHEN in_utc IS NULL THEN written
             WHEN in_utc >= make_date(year(in_utc), 3, 31) - to_days(dayofweek(make_date(year(in_utc), 3, 31))) + INTERVAL 1 HOUR
              AND in_utc < make_date(year(in_utc), 10, 31) - to_days(dayofweek(make_date(year(in_utc), 10, 31))) + INTERVAL 1 HOUR
             THEN in_utc + INTERVAL 1 HOUR
             ELSE in_utc END AS value
    FROM utc
),
judged AS (
    SELECT
        text,
        CASE WHEN y BETWEEN 1900 AND 2199 AND NOT no_date THEN value END AS value,
        CASE
            WHEN no_date THEN fault('no_date', 'is what systems write where there is no date')
            WHEN value IS NOT NULL AND y BETWEEN 1900 AND 2199 THEN NULL
            WHEN says_nothing(text) THEN NULL
            WHEN excel_error(text)
                THEN fault('failed_formula', 'is a failed Excel formula, or its column was too narrow')
            WHEN uk.y <> '' AND day IS NULL AND m BETWEEN 13 AND 31 AND d <= 12
                THEN fault('month_first', 'can only be month first, and dates are read day first')
            WHEN year_text IS NOT NULL AND day IS NULL
                THEN fault('no_such_day', 'is not a day of the calendar')
            WHEN day IS NOT NULL AND written IS NULL
                THEN fault('no_such_time', 'has a time that no clock shows')
            WHEN day IS NOT NULL THEN fault('year_out_of_range', 'has a year that cannot be right')
            WHEN regexp_full_match(text, '[34]\d{4}(\.\d+)?')
                THEN fault('excel_day_number', 'is Excel''s own number for a day')
            WHEN regexp_full_match(lower(text), '(\d{1,2})[ -]*(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*')
                THEN fault('no_year', 'has no year')
            ELSE fault('not_a_day', 'is not a day')
        END AS fault,
        CASE
            WHEN no_date THEN 'Write the day, such as 01/09/2026, or leave the cell empty where it may be.'
            WHEN uk.y <> '' AND day IS NULL AND m BETWEEN 13 AND 31 AND d <= 12
                THEN 'Write it as ' || printf('%02d/%02d/%04d', m, d, y) || ', if that is what it means, and check the other dates of the file.'
            WHEN regexp_full_match(text, '[34]\d{4}(\.\d+)?') THEN 'Format the column as a date in Excel and save again.'
            ELSE 'Write it as 01/09/2026, or with its time as 01/09/2026 09:30.'
        END AS remedy,
        CASE
            WHEN value IS NULL OR no_date THEN NULL
            WHEN length(year_text) = 2 AND uk.y <> '' AND d <= 12 AND m <= 12 AND d <> m THEN 'short year, day first'
            WHEN length(year_text) = 2 THEN 'short year'
            WHEN p.zone <> '' THEN 'zone'
            WHEN uk.y <> '' AND d <= 12 AND m <= 12 AND d <> m THEN 'day first'
        END AS repair
    FROM local
)
SELECT text, value, fault.code AS code, fault.sentence AS problem, remedy, repair FROM judged
