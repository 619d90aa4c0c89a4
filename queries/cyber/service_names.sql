-- What is each service called that an outage, a test or a plan names? One of the catalogue is found by its code or its name.
-- parameters: none
-- columns: written (as the file names it), key (the same for one service, however it is written), service_id (NULL = in no
--   catalogue), name
WITH named AS (
    SELECT service AS written FROM current_outages
    UNION
    SELECT service FROM current_assurance WHERE service IS NOT NULL
)
SELECT
    n.written,
    coalesce(s.service_id, lower(trim(n.written))) AS key,
    s.service_id,
    coalesce(s.service_name, min(trim(n.written)) OVER (PARTITION BY coalesce(s.service_id, lower(trim(n.written))))) AS name
FROM named AS n
LEFT JOIN current_online_services AS s
    ON s.service_id = lower(trim(n.written)) OR lower(trim(s.service_name)) = lower(trim(n.written))
QUALIFY row_number() OVER (PARTITION BY n.written ORDER BY s.service_id = lower(trim(n.written)) DESC, s.service_id) = 1
ORDER BY name, written
