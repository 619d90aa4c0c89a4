-- Which IT contracts come up for renewal when, what do they cost and save, and what has been decided? What nobody decided although
-- its notice date has passed comes first.
-- parameters: $today (date; NULL = today)
-- columns: contract_id, service, supplier, value_gbp, saving_at_renewal (£ a year), saving_status (delivered|on_track|at_risk|
--   undeliverable), starts_on, renewal_date, notice_date (NULL = not stated), decision (renew|re_tender|end|undecided), state
--   (notice_passed: undecided, and the last day of notice is over | renewal_passed: undecided, and the renewal is over | undecided |
--   decided | over: decided, and the renewal is over), months_left (whole months up to the renewal; negative = it is over), within
--   (the renewal, or a last day of notice that matters, lies in the 24 months from today, or was missed), project_id, project (its name),
--   objective (its name), note
-- uses: projects/register, projects/objectives
WITH days AS (
    SELECT coalesce($today::DATE, getvariable('as_at')::DATE, current_date) AS today
),
told AS (
    SELECT
        c.*, coalesce(c.decision, 'undecided') AS decided, d.today,
        CASE WHEN coalesce(c.decision, 'undecided') <> 'undecided' THEN if(c.renewal_date < d.today, 'over', 'decided')
             WHEN c.renewal_date < d.today THEN 'renewal_passed'
             WHEN c.notice_date < d.today THEN 'notice_passed'
             ELSE 'undecided' END AS state
    FROM current_contracts AS c, days AS d
)
SELECT
    t.contract_id, t.service, t.supplier, t.value_gbp, t.saving_at_renewal, t.saving_status, t.starts_on, t.renewal_date, t.notice_date,
    t.decided AS decision, t.state,
    (datediff('month', t.today, t.renewal_date) - (day(t.renewal_date) < day(t.today))::INTEGER)::INTEGER AS months_left,
    t.state IN ('notice_passed', 'renewal_passed')
        OR (t.renewal_date >= t.today AND least(t.renewal_date, coalesce(t.notice_date, t.renewal_date)) < t.today + INTERVAL 24 MONTH)
        AS within,
    t.project_id, p.name AS project, o.name AS objective, t.note
FROM told AS t
LEFT JOIN projects_register AS p USING (project_id)
LEFT JOIN projects_objectives AS o USING (objective_id)
ORDER BY
    list_position(['notice_passed', 'renewal_passed', 'undecided', 'decided', 'over'], t.state),
    coalesce(t.notice_date, t.renewal_date), lower(t.service), t.contract_id
