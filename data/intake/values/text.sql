-- Text and codes, kept as written. Personal data is refused, whichever column it stands in.
-- reads: texts (text: distinct, tidied, never empty)
-- columns: text, value, code, problem, remedy, repair (all NULL where there is nothing to say)
WITH looked_at AS MATERIALIZED (  -- planning the patterns takes longer than a month's file: once, not at each mention
    SELECT text, excel_error(text) AS failed, personal_data(text) AS personal FROM texts
),
judged AS (
    SELECT
        text,
        CASE WHEN NOT failed AND NOT says_nothing(text) AND personal IS NULL THEN text END AS value,
        CASE WHEN failed THEN fault('failed_formula', 'is a failed Excel formula')
             ELSE personal_fault(personal) END AS fault,
        CASE WHEN failed THEN 'Mend the formula, or leave the cell empty.'
             ELSE personal_remedy(personal) END AS remedy,
        NULL::VARCHAR AS repair
    FROM looked_at
)
SELECT text, value, fault.code AS code, fault.sentence AS problem, remedy, repair FROM judged
