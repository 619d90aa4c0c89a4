"""Headers to columns: what each column of a text table is in a contract.

In: a TextTable. Out: the kind it is, which column stands for which, wide tables made long, and what a person has to
match. Each file stands on those above it:

matching        header → column of a contract, by its spelling
families        columns for each month, quarter, year or channel
running_totals  families that say again what another one says
wide_plan       which families count, and what must be asked
understanding   matching and plan of a table and a kind, worked out once and kept with the table
unpivoting      wide to long
layout          how a file is read, as somebody has confirmed it, and as text
proposing       the layout that seems to fit, for a person to confirm
recognising     the kind that a file is
header_checks   what is wrong with the headers
personal, withheld, unit_scaling, template_rows: what cells need before or after they are read
"""
