"""IT demand: was the newest month unusual, why, and what do the officers say."""

from datetime import date

import access
from exhibits import process
from screen import filters
from screen.header import footer, header
from screen.show import show

access.guard()
header("IT demand")
chosen = filters.choose(date.today())
if chosen:
    asked = {"measure_id": chosen.measure_id, "directorate": chosen.directorate}
    show(process.process_chart, chosen.view, **asked, months=chosen.months)
footer()
