"""What changed since the committee last met: each subject in a sentence, what nobody has explained, what to ask."""

from datetime import date

import access
from screen.cards import show_overview
from screen.frame import choose_frame
from screen.header import footer, header

access.guard()
header("Overview")
today = date.today()
frame = choose_frame(today)
show_overview(today, frame.view.as_at, since=frame.since, committee=frame.committee)
footer()
