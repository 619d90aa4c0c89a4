-- Codes of services and areas. A name with spaces becomes a code, the same one in every file: Parking permits is
-- parking-permits. A code without spaces is kept as it is written.
-- reads: texts (text: distinct, tidied, never empty)
-- columns: text, value, code, problem, remedy, repair
WITH looked_at AS MATERIALIZED (
    SELECT
        text,
        excel_error(text) AS failed,
        personal_data_in_code(text) AS personal,
        CASE WHEN NOT regexp_matches(text, '\s') THEN code_fault(code_as_meant(text)) END AS no_code,
        CASE WHEN regexp_matches(text, '\s') AND NOT starts_with(text, '=')
             THEN trim(regexp_replace(lower(strip_accents(replace(replace(text, '''', ''), '’', ''))), '[^a-z0-9]+', '-', 'g'), '-')
             ELSE code_as_meant(text) END AS made
    FROM texts
    WHERE NOT says_nothing(text)
),
judged AS (
    SELECT
        t.text,
        CASE WHEN NOT l.failed AND l.personal IS NULL AND l.made <> '' AND l.no_code IS NULL
                  AND NOT contains(t.text, '@') THEN l.made END AS value,
        CASE WHEN l.failed THEN fault('failed_formula', 'is a failed Excel formula')
             WHEN l.personal IS NOT NULL THEN personal_fault(l.personal)
             WHEN contains(t.text, '@') THEN fault('not_a_code', 'is not a code: it has an @')
             WHEN l.made = '' THEN fault('not_a_code', 'is not a code: it has neither letters nor figures')
             ELSE l.no_code END AS fault,
        CASE WHEN l.failed THEN 'Mend the formula.'
             WHEN l.personal = 'a postcode in full' THEN personal_remedy(l.personal)
             WHEN l.personal IS NOT NULL OR contains(t.text, '@') THEN 'Use a code that names no person.'
             WHEN l.made = '' THEN 'Write a code such as parking-permits.'
             WHEN l.no_code IS NOT NULL THEN 'Write the code as its system has it.' END AS remedy,
        CASE WHEN l.made <> t.text THEN 'word' END AS repair
    FROM texts AS t
    LEFT JOIN looked_at AS l USING (text)
)
SELECT text, value, fault.code AS code, fault.sentence AS problem, remedy, repair FROM judged
