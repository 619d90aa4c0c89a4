-- How often was each calendar month above the service desk's capacity in the last five years, and by how much?
-- parameters: none
-- columns: calendar_month (1 to 12), years (how often it was seen with a capacity), above (in how many of them more incidents
--   were raised than the desk could handle), least, most (incidents above capacity, of those; NULL = none), newest (first day of
--   the newest such month seen), newest_shortfall (incidents above capacity in it; below 0 = spare)
-- uses: demand/demand_and_capacity
SELECT
    month(month)::INTEGER AS calendar_month,
    count(*)::INTEGER AS years,
    count(*) FILTER (shortfall > 0)::INTEGER AS above,
    min(shortfall) FILTER (shortfall > 0) AS least,
    max(shortfall) FILTER (shortfall > 0) AS most,
    max(month) AS newest,
    arg_max(shortfall, month) AS newest_shortfall
FROM demand_demand_and_capacity
WHERE complete AND capacity IS NOT NULL
  AND month > (SELECT max(month) FILTER (complete) FROM demand_demand_and_capacity) - INTERVAL 60 MONTH
GROUP BY ALL
ORDER BY calendar_month
