-- Work time lost is incidents x average x the share that states a figure: was it the number or the length that was unusual?
-- parameters: $directorate (NULL = the whole council)
-- columns: month, incidents (count), incidents_verdict, minutes_lost_mean (minutes per incident that states a figure),
--   minutes_lost_mean_verdict, work_time_lost (hours), work_time_lost_verdict; verdicts as in signals/judged
-- uses: signals/judged
SELECT
    month,
    any_value(value) FILTER (measure_id = 'incidents') AS incidents,
    any_value(verdict) FILTER (measure_id = 'incidents') AS incidents_verdict,
    any_value(value) FILTER (measure_id = 'minutes_lost_mean') AS minutes_lost_mean,
    any_value(verdict) FILTER (measure_id = 'minutes_lost_mean') AS minutes_lost_mean_verdict,
    any_value(value) FILTER (measure_id = 'work_time_lost') AS work_time_lost,
    any_value(verdict) FILTER (measure_id = 'work_time_lost') AS work_time_lost_verdict
FROM signals_judged
WHERE measure_id IN ('incidents', 'minutes_lost_mean', 'work_time_lost')
GROUP BY month
ORDER BY month
