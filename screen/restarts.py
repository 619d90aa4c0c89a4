"""An officer at work learns at once that the dashboard was started again: nothing they have in hand is left then.

A browser that finds its server again keeps showing the old page, although the new process knows nothing of it. So the
page asks every few seconds which start of the dashboard answers, and opens afresh where it is another one.
"""

import streamlit as st

from access.scripts import inline
from access.startup import STARTED, STARTED_PATH
from access.words import RESTARTED, RESTARTED_KEY

_WATCH = """
(() => {
  const started = "%(started)s";
  if (window.dashboardStarted === started) return;
  window.dashboardStarted = started;
  clearInterval(window.dashboardWatch);
  window.dashboardWatch = setInterval(async () => {
    if (!location.pathname.endsWith("/upload")) return;
    try {
      const answer = await fetch("%(path)s", {cache: "no-store"});
      const now = (await answer.text()).trim();
      if (/^[0-9a-f]{16}$/.test(now) && now !== started) location.replace(location.pathname + "?%(key)s=1");
    } catch {}  // it is still on its way up
  }, 2000);
})();
"""
_SCRIPT = inline(_WATCH % {"started": STARTED, "path": STARTED_PATH, "key": RESTARTED_KEY})


def watch_for_restart() -> None:
    """From now on, this browser page opens afresh when another start of the dashboard answers."""
    st.html(_SCRIPT, unsafe_allow_javascript=True)


def say_restarted(*, files_in_hand: bool) -> None:
    """Say to somebody whose page was opened afresh why, until they have chosen files again."""
    if RESTARTED_KEY not in st.query_params:
        return
    if files_in_hand:
        del st.query_params[RESTARTED_KEY]
    else:
        st.warning(RESTARTED)
