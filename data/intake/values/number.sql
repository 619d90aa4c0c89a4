-- Numbers as people write them: 1,234  £1,200.50  45%  (12) for minus 12. Commas must stand at the thousands.
-- A percentage keeps its figure: 45% is 45. 0,000 and 012,345 have no thousands.
-- reads: texts (text: distinct, tidied, never empty)
-- columns: text, value (DOUBLE), code, problem, remedy, repair; written (it is written as a figure: one that is taken, or
-- one that is refused because nobody could say which it is, such as 1.234,5)
WITH parts AS (
    SELECT
        text,
        regexp_extract(
            replace(replace(text, '−', '-'), '–', '-'),
            '^(\()?([-+])?\s*(?:(?:£|(?i:gbp))[\s\x{a0}\x{2007}\x{2009}\x{202f}]*)?([-+])?([1-9]\d{0,2}(?:,\d{3})+|\d+)?(\.\d*)?(?:[eE]([-+]?\d{1,3}))?\s*(%)?\s*(\))?$',
            ['opens', 'sign', 'second_sign', 'whole', 'decimals', 'power', 'percent', 'closes']
        ) AS p
    FROM texts
),
read AS (
    SELECT
        text, p,
        CASE WHEN regexp_full_match(text, '£\s*[-–—]') THEN 0.0  -- how Excel's accounting format shows nought
             WHEN (p.whole <> '' OR length(p.decimals) > 1)
              AND (p.opens = '') = (p.closes = '')
              AND (p.sign = '' OR p.second_sign = '')
              AND (p.opens = '' OR p.sign || p.second_sign = '')
        THEN TRY_CAST(
            CASE WHEN p.opens <> '' OR p.sign = '-' OR p.second_sign = '-' THEN '-' ELSE '' END
            || coalesce(nullif(replace(p.whole, ',', ''), ''), '0')
            || CASE WHEN length(p.decimals) > 1 THEN p.decimals ELSE '' END
            || CASE WHEN p.power <> '' THEN 'e' || p.power ELSE '' END AS DOUBLE
        ) END AS value
    FROM parts
),
judged AS (
    SELECT
        text,
        CASE WHEN isfinite(value) THEN value END AS value,
        CASE
            WHEN isfinite(value) THEN NULL
            WHEN lower(text) IN ('nil', 'none', 'zero') THEN fault('nought_or_unknown', 'may mean 0 or not known')
            WHEN says_nothing(text) THEN NULL
            WHEN excel_error(text) THEN fault('failed_formula', 'is a failed Excel formula')
            WHEN regexp_full_match(text, '[£(+-]*\d+(,\d+)+(\.\d+)?[%)]*')
                THEN fault('comma_not_at_thousands', 'has a comma that is not at the thousands')
            WHEN regexp_full_match(text, '[£(+-]*\d{1,3}(\.\d{3})+(,\d+)?[%)]*')
                THEN fault('decimal_comma', 'is written with a decimal comma')
            WHEN regexp_full_match(lower(text), '[£(+-]*[\d,.]+ ?(k|m|bn|th|thousand|million|billion)[)]*')
                THEN fault('shortened_number', 'is shortened')
            WHEN regexp_matches(text, '[€$¥]') THEN fault('another_currency', 'is in another currency than pounds')
            WHEN regexp_full_match(text, '[<>≤≥~≈c.]+ ?[£\d,.]+%?') THEN fault('not_exact', 'is not an exact number')
            ELSE fault('not_a_number', 'is not a number')
        END AS fault,
        CASE
            WHEN isfinite(value) THEN NULL
            WHEN lower(text) IN ('nil', 'none', 'zero') THEN 'Write 0, or leave the cell empty if it is not known.'
            WHEN excel_error(text) THEN 'Mend the formula, or leave the cell empty.'
            WHEN regexp_matches(text, '\d,\d') THEN 'Write thousands as 1,234 and decimals as 1234.5.'
            ELSE 'Write it in figures, such as 1234.5, or leave the cell empty.'
        END AS remedy,
        CASE
            WHEN value IS NULL THEN NULL
            WHEN p.opens <> '' THEN 'brackets'
            WHEN p.percent <> '' THEN 'percent'
            WHEN contains(text, '£') OR contains(upper(text), 'GBP') THEN 'pounds'
            WHEN contains(text, ',') THEN 'thousands'
            WHEN contains(text, 'E+') THEN 'shortened'
        END AS repair,
        CASE WHEN isfinite(value) THEN true ELSE regexp_full_match(
            replace(replace(lower(text), '−', '-'), '–', '-'),
            '(?:[<>≤≥~≈]+|c\.)? ?[(+-]*\s*(?:gbp|[£$€¥])?\s*[+-]?\s*(?:\d[\d,. ''’\x{a0}\x{2009}\x{202f}]*|\.\d+)'
            || '\s*[%)]*\s*(?:k|m|bn|thousand|million|billion)?[)]*'
        ) END AS written
    FROM read
)
SELECT text, value, fault.code AS code, fault.sentence AS problem, remedy, repair, written FROM judged
