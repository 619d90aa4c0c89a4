"""The system's Chromium, driven without a window and without a word to the outside.

Debian's build of it without a browser around the page takes a fifth less of the processor; where there is none, the
other does.
"""

import shutil

_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
CHROMIUM = next(filter(None, map(shutil.which, _NAMES)), "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--font-render-hinting=none",  # as in a browser: else letters on paper are wider than people's
]
WIDTHS = {"desk": (1366, 900), "ipad": (820, 1180), "phone": (390, 844)}
