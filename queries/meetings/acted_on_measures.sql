-- Did the measure that a recommendation or action is about move? Its mean of the 12 months before the month in which it was
-- raised, and of the months since, that one left out. That it moved does not say why.
-- A quarter or a year counts where it ended before, or began after: four quarters before, one year.
-- parameters: none
-- columns: action_id, measure_id, name, unit (of the measure), before, after (means, in the unit; NULL = no figure),
--   periods_before, periods_after (months, quarters or years with a figure; of the 12 months before, or one year),
--   raised_on
-- kinds: actions, meetings
-- uses: measures/definitions, measures/values
WITH raised AS (
    SELECT a.action_id, a.measure_id, coalesce(a.raised_on, m.meeting_date) AS raised_on
    FROM current_actions AS a
    LEFT JOIN current_meetings AS m ON m.meeting_id = a.meeting_id
    WHERE a.measure_id IS NOT NULL AND NOT coalesce(a.restricted, false)
)
SELECT
    r.action_id, r.measure_id, d.name, d.unit,
    avg(v.value) FILTER (last_day((v.month + to_months(v.months - 1))::DATE) < date_trunc('month', r.raised_on)) AS before,
    avg(v.value) FILTER (v.month > r.raised_on) AS after,
    count(v.value) FILTER (last_day((v.month + to_months(v.months - 1))::DATE) < date_trunc('month', r.raised_on))
        AS periods_before,
    count(v.value) FILTER (v.month > r.raised_on) AS periods_after,
    r.raised_on
FROM raised AS r
JOIN measures_definitions AS d ON d.measure_id = r.measure_id
LEFT JOIN measures_values AS v
    ON v.measure_id = r.measure_id AND v.category = '' AND v.complete
   AND v.month >= date_trunc('month', r.raised_on) - to_months(12 + v.months - 1)
WHERE r.raised_on IS NOT NULL
GROUP BY r.action_id, r.measure_id, d.name, d.unit, r.raised_on
ORDER BY r.action_id
