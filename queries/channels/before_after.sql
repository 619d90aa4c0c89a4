-- Did a service change when it went online? Its figures before and after the launch, judged as in signals/before_after.
-- parameters: $service (service id; NULL = all), $measure_id (as in channels/services), $directorate (NULL = the
--   whole council), $digital_channels, $assisted_channels, $assisted_digital (see channels/volumes; left out, those of
--   council.toml)
-- columns: service_id, launched_on, measure_id, unit, month, months, value, phase (before|launch|after), expected, lower_limit,
--   upper_limit, signal, before, after, usual_since, periods_before, periods_after, seasonal, trial, change, already (all as there)
-- uses: signals/before_after
SELECT
    code AS service_id, happened_on AS launched_on, measure_id, unit, month, months, value,
    replace(phase, 'during', 'launch') AS phase, expected, lower_limit, upper_limit, signal, before, after,
    usual_since, periods_before, periods_after, seasonal, trial, change, already
FROM signals_before_after
WHERE about = 'launch'
ORDER BY service_id, measure_id, month
