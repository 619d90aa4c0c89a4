-- Text and codes, kept as written. Personal data is refused, whichever column it stands in.
-- reads: texts (text: distinct, tidied, never empty)
-- columns: text, value, problem, remedy, repair (all NULL where there is nothing to say)
WITH looked_at AS MATERIALIZED (  -- planning the patterns takes longer than a month's file: once, not at each mention
    SELECT text, excel_error(text) AS failed, personal_data(text) AS personal FROM texts
)
SELECT
    text,
    CASE WHEN NOT failed AND NOT says_nothing(text) AND personal IS NULL THEN text END AS value,
    CASE WHEN failed THEN 'is a failed Excel formula'
         WHEN personal IS NOT NULL THEN 'holds ' || personal END AS problem,
    CASE WHEN failed THEN 'Mend the formula, or leave the cell empty.'
         ELSE personal_remedy(personal) END AS remedy,
    NULL::VARCHAR AS repair
FROM looked_at
