-- By how much may incidents be above the service desk's capacity in each month ahead, and how likely is each such gap?
-- The forecast (signals/forecast) cut into 161 steps of a twentieth of its spread, four spreads to either side: what its sums
-- and quantiles over months are worked out from. No rows without a forecast of incidents, or without a capacity.
-- parameters: $measure_id, $directorate, $by (leave out)
-- columns: period (first day of the month ahead), gap (incidents above the capacity that there is; below 0 = spare), weight
--   (probability of the step; those of a month add up to 1)
-- uses: signals/forecast
SELECT
    f.period,
    CASE WHEN f.logged THEN exp(f.middle + z / 20 * f.spread) ELSE greatest(0, f.middle + z / 20 * f.spread) END
        - f.capacity AS gap,
    exp(-((z / 20) ** 2) / 2) / sum(exp(-((z / 20) ** 2) / 2)) OVER (PARTITION BY f.period) AS weight
FROM signals_forecast AS f
CROSS JOIN range(-80, 81) AS steps (z)
WHERE f.measure_id = 'incidents' AND f.capacity IS NOT NULL
