"""Rows to problems: typed rows ready for the store, and everything that is wrong or unlikely about them.

In: a TextTable, its contract and what the store holds (Known). Out: a Checked.
"""
