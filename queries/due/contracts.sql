-- Which decisions on IT contracts are owed: those that nobody has decided, whose last day of notice (else the renewal) is past or comes
-- before the month's figures are due. A contract names no post that answers for it.
-- parameters: $month, $today, $late_after_day (as in due/month)
-- columns: kind (contracts), thing_id (the contract), name (its service), owner_role (NULL), due_on (the day), is_in (false)
-- uses: due/month, money/contracts
-- fixes: project = NULL, portfolio_holder = NULL, directorate = NULL, type = NULL, objective = NULL
SELECT
    'contracts' AS kind, c.contract_id AS thing_id, 'Decide: ' || c.service AS name, NULL::VARCHAR AS owner_role,
    coalesce(c.notice_date, c.renewal_date) AS due_on, false AS is_in
FROM money_contracts AS c
JOIN due_month AS m ON coalesce(c.notice_date, c.renewal_date) <= greatest(m.due_on, m.today)
WHERE c.decision = 'undecided'
