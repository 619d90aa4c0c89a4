-- Editions of a regular publication: a year (2019) or a month (as in month.sql).
-- reads: texts (text: distinct, tidied, never empty), months (the same texts as month.sql reads them)
-- columns: text, value (DATE: the first day of the year or month), code, problem, remedy, repair
SELECT
    text,
    CASE WHEN regexp_full_match(text, '(19|20)\d{2}') THEN make_date(figure(text), 1, 1) ELSE m.value END AS value,
    CASE WHEN NOT regexp_full_match(text, '(19|20)\d{2}') THEN m.code END AS code,
    CASE WHEN NOT regexp_full_match(text, '(19|20)\d{2}') THEN m.problem END AS problem,
    CASE WHEN regexp_full_match(text, '(19|20)\d{2}') THEN NULL ELSE 'Write a year such as 2026, or a month such as 2026-09.' END AS remedy,
    m.repair
FROM texts
JOIN months AS m USING (text)
