-- Codes such as INC0012345. They are long and many, so only what cannot be a code is looked for.
-- reads: texts (text: distinct, tidied, never empty)
-- columns: text, value, problem, remedy, repair
SELECT
    text,
    CASE WHEN NOT excel_error(text) AND NOT says_nothing(text) AND NOT contains(text, '@') THEN text END AS value,
    CASE WHEN excel_error(text) THEN 'is a failed Excel formula'
         WHEN contains(text, '@') AND personal_data(text) IS NOT NULL THEN 'holds ' || personal_data(text)
         WHEN contains(text, '@') THEN 'is not a code: it has an @' END AS problem,
    CASE WHEN excel_error(text) THEN 'Mend the formula.'
         WHEN contains(text, '@') THEN 'Use a code that names no person.' END AS remedy,
    NULL::VARCHAR AS repair
FROM texts
