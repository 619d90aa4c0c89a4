"""Headers to columns: what each column of a text table is in a contract.

In: a TextTable. Out: the kind it is, which column stands for which, wide tables made long, and what a person has to
match.
"""
