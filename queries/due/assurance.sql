-- Which tests, plans and accreditations are owed: those that stand, whose day (the end of their validity or the next test, the first of
-- both) is past or comes before the month's figures are due, and for which no newer row has come in.
-- parameters: $month, $today, $late_after_day (as in due/month)
-- columns: kind (assurance), thing_id (the item), name (its sort, and title or service), owner_role (NULL = nobody is named), due_on (the
--   day), is_in (false: what came in is no longer owed)
-- uses: due/month, cyber/assurance
SELECT
    'assurance' AS kind, a.item_id AS thing_id, concat_ws(': ', a.scheme, coalesce(a.title, a.service)) AS name, a.owner_role,
    a.ends_on AS due_on, false AS is_in
FROM cyber_assurance AS a
JOIN due_month AS m ON a.ends_on <= greatest(m.due_on, m.today)
WHERE a.state <> 'replaced'
