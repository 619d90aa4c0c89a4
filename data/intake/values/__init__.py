"""Text to values: the only readers of numbers, dates, periods, durations, codes and words.

number.sql says which texts are figures, to cells and, through figures.py, to headers and totals; periods.py, moment.sql
and month.sql which are times.

In: distinct texts of one column. Out: typed values, and what is wrong with each text that has none, as a
code and a sentence.
"""
