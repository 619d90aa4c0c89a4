-- Which words does the council explain itself?
-- parameters: none
-- columns: term, plain_words, also_called (list of other words for it)
SELECT
    trim(term) AS term, plain_words,
    list_filter(list_transform(string_split(coalesce(also_called, ''), ';'), lambda w: trim(w)), lambda w: w <> '') AS also_called
FROM current_glossary
ORDER BY lower(trim(term))
