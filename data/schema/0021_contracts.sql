-- IT contracts: what they cost a year, when they come up for renewal, and what has been decided.

CREATE TABLE contracts (
    submission_id VARCHAR, source_row BIGINT, slice_key VARCHAR,
    contract_id VARCHAR, service VARCHAR, supplier VARCHAR, value_gbp DOUBLE, starts_on DATE, renewal_date DATE, notice_date DATE,
    decision VARCHAR, saving_at_renewal DOUBLE, saving_status VARCHAR, objective_id VARCHAR, project_id VARCHAR, note VARCHAR
);

CREATE VIEW current_contracts AS
SELECT t.* FROM contracts AS t
JOIN current_slices AS c ON c.kind = 'contracts' AND c.submission_id = t.submission_id AND c.slice_key = t.slice_key;
