-- Financial years: 2026/27, 2026-27, 2026/2027, 26/27, FY 2026/27. A single year says not which of two it means.
-- reads: texts (text: distinct, tidied, never empty)
-- columns: text, value (such as 2026/27), code, problem, remedy, repair
WITH parts AS (
    SELECT
        text,
        regexp_extract(upper(text), '^(?:FY ?)?((?:19|20)?\d{2}) ?[/–—-] ?((?:19|20)?\d{2})$', ['first', 'second']) AS p
    FROM texts
),
read AS (
    SELECT
        text,
        CASE WHEN length(p.first) = 2 THEN 2000 + figure(p.first) ELSE figure(p.first) END AS first,
        figure(p.second) % 100 AS second
    FROM parts
),
judged AS (
    SELECT
        text,
        CASE WHEN second = (first + 1) % 100 THEN printf('%d/%02d', first, second) END AS value,
        CASE WHEN second = (first + 1) % 100 OR says_nothing(text) THEN NULL
             WHEN first IS NOT NULL AND second IS NOT NULL
                 THEN fault('years_apart', 'is not two years that follow each other')
             WHEN regexp_full_match(text, '(19|20)\d{2}')
                 THEN fault('one_year', 'is one year, and a financial year has two')
             ELSE fault('not_a_financial_year', 'is not a financial year') END AS fault,
        CASE WHEN second = (first + 1) % 100 THEN NULL
             WHEN regexp_full_match(text, '(19|20)\d{2}')
                 THEN printf('Write %d/%02d if the year starts in it, %d/%02d if it ends in it.',
                             figure(text), (figure(text) + 1) % 100, figure(text) - 1, figure(text) % 100)
             ELSE 'Write it as 2026/27.' END AS remedy,
        NULL::VARCHAR AS repair
    FROM read
)
SELECT text, value, fault.code AS code, fault.sentence AS problem, remedy, repair FROM judged
