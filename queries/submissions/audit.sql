-- The audit log, newest first: who did what, and how far it is proved who it was.
-- parameters: none
-- columns: chain (of which server's process; empty in a file), number (of the line in its chain),
--   happened_at (UTC), who, proof (account|typed|none), act (see data/audit.py), about (id of a submission or layout, or a
--   kind), file_name (of that submission), title (of a briefing), detail, hash (sha256 of the line)
SELECT
    a.chain, a.number, a.happened_at, a.who, a.proof, a.act, a.about, s.file_name, p.title, a.detail, a.hash
FROM audit_log AS a
LEFT JOIN submissions AS s ON s.submission_id = a.about
LEFT JOIN packs AS p ON p.pack_id = a.about
WHERE a.happened_at <= coalesce(getvariable('as_at'), TIMESTAMP 'infinity')
ORDER BY a.happened_at DESC, a.chain, a.number DESC
