-- The directorates that incidents name, 'Not stated' last.
-- parameters: none
-- columns: directorate
SELECT DISTINCT directorate
FROM current_incident_sums
WHERE directorate <> '*'
ORDER BY directorate = 'Not stated', directorate
