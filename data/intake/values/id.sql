-- Codes such as INC0012345. They are long and many, so only what cannot be a code is looked for. An @ stands only in the
-- code of a measure of one service, such as phone_wait@parking-permits: see COMPUTED in data/contracts/measures.py.
-- reads: texts (text: distinct, tidied, never empty)
-- columns: text, value, code, problem, remedy, repair
WITH seen AS (
    SELECT
        text,
        code_as_meant(text) AS meant,
        code_fault(code_as_meant(text)) AS no_code,
        contains(text, '@') AND NOT regexp_full_match(
            text,
            '(digital_take_up|assisted_digital|online_completion|online_failed|phone_abandoned|phone_wait|avoidable_contact'
            || '|service_satisfaction)@[A-Za-z0-9_-]+'
        ) AS has_at
    FROM texts
),
looked_at AS (
    SELECT text, meant, no_code, has_at, CASE WHEN has_at THEN personal_data(text) END AS personal FROM seen
),
judged AS (
    SELECT
        text,
        CASE WHEN NOT excel_error(text) AND NOT says_nothing(text) AND NOT has_at AND no_code IS NULL THEN meant END AS value,
        CASE WHEN excel_error(text) THEN fault('failed_formula', 'is a failed Excel formula')
             WHEN personal IS NOT NULL THEN personal_fault(personal)
             WHEN has_at THEN fault('not_a_code', 'is not a code: it has an @')
             WHEN NOT says_nothing(text) THEN no_code END AS fault,
        CASE WHEN excel_error(text) THEN 'Mend the formula.'
             WHEN has_at THEN 'Use a code that names no person.'
             WHEN no_code IS NOT NULL THEN 'Write the code as its system has it.' END AS remedy,
        CASE WHEN meant <> text AND NOT says_nothing(text) THEN 'word' END AS repair
    FROM looked_at
)
SELECT text, value, fault.code AS code, fault.sentence AS problem, remedy, repair FROM judged
