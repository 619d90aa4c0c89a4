-- Months: 2026-09, 09/2026, Sep-26, Sept 2026, September 2026, 2026 Sep, or any day of the month (then as in moment.sql).
-- reads: texts (text: distinct, tidied, never empty), days (the same texts as moment.sql reads them)
-- columns: text, value (DATE: the first of the month), code, problem, remedy, repair
WITH split AS (
    SELECT
        text,
        regexp_extract(lower(text), '^(\d{4})[/. -]?(\d{1,2})$', ['y', 'm']) AS year_first,
        regexp_extract(lower(text), '^(\d{1,2})[/. -](\d{4})$', ['m', 'y']) AS month_first,
        regexp_extract(lower(text), '^' || month_word() || '[ ,./''’-]*(\d{4}|\d{2})$', ['m', 'y']) AS worded,
        regexp_extract(lower(text), '^(\d{4})[ ,./-]*' || month_word() || '$', ['y', 'm']) AS worded_last
    FROM texts
),
figures AS (
    SELECT
        text,
        CASE WHEN year_first.y <> '' THEN year_first.y WHEN month_first.y <> '' THEN month_first.y
             WHEN worded.y <> '' THEN worded.y WHEN worded_last.y <> '' THEN worded_last.y END AS year_text,
        CASE WHEN year_first.y <> '' THEN figure(year_first.m) WHEN month_first.y <> '' THEN figure(month_first.m)
             WHEN worded.y <> '' THEN month_number(worded.m)
             WHEN worded_last.y <> '' THEN month_number(worded_last.m) END AS m
    FROM split
),
placed AS (
    SELECT text, year_text, m, year_of(year_text) AS y FROM figures
),
months AS (
    SELECT
        text, year_text,
        -- 2009/10 is a financial year, never October 2009
        coalesce(regexp_full_match(text, '(19|20)\d{2}/\d{2}') AND figure(text[-2:]) = (figure(text[1:4]) + 1) % 100, false)
            AS two_years,
        CASE WHEN NOT two_years AND m BETWEEN 1 AND 12 AND y BETWEEN 1900 AND 2199 THEN make_date(y, m, 1) END AS value
    FROM placed
),
judged AS (
    SELECT
        text,
        coalesce(m.value, date_trunc('month', d.value)::DATE) AS value,
        CASE
            WHEN m.value IS NOT NULL OR d.value IS NOT NULL OR says_nothing(text) THEN NULL
            WHEN regexp_full_match(text, '(19|20)\d{2}')
              OR regexp_full_match(text, '(19|20)\d{2}[/-](19|20)?\d{2}') AND figure(text[-2:]) = (figure(text[1:4]) + 1) % 100
                THEN fault('a_year', 'is a year, not a month')
            WHEN m.year_text IS NOT NULL AND d.code <> 'excel_day_number' THEN fault('no_such_month', 'is not a month of the calendar')
            WHEN regexp_matches(lower(text), '^q[1-4]\b|quarter') THEN fault('a_quarter', 'is a quarter, not a month')
            WHEN d.code = 'not_a_day' THEN fault('not_a_month', 'is not a month')
            ELSE fault(d.code, d.problem)
        END AS fault,
        CASE WHEN d.code IN ('month_first', 'no_date') THEN d.remedy
             WHEN m.two_years THEN 'Write the month that the figure is for, such as ' || (figure(text[1:4]) + 1)
                                   || '-03 for the end of that year.'
             ELSE 'Write it as 2026-09, or Sep 2026.' END AS remedy,
        CASE WHEN m.value IS NULL THEN d.repair WHEN length(m.year_text) = 2 THEN 'short year' END AS repair
    FROM months AS m
    JOIN days AS d USING (text)
)
SELECT text, value, fault.code AS code, fault.sentence AS problem, remedy, repair FROM judged
