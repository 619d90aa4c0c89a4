-- Text and codes, kept as written. Personal data is refused, whichever column it stands in.
-- reads: texts (text: distinct, tidied, never empty)
-- columns: text, value, problem, remedy, repair (all NULL where there is nothing to say)
SELECT
    text,
    CASE WHEN NOT excel_error(text) AND NOT says_nothing(text) AND personal_data(text) IS NULL THEN text END AS value,
    CASE WHEN excel_error(text) THEN 'is a failed Excel formula'
         WHEN personal_data(text) IS NOT NULL THEN 'holds ' || personal_data(text) END AS problem,
    CASE WHEN excel_error(text) THEN 'Mend the formula, or leave the cell empty.'
         WHEN personal_data(text) IS NOT NULL THEN 'Take it out: the dashboard keeps no personal data.' END AS remedy,
    NULL::VARCHAR AS repair
FROM texts
