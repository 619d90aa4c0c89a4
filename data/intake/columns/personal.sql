-- Texts of any column that hold personal data.
-- reads: texts (text: distinct)
-- columns: text, personal (what it holds), in_code (the same; NULL for ten figures in a row, which in a code are a code)
WITH looked_at AS MATERIALIZED (SELECT text, personal_data(text) AS personal FROM texts)
SELECT text, personal, CASE WHEN NOT regexp_full_match(text, '[0-9]{10}') THEN personal END AS in_code
FROM looked_at
WHERE personal IS NOT NULL
