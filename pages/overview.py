"""What is new: the newest month of every measure, and what nobody has explained yet."""

from datetime import date

import access
from screen.cards import show_overview
from screen.header import footer, header

access.guard()
header("Overview")
show_overview(date.today())
footer()
