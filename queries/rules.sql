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
-- weight, weights: of the new figure, and of all in the mean, where figures do not weigh alike
CREATE MACRO rules.seasonal_widening(years, weight := 1, weights := NULL) AS CASE
    WHEN years >= 2 THEN sqrt((1 / weight + 1 / coalesce(weights, years)) * years / (years - 1)) END;

-- Of a month of so many working days, how many times as long it is as one of 21, about the average.
CREATE MACRO rules.month_length(working_days) AS working_days / 21;

-- What it means that a figure is unusual. direction: increase, decrease or neutral, which of them is better; side: 1 where
-- it is high, -1 where it is low, 0 where it is neither.
CREATE MACRO rules.meaning(direction, side) AS CASE
    WHEN direction = 'neutral' OR side = 0 THEN 'neutral'
    WHEN (direction = 'increase') = (side = 1) THEN 'improvement'
    ELSE 'concern' END;

-- How many months a period has; of a measure that does not say its period: one.
CREATE MACRO rules.months_of(period) AS CASE period WHEN 'quarter' THEN 3 WHEN 'year' THEN 12 ELSE 1 END;

-- What a period of so many months is called.
CREATE MACRO rules.period_of(months) AS CASE months WHEN 3 THEN 'quarter' WHEN 12 THEN 'year' ELSE 'month' END;

-- The first month of the period that a month lies in; quarters and years are those of the financial year.
-- day: the first of the month; months: 1, 3 or 12; year_starts: the month in which financial years start
CREATE MACRO rules.period_start(day, months, year_starts) AS
    (day - to_months(((month(day) - year_starts + 12) % months)::INTEGER))::DATE;

-- Months since January 2000: time, for lines through a series.
CREATE MACRO rules.month_number(month) AS date_diff('month', DATE '2000-01-01', month);

-- Whether a least-squares line rises or falls by more than chance: its slope is 3 standard errors or more.
-- squares_of_time: of the months about their middle; squares: of the figures about their level; freedom: degrees left over
CREATE MACRO rules.slope_beyond_chance(slope, squares_of_time, squares, freedom) AS
    slope ** 2 * squares_of_time * freedom >= 9 * (squares - slope ** 2 * squares_of_time);

-- Whether one step at the best place fits clearly better than a line: n ln(off_line / off_step) > strictness x ln n, an
-- information criterion. What binary fractions leave behind of a perfect line is nothing.
-- off_line, off_step: squares that they leave over; n: figures; mean: of all
CREATE MACRO rules.step_fits_better(off_line, off_step, n, mean, strictness) AS
    off_line > off_step * n ** (strictness / n) AND off_line > 1e-18 * n * mean ** 2;

-- By how much limits widen about a straight line: the error of a new value about the line's, and of each calendar month's
-- own level where there is a season, whose residuals are smaller than the errors by (k - 1) / k.
-- months: that the level rests on; away: from their middle, in months; squares_of_time: of all months about theirs;
-- weight, weights: of the new figure, and of those that the level rests on
CREATE MACRO rules.line_widening(months, away, squares_of_time, seasonal, weight := 1, weights := NULL) AS
    sqrt((1 / weight + 1 / coalesce(weights, months) + away ** 2 / squares_of_time)
         * CASE WHEN seasonal THEN months / (months - 1) ELSE 1 END);

-- How figures vary where the level moves: as the level to the power of 0.75, between counts (0.5) and growth in percent (1).
CREATE MACRO rules.spread_at(level, mean) AS (greatest(level, 0) / mean) ** 0.75;

-- How much months resemble the month before: correlation of neighbours (lag 1), of 12 figures or more; a gap has none.
-- left_over: list in order of time of what the level leaves over, missing ones as NULL
CREATE MACRO rules.autocorrelation(left_over) AS list_transform(
    [{'each': left_over, 'mean': list_avg(left_over)}],
    lambda it: CASE WHEN list_count(it.each) >= 12 THEN
        list_sum(list_transform(list_zip(it.each, it.each[2:]), lambda pair: (pair[1] - it.mean) * (pair[2] - it.mean)))
        / nullif(list_sum(list_transform(it.each, lambda one: (one - it.mean) ** 2)), 0) END
)[1];

