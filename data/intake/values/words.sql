-- Texts that stand for a word, yes or no, or a status: whether they say that there is nothing, or are a failed formula.
-- reads: texts (text: distinct, tidied, never empty)
-- columns: text, nothing, failed
SELECT text, says_nothing(text) AS nothing, excel_error(text) AS failed FROM texts
