-- Of which subjects were there figures at the end of the day $since, and of which are there any now? Where there were none,
-- all of a subject is new, and nothing can be compared.
-- parameters: $since (date; NULL = before all figures)
-- columns: subject (demand|channels|projects|money|cyber|actions; demand: measures of every theme), had (there were figures then), has
-- then: submissions/kinds
-- uses: submissions/kinds
WITH subjects (subject, kinds) AS (
    VALUES
    ('demand', ['incidents', 'kpi_values']), ('channels', ['channel_volumes', 'online_services']), ('projects', ['projects']),
    ('money', ['finance']), ('cyber', ['outages', 'assurance', 'lessons']), ('actions', ['actions'])
)
SELECT
    subject,
    list_has_any(kinds, (SELECT coalesce(list(kind), []) FROM then_submissions_kinds)) AS had,
    list_has_any(kinds, (SELECT coalesce(list(kind), []) FROM submissions_kinds)) AS has
FROM subjects
WHERE EXISTS (FROM submissions_kinds)
ORDER BY subject