-- By how much limits widen where months resemble the month before, beyond 1.5 / root n: moving ranges are then too small
-- by the root of 1 - r (Vasilopoulos and Stamboulis 1978), and r itself is found too small by (1 + 3 r) / n (Kendall 1954).
CREATE MACRO rules.likeness_widening(r, n) AS CASE
    WHEN r * sqrt(n) > 1.5 THEN 1 / sqrt(1 - least(r + (1 + 3 * r) / n, 0.9)) ELSE 1 END;

-- Skewness of figures about their mean; NULL where they do not vary.
CREATE MACRO rules.skewness(left_over) AS list_transform(
    [{'each': left_over, 'mean': list_avg(left_over)}],
    lambda it: list_avg(list_transform(it.each, lambda one: (one - it.mean) ** 3))
        / nullif(list_avg(list_transform(it.each, lambda one: (one - it.mean) ** 2)), 0) ** 1.5
)[1];

-- By how much the limit widens on the side to which figures are skewed by more than chance (2 standard errors): the
-- correction of Chan and Cui (2003), 4/3 k / (1 + 0.2 k ** 2) sigma on three, or a part of it. It narrows no limit.
-- skewness: towards the limit; n: figures; part: of the correction, 1 where they are pressed against a bound
CREATE MACRO rules.skew_widening(skewness, n, part) AS CASE
    WHEN skewness > 2 * sqrt(6 / n) THEN 1 + part * (4 / 9) * skewness / (1 + 0.2 * skewness ** 2) ELSE 1 END;

-- The interval in which a share of n lies 19 times in 20, in percent (Wilson score interval, 1927).
-- percent: the share, 0 to 100; side: -1 for its lower end, 1 for its upper end
CREATE MACRO rules.wilson(percent, n, side) AS list_transform(
    [{'share': percent / 100, 'spread': 1.959964 ** 2 / n}],
    lambda it: 100 * (it.share + it.spread / 2 + side * sqrt(it.spread * (it.share * (1 - it.share) + it.spread / 4)))
        / (1 + it.spread)
)[1];

-- By how much limits widen where few figures are left to estimate the spread from, so that noise alone is outside as rarely as
-- with many: the quantile of Student's t that belongs to three sigma (0.99865), over three, by the expansion of Cornish and
-- Fisher. With 11 degrees of freedom (a mean of 12 months) 1.28, with 22 1.13; with more they are taken for many.
CREATE MACRO rules.short_widening(freedom) AS CASE
    WHEN freedom BETWEEN 1 AND 22 THEN
        1 + (7.5 / freedom + 17.25 / freedom ** 2 + 30.1875 / freedom ** 3) / 3
    ELSE 1 END;

-- The 97.5% point of Student's t, for intervals of 95%, by the expansion of Cornish and Fisher: 2.57 for 5 degrees of freedom.
CREATE MACRO rules.t_95(freedom) AS 1.95996 + 2.37227 / freedom + 2.8225 / freedom ** 2 + 2.5556 / freedom ** 3;

-- Whether chance alone does it so rarely that it is taken for more than chance: once in a hundred times or less often.
CREATE MACRO rules.beyond_chance(probability) AS probability < 0.01;

-- How often these rules call a measure's newest month unusual where chance alone moved it: what `python -m tests.bench.signals`
-- finds over its kinds of process lies about it.
CREATE MACRO rules.false_alarm_rate() AS 0.01::DOUBLE;

-- Whether counts are too few for limits: a mean under 5 a month, where counts come in steps and are skewed.
CREATE MACRO rules.too_few(mean) AS mean < 5;

