-- Months of the year: March; Sep; 9, or spans such as Nov to Feb. Kept as numbers in order with ; between.
-- reads: texts (text: distinct, tidied, never empty)
-- columns: text, value (such as 3;9), code, problem, remedy, repair
WITH parts AS (
    SELECT text, trim(unnest(string_split_regex(text, '[;,/|&\n\r]+|\band\b'))) AS part
    FROM texts
    WHERE NOT says_nothing(text)
),
ends AS (
    SELECT
        text, part,
        regexp_split_to_array(part, '\s*(?:-|–|—|\bto\b)\s*') AS pieces,
        calendar_month(pieces[1]) AS first,
        calendar_month(pieces[-1]) AS last,
        first IS NULL OR last IS NULL OR len(pieces) > 2 AS wrong
    FROM parts
    WHERE part <> ''
),
months AS (
    SELECT
        text, wrong, part,
        -- a list of one NULL keeps the row of a part that is wrong
        unnest(CASE WHEN wrong THEN [NULL] ELSE range(first, first + (last - first + 12) % 12 + 1) END) AS number
    FROM ends
),
read AS (
    SELECT
        text,
        array_to_string(list_sort(list(DISTINCT (number - 1) % 12 + 1) FILTER (NOT wrong)), ';') AS value,
        any_value(part) FILTER (wrong) AS wrong
    FROM months
    GROUP BY text
)
SELECT
    t.text,
    CASE WHEN r.wrong IS NULL THEN r.value END AS value,
    CASE WHEN r.wrong IS NOT NULL THEN 'not_a_month_of_the_year' END AS code,
    CASE WHEN r.wrong IS NOT NULL THEN '''' || r.wrong || ''' is not a month of the year' END AS problem,
    CASE WHEN r.wrong IS NOT NULL THEN 'Write months such as March; September.' END AS remedy,
    NULL::VARCHAR AS repair
FROM texts AS t
LEFT JOIN read AS r USING (text)
