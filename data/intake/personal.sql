-- Personal data in texts of any column.
-- reads: texts (text: distinct)
-- columns: text, personal (what it holds, or NULL), in_code (the same where ten figures in a row are a code)
SELECT text, personal_data(text) AS personal, personal_data_in_code(text) AS in_code FROM texts
