-- Macros that every column goes through. Loaded once into the connection that checks a file.

-- The cell without spaces and tabs at its ends; NULL when nothing is left.
CREATE MACRO tidy_plain(cell) AS nullif(trim(cell, E' \t\r\n'), '');

-- The same for files that hold more than plain letters: unusual spaces, control characters, and the apostrophe that
-- our own exports (and Excel) put before text that would run as a formula.
CREATE MACRO tidy_any(cell) AS nullif(
    regexp_replace(
        regexp_replace(
            regexp_replace(cell, '[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x{80}-\x{9f}\x{200b}\x{200e}\x{200f}\x{2060}\x{feff}]', '', 'g'),
            '^[\s\x{a0}\x{2007}\x{202f}\x{3000}]+|[\s\x{a0}\x{2007}\x{202f}\x{3000}]+$', '', 'g'),
        '^''([=+@\-\t\r])', '\1'),
    '');

-- What people write in a cell that has no value.
CREATE MACRO says_nothing(text) AS lower(text) IN (
    '?', '??', '???', '-', '--', '---', '–', '—', '.', 'n/a', 'na', 'n.a.', 'n\a', 'null', '(null)', '(blank)', '(empty)',
    '[null]', 'none', 'no data', 'not available', 'not applicable', 'not recorded', 'nan'
);

-- What Excel shows where a formula failed or a column was too narrow.
CREATE MACRO excel_error(text) AS regexp_full_match(
    upper(text), '#(REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)|#{3,}'
);

-- Personal data inside text, or NULL. Marks on both sides keep ticket numbers and sums of money out.
CREATE MACRO personal_data(text) AS CASE
    WHEN contains(text, '@')
         AND regexp_matches(text, '[A-Za-z0-9._%+''-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}')
        THEN 'an e-mail address'
    WHEN NOT regexp_matches(text, '[0-9]') THEN NULL
    WHEN regexp_matches(text, '(^|[^0-9A-Za-z./_#£-])(\+44|0044|\(\+44\)) ?(\(0\) ?)?[1-9]([ -]?[0-9]){8,9}($|[^0-9A-Za-z])')
      OR regexp_matches(text, '(^|[^0-9A-Za-z./_#£+-])\(?0[12378][0-9]{1,4}\)?([ -]?[0-9]){5,8}($|[^0-9A-Za-z/])')
         AND length(regexp_replace(regexp_extract(
                text, '(?:^|[^0-9A-Za-z./_#£+-])(\(?0[12378][0-9]{1,4}\)?(?:[ -]?[0-9]){5,8})(?:$|[^0-9A-Za-z/])', 1
             ), '[^0-9]', '', 'g')) = 11
        THEN 'a telephone number'
    -- the letters that HM Revenue and Customs uses, without prefixes that it never gives out
    WHEN regexp_matches(upper(text), '(^|[^0-9A-Z_-])[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]($|[^0-9A-Z_-])')
     AND NOT regexp_matches(upper(text), '(^|[^0-9A-Z_-])(BG|GB|KN|NK|NT|TN|ZZ) ?[0-9]{2}')
        THEN 'a National Insurance number'
END;

-- Figures of a date as a number; NULL when there are none.
CREATE MACRO figure(text) AS TRY_CAST(text AS INTEGER);

-- The number of a month of the year: March, Mar, 3; NULL when it is none.
CREATE MACRO calendar_month(text) AS CASE
    WHEN regexp_full_match(lower(text), '(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?)\.?')
        THEN (position(lower(text)[1:3] IN 'janfebmaraprmayjunjulaugsepoctnovdec') + 2) // 3
    WHEN regexp_full_match(text, '0?[1-9]|1[0-2]') THEN figure(text)
END;
