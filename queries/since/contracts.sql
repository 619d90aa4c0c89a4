-- What became of IT contracts between the end of the day $since and $today? Decisions that came or changed, and last days of notice
-- and renewals that passed without one.
-- parameters: $since (date; NULL = before all figures), $today (date; NULL = today)
-- columns: contract_id, service, change (notice_passed|renewal_passed: without a decision | decided), was_code, now_code (the decision then
--   and now: renew|re_tender|end|undecided), on_day (the day that passed; of a decision, the renewal), size (£ a year)
-- fixes: project = NULL, portfolio_holder = NULL, directorate = NULL, type = NULL, objective = NULL
-- then: money/contracts
-- uses: money/contracts
SELECT
    n.contract_id, n.service,
    if(n.decision = 'undecided', n.state, 'decided') AS change,
    t.decision AS was_code, n.decision AS now_code,
    if(n.state = 'notice_passed', n.notice_date, n.renewal_date) AS on_day,
    n.value_gbp AS size
FROM money_contracts AS n
JOIN then_money_contracts AS t USING (contract_id)
WHERE (n.decision <> t.decision AND n.decision <> 'undecided')
   OR (n.state IN ('notice_passed', 'renewal_passed') AND t.state <> n.state)
ORDER BY change, on_day, n.contract_id
