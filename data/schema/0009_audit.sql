-- The audit log: who signed in, brought, published, took back, settled and took away what. Lines are only ever added; each
-- carries a hash of itself and of the line before it (data/audit.py), so that one that was changed or removed is found.

CREATE TABLE audit_log (
    chain       VARCHAR NOT NULL,   -- '' in a file; in a lake each server's process has one of its own
    number      BIGINT NOT NULL,    -- 1, 2, 3 … in the chain
    happened_at TIMESTAMP NOT NULL, -- UTC
    who         VARCHAR NOT NULL,   -- as typed or as the account is named; for a failed sign-in the address
    proof       VARCHAR NOT NULL,   -- account (the identity provider says so) | typed (said, not proved) | none
    act         VARCHAR NOT NULL,   -- see data/audit.py
    about       VARCHAR NOT NULL,   -- a submission's id, a kind, a layout's id
    detail      VARCHAR NOT NULL,
    previous    VARCHAR NOT NULL,   -- hash of the line before, '' for the first
    hash        VARCHAR NOT NULL    -- sha256 over all columns before this one
);
