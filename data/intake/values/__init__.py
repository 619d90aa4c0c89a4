"""Text to values: the only readers of numbers, dates, periods, durations, codes and words.

In: distinct texts of one column. Out: typed values, and what is wrong with each text that has none.
"""
