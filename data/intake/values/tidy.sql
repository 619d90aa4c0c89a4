-- Macros that every column goes through. Loaded once into the connection that checks a file.

-- The cell without spaces and tabs at its ends; NULL when nothing is left.
CREATE MACRO tidy_plain(cell) AS nullif(trim(cell, E' \t\r\n'), '');

-- The same for files that hold more than plain letters: unusual spaces, control characters, and the apostrophe that
-- our own exports (and Excel) put before text that would run as a formula.
CREATE MACRO tidy_any(cell) AS nullif(
    regexp_replace(
        regexp_replace(
            regexp_replace(cell, '[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x{80}-\x{9f}\x{200b}\x{200e}\x{200f}\x{2060}\x{feff}]', '', 'g'),
            '^[\s\x{a0}\x{2007}\x{2028}\x{2029}\x{202f}\x{3000}]+|[\s\x{a0}\x{2007}\x{2028}\x{2029}\x{202f}\x{3000}]+$',
            '', 'g'),
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

-- A code as it is meant: with hyphens where a word processor has put dashes, the label of a link in place of its
-- formula, and without the .0 of a program that took it for a figure.
CREATE MACRO code_as_meant(text) AS CASE
    WHEN regexp_full_match(text, '[A-Za-z0-9_/-]*') THEN text
    ELSE regexp_replace(
        translate(
            coalesce(nullif(regexp_extract(text, '(?i)^=\s*HYPERLINK\(.*[,;]\s*"([^"]+)"\s*\)$', 1), ''), text),
            '‐‑‒–—―−﹣－．', '---------.'
        ),
        '^(\d{4,})\.0$', '\1'
    ) END;

-- What is wrong with a text: a short word for it, which stays when the sentence is put better, and the sentence.
CREATE MACRO fault(code, sentence) AS {'code': code, 'sentence': sentence};

-- Why a text can be no code, whatever system it comes from; NULL where it can.
CREATE MACRO code_fault(text) AS CASE
    WHEN regexp_full_match(text, '[A-Za-z0-9_/.-]*') THEN NULL
    WHEN contains(text, '�') THEN fault('lost_letter', 'has a letter that another program could not keep')
    WHEN regexp_full_match(text, '\d+(\.\d+)?[eE]\+\d+')
        THEN fault('shortened_by_excel', 'was shortened by a spreadsheet, and its last figures are lost')
    WHEN starts_with(text, '=') THEN fault('formula_for_a_code', 'is a formula, not a code')
    WHEN regexp_matches(text, '[\n\r\x{2028}\x{2029}]') THEN fault('several_lines', 'has more than one line')
    WHEN contains(text, '"') AND NOT regexp_matches(text, '\s') THEN fault('quotation_mark_in_a_code', 'has a quotation mark')
END;

-- The check digit of an NHS number: nine figures weighted from 10 to 2, modulo 11.
CREATE MACRO is_nhs_number(figures) AS (
    list_sum(list_transform(range(1, 10), lambda n: (11 - n) * TRY_CAST(figures[n] AS INTEGER)))
    + TRY_CAST(figures[10] AS INTEGER)
) % 11 = 0;

-- NHS numbers are written 943 476 5919. Ten figures in a row are taken for one only where such numbers are given out.
CREATE MACRO holds_nhs_number(text) AS CASE
    WHEN regexp_matches(text, '[0-9]{3}[ \x{a0}-]?[0-9]{3}[ \x{a0}-]?[0-9]{4}') THEN len(list_filter(
        list_concat(
            regexp_extract_all(text, '(?:^|[^0-9A-Za-z./_#£+-])([0-9]{3}[ \x{a0}-][0-9]{3}[ \x{a0}-][0-9]{4})(?:$|[^0-9A-Za-z/_-])', 1),
            regexp_extract_all(text, '(?:^|[^0-9A-Za-z./_#£+-])([34679][0-9]{9})(?:$|[^0-9A-Za-z/_-])', 1)
        ),
        lambda each: is_nhs_number(regexp_replace(each, '[^0-9]', '', 'g'))
    )) > 0
    ELSE false END;

-- A postcode in full, never one with its inward half left out. Inside a sentence only in capitals and with its space,
-- and not where S8 4GB is a telephone or L1 2ND line a team.
CREATE MACRO holds_postcode(text) AS CASE
    WHEN regexp_matches(text, '[0-9][A-Za-z]? {0,2}[0-9][A-Za-z]{2}') THEN
        regexp_full_match(upper(text), '(AB|AL|BA|BB|BD|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|EC|EH|EN|EX|FK|FY|GL|GU|GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|LA|LD|LE|LL|LN|LS|LU|ME|MK|ML|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE|B|E|G|L|M|N|S|W)[0-9][0-9A-HJKMNP-Y]? {0,2}[0-9][ABD-HJLNP-UW-Z]{2}') AND length(text) > 5
        OR regexp_matches(
            regexp_replace(text, '\b(1ST|2ND|3RD|[4-9]TH|[0-9](GB|TB))\b', '~', 'g'),
            '(^|[^0-9A-Za-z_#/.-])(AB|AL|BA|BB|BD|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|EC|EH|EN|EX|FK|FY|GL|GU|GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|LA|LD|LE|LL|LN|LS|LU|ME|MK|ML|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE|B|E|G|L|M|N|S|W)[0-9][0-9A-HJKMNP-Y]? {1,2}[0-9][ABD-HJLNP-UW-Z]{2}($|[^0-9A-Za-z_-])'
        )
    ELSE false END;

-- Eleven figures from 01, 02, 03, 07 or 08, or nine or ten after +44, in the groups that people write.
CREATE MACRO holds_telephone(text) AS
    regexp_matches(text, '(^|[^0-9A-Za-z./_#£-])(\+44|0044|\(\+44\)) ?(\(0\) ?)?[1-9]([ .\x{a0}-]?[0-9]){8,9}($|[^0-9A-Za-z])')
    OR CASE WHEN regexp_matches(text, '0[12378]([ ().\x{a0}-]{0,2}[0-9]){9}') THEN regexp_matches(
        text,
        '(^|[^0-9A-Za-z./_#£+-])('
        || '\(?0[12378][0-9]\)?([ \x{a0}-]?[0-9]){8}|\(0[12378][0-9]{2}\)([ \x{a0}-]?[0-9]){7}'
        || '|\(0[12378][0-9]{3}\)([ \x{a0}-]?[0-9]){6}|\(0[12378][0-9]{4}\)([ \x{a0}-]?[0-9]){5}'
        || '|07 [0-9]{3} [0-9]{3} [0-9]{3}|0[12378][0-9]{3}\.[0-9]{3}\.?[0-9]{3}|0[12378][0-9]{2}\.[0-9]{3}\.[0-9]{4}'
        || ')($|[^0-9A-Za-z/])'
    ) ELSE false END;

-- The letters that HM Revenue and Customs uses, without prefixes that it never gives out.
CREATE MACRO holds_national_insurance_number(text) AS CASE WHEN regexp_matches(text, '[A-Za-z]{2} ?[0-9]{2} ?[0-9]{2}') THEN
    regexp_matches(upper(text), '(^|[^0-9A-Z_-])[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]($|[^0-9A-Z_-])')
    AND NOT regexp_matches(upper(text), '(^|[^0-9A-Z_-])(BG|GB|KN|NK|NT|TN|ZZ) ?[0-9]{2}')
    ELSE false END;

-- (CASE and not AND, which would work out both sides for every row.)

-- Personal data inside text, or NULL. Marks on both sides keep ticket numbers and sums of money out.
CREATE MACRO personal_data(text) AS CASE
    WHEN contains(text, '@')
         AND regexp_matches(text, '[A-Za-z0-9._%+''-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}')
        THEN 'an e-mail address'
    WHEN NOT regexp_matches(text, '[0-9]') THEN NULL
    WHEN holds_telephone(text) THEN 'a telephone number'
    WHEN holds_national_insurance_number(text) THEN 'a National Insurance number'
    WHEN holds_nhs_number(text) THEN 'an NHS number'
    WHEN holds_postcode(text) THEN 'a postcode in full'
END;

-- The same in a code, where ten figures in a row are a code.
CREATE MACRO personal_data_in_code(text) AS
    CASE WHEN NOT regexp_full_match(text, '[0-9]{10}') THEN personal_data(text) END;

-- What is wrong with a text that holds personal data.
CREATE MACRO personal_fault(personal) AS CASE WHEN personal IS NOT NULL THEN fault(
    CASE personal WHEN 'an e-mail address' THEN 'personal_email_address'
                  WHEN 'a telephone number' THEN 'personal_telephone_number'
                  WHEN 'a National Insurance number' THEN 'personal_national_insurance_number'
                  WHEN 'an NHS number' THEN 'personal_nhs_number'
                  WHEN 'a postcode in full' THEN 'personal_postcode' END,
    'holds ' || personal
) END;

-- What to do about it.
CREATE MACRO personal_remedy(personal) AS CASE
    WHEN personal = 'a postcode in full' THEN 'Keep its first half only, such as SW1A: the dashboard keeps no addresses.'
    WHEN personal IS NOT NULL THEN 'Take it out: the dashboard keeps no personal data.'
END;

-- Figures of a date as a number; NULL when there are none.
CREATE MACRO figure(text) AS TRY_CAST(text AS INTEGER);

-- The names of months, as a pattern for text in small letters; periods.py has the same one for headers.
CREATE MACRO month_word() AS
    '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';

-- The number of a month by its name in small letters.
CREATE MACRO month_number(word) AS (position(word[1:3] IN 'janfebmaraprmayjunjulaugsepoctnovdec') + 2) // 3;

-- The year that two figures or four stand for: 00 to 79 are 2000 to 2079, 80 to 99 are 1980 to 1999.
CREATE MACRO year_of(text) AS CASE WHEN length(text) = 2 AND figure(text) < 80 THEN 2000 + figure(text)
                                   WHEN length(text) = 2 THEN 1900 + figure(text)
                                   ELSE figure(text) END;

-- The number of a month of the year: March, Mar, 3; NULL when it is none.
CREATE MACRO calendar_month(text) AS CASE
    WHEN regexp_full_match(lower(text), month_word() || '\.?') THEN month_number(lower(text))
    WHEN regexp_full_match(text, '0?[1-9]|1[0-2]') THEN figure(text)
END;
