-- The arithmetic of the control charts, once: macros that questions call as rules.name(…). Every database that runs our
-- SQL has them (data/rules.py): the store, a lake, and the one in which intake checks files, so that a warning before
-- publishing and the chart after it rest on the same figures. docs/statistics.md says what each rule is for.

-- How far apart two figures may be and still count as equal: a billionth of the largest, because binary fractions do not
-- add up exactly (24 x 0.1 averages to something other than 0.1).
-- scale, other, third: figures of one unit; what is NULL does not count
CREATE MACRO rules.tolerance(scale, other, third := NULL) AS 1e-9 * greatest(abs(scale), abs(other), abs(third));

-- Whether two figures differ by more than that. NULL where one is missing.
CREATE MACRO rules.differ(figure, other) AS abs(figure - other) > rules.tolerance(figure, other);

-- Moving range: how far a figure is from the one before it, in their unit; NULL where one of them is missing.
CREATE MACRO rules.moving_range(figure, before) AS
    CASE WHEN NOT rules.differ(figure, before) THEN 0 ELSE abs(figure - before) END;

-- The moving ranges of a series. The last entry is NULL, so that there are as many as figures.
-- figures: list in order of time, missing ones as NULL
CREATE MACRO rules.moving_ranges(figures) AS
    list_transform(list_zip(figures, figures[2:]), lambda pair: rules.moving_range(pair[2], pair[1]));

-- Average moving range (AMR). Screening leaves out, once, the ranges of 3.267 x their average or more: the upper limit of
-- a range chart for pairs (D4), written so that a range equal to the bound leaves as well. Where all ranges are 0 there
-- is nothing to leave out; where all but the zeros leave, the AMR is 0.
-- ranges: of rules.moving_ranges; screening: BOOLEAN. Source: NHS "Making Data Count", R package NHSRplotthedots
CREATE MACRO rules.amr(ranges, screening) AS CASE
    WHEN screening THEN list_transform(
        [{'ranges': ranges, 'average': list_avg(ranges)}],
        lambda it: coalesce(
            list_avg(list_filter(it.ranges, lambda each: each < 3.267 * it.average * (1 - 1e-9))), it.average
        )
    )[1]
    ELSE list_avg(ranges) END;

-- The AMR that a verdict rests on: one of 0, with ranges that are not, would leave nothing to judge by, so that the
-- average before screening stands in for it.
CREATE MACRO rules.amr_to_judge_by(ranges, screening) AS coalesce(nullif(rules.amr(ranges, screening), 0), list_avg(ranges));

-- How far the process limits lie from the mean: three sigma, as 3 / 1.128 (d2 for pairs) = 2.66 average moving ranges.
CREATE MACRO rules.reach(amr) AS 2.66 * amr;

-- How far the near limits lie from it: two sigma, two thirds of the way to the process limits.
CREATE MACRO rules.near_reach(amr) AS 2 * 2.66 / 3 * amr;

-- By how much limits widen where the mean is that of one calendar month, which was seen only a few times.
-- years: how often; NULL below 2. Variance of a new value about a mean of k: (k + 1) / k; of a residual: (k - 1) / k.
CREATE MACRO rules.seasonal_widening(years) AS CASE WHEN years >= 2 THEN sqrt((years + 1) / (years - 1)) END;

-- Whether chance alone does it so rarely that it is taken for more than chance: once in a hundred times or less often.
CREATE MACRO rules.beyond_chance(probability) AS probability < 0.01;

-- Whether counts are too few for limits: a mean under 5 a month, where counts come in steps and are skewed.
CREATE MACRO rules.too_few(mean) AS mean < 5;

-- Ratio of variances between and within calendar months (one-way analysis of variance), an aggregate over the 12 rows of
-- a series' calendar months. Variances below what binary fractions leave behind are none: 0 between, infinity within.
-- years: how often the month was seen; usual: its mean; mean: of all months; squares_within: sum of squares about
-- `usual`; largest: the largest figure without its sign
CREATE MACRO rules.season_f(years, usual, mean, squares_within, largest) AS CASE
    WHEN sum(years * (usual - mean) ** 2) / 11 <= (1e-9 * max(largest)) ** 2 THEN 0.0
    WHEN sum(squares_within) / (sum(years) - 12) <= (1e-9 * max(largest)) ** 2 THEN 'infinity'::DOUBLE
    ELSE sum(years * (usual - mean) ** 2) / 11 / (sum(squares_within) / (sum(years) - 12)) END;

-- Probability of an F as large or larger by chance: Simpson's rule over the density in ln F, whose width hardly depends
-- on the degrees of freedom, in 300 steps up to e^5 times the larger of F and 1.
-- f: ratio of variances; d1, d2: degrees of freedom; NULL without an f or a d2
CREATE MACRO rules.f_tail(f, d1, d2) AS CASE WHEN d2 > 0 THEN list_transform(
    [{
        'f': f, 'half1': d1 / 2, 'half2': d2 / 2, 'ratio': d1 / d2,
        'lowest': CASE WHEN f BETWEEN 1e-4 AND 1e100 THEN ln(f) END,
        'step': (5 - CASE WHEN f BETWEEN 1e-4 AND 1 THEN ln(f) ELSE 0 END) / 300,
        'log_scale': lgamma((d1 + d2) / 2) - lgamma(d1 / 2) - lgamma(d2 / 2) + d1 / 2 * ln(d1 / d2)
    }],
    lambda it: CASE WHEN it.f < 1e-4 THEN 1.0 WHEN it.f > 1e100 THEN 0.0 ELSE
        it.step / 3 * list_sum(list_transform(range(0, 301), lambda i:
            CASE WHEN i IN (0, 300) THEN 1 WHEN i % 2 = 1 THEN 4 ELSE 2 END
            * exp(it.log_scale + it.half1 * (it.lowest + i * it.step)
                  - (it.half1 + it.half2) * ln(1 + it.ratio * exp(it.lowest + i * it.step)))))
    END
)[1] END;
