-- When did services go online? One row for each service that has a day of launch, the oldest first.
-- parameters: $service, $measure_id (as in channels/services), $directorate (NULL = the
--   whole council)
-- columns: service_id, name, launched_on, month (its first day), of_service (as in channels/services)
-- uses: channels/services
SELECT service_id, name, launched_on, date_trunc('month', launched_on)::DATE AS month, of_service
FROM channels_services
WHERE launched_on IS NOT NULL
ORDER BY launched_on, lower(name), service_id