-- Ratio of variances between and within calendar months (one-way analysis of variance), an aggregate over the rows
-- of a series' calendar months: 12, of quarters 4. Variances below what binary fractions leave behind are none: 0 between, infinity within.
-- years: how often the month was seen; usual: its mean; mean: of all months; squares_within: sum of squares about
-- `usual`; largest: the largest figure without its sign; weights: of the month's figures, where they do not weigh alike
-- (squares_within weighs them, and largest has the root of the weight)
CREATE MACRO rules.season_f(years, usual, mean, squares_within, largest, weights := NULL) AS CASE
    WHEN sum(coalesce(weights, years) * (usual - mean) ** 2) / (count(*) - 1) <= (1e-9 * max(largest)) ** 2 THEN 0.0
    WHEN sum(squares_within) / (sum(years) - count(*)) <= (1e-9 * max(largest)) ** 2 THEN 'infinity'::DOUBLE
    ELSE sum(coalesce(weights, years) * (usual - mean) ** 2) / (count(*) - 1) / (sum(squares_within) / (sum(years) - count(*))) END;

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

-- Probability that a standard normal figure is above z: Abramowitz and Stegun 26.2.17 (Zelen and Severo), right to 7.5e-8.
CREATE MACRO rules.normal_tail(z) AS list_transform(
    [1 / (1 + 0.2316419 * abs(z))],
    lambda w: list_transform(
        [exp(-(z ** 2) / 2) / sqrt(2 * pi())
            * w * (0.319381530 + w * (-0.356563782 + w * (1.781477937 + w * (-1.821255978 + w * 1.330274429))))],
        lambda tail: CASE WHEN z >= 0 THEN tail ELSE 1 - tail END
    )[1]
)[1];

-- How often chance alone splits n pairs so unevenly, on both sides (sign test, Arbuthnot 1710): pairs that are equal are left out.
-- n: pairs that differ; fewer: those on the rarer side
CREATE MACRO rules.sign_test(n, fewer) AS least(1, 2 * list_sum(list_transform(range(0, fewer + 1), lambda i:
    exp(lgamma(n + 1) - lgamma(i + 1) - lgamma(n - i + 1) - n * ln(2)))));

-- Whether a survey has too few answers to rest on: fewer than 30. With 30 the interval of a share of one half is still 34 points wide.
-- Of a small group 20 answers may be nearly all: they count for more by the correction for a finite population, (N - 1) / (N - n).
-- asked: how many were asked; NULL = not known, or many
CREATE MACRO rules.few_answers(answers, asked := NULL) AS answers < 30
    AND NOT coalesce(answers * (asked - 1) >= 30 * (asked - answers), false);

-- Whether so few of those asked answered that the others may think otherwise: less than half, the threshold below which results of the
-- National Student Survey are not published (Office for Students).
-- rate: percent of those asked
CREATE MACRO rules.low_response(rate) AS rate < 50;

-- Which services and measures a question is asked for. '*' stands for each of them by itself: one pass then answers for all,
-- as if each were asked for alone. What follows @ in a measure's id is its service: digital_take_up@parking-permits.
-- service, wanted: the parameters $service and $measure_id; NULL = all together
CREATE MACRO rules.service_asked_for(service, wanted) AS coalesce(service, nullif(split_part(wanted, '@', 2), ''));

-- Whether the measure is among those that are asked for.
CREATE MACRO rules.is_asked_for(measure_id, wanted) AS
    wanted IS NULL OR measure_id = wanted OR (ends_with(wanted, '@*') AND starts_with(measure_id, rtrim(wanted, '*')));

-- The keys of the slices of the measures asked for, from the first to before the second: a key is the measure's id, '|', which
-- '}' follows in the order of letters, and the month; and 'A' follows '@'.
CREATE MACRO rules.first_slice(wanted) AS CASE WHEN ends_with(wanted, '@*') THEN rtrim(wanted, '*') ELSE wanted || '|' END;
CREATE MACRO rules.after_slices(wanted) AS CASE WHEN ends_with(wanted, '@*') THEN rtrim(wanted, '@*') || 'A' ELSE wanted || '}' END;
