"""The browser fetches and reads what draws charts while the server still makes the page: it takes a second or two."""

from pathlib import Path

from streamlit import file_util

from access.scripts import inline

_FETCH = """
(() => {
  const page = document.querySelector('script[src*="static/js/"]');
  if (window.chartsAhead || !page) return;
  window.chartsAhead = true;
  const fetched = () => import(new URL("%s", page.src)).catch(() => {});
  (window.requestIdleCallback || setTimeout)(fetched);
})();
"""


def _charts() -> str:
    """The name of Streamlit's own file that draws charts, '' where this version of it has another."""
    scripts = Path(file_util.get_static_dir(), "static", "js")
    return next((each.name for each in scripts.glob("PlotlyChart.*.js")), "")


# for the head of a page: the browser makes ready for charts as soon as it has nothing else to do
SCRIPT = inline(_FETCH % _charts())
