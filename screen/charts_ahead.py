"""The browser fetches what draws charts once a page has its heading, whether the page has a chart or the next one will.

It is fetched and compiled, and not run: that takes most of a second, and a page without charts never needs it.
"""

from access.charts_later import CHARTS, WHOLE
from access.scripts import inline

_FETCH = """
(() => {
  const page = document.querySelector('script[src*="static/js/"]');
  if (window.chartsAhead || !page) return;
  window.chartsAhead = true;
  const link = Object.assign(document.createElement("link"), {rel: "modulepreload", crossOrigin: ""});
  link.href = new URL("%s", page.src);
  const seen = new MutationObserver(() => {
    if (!document.querySelector(".stMain h1")) return;
    seen.disconnect();
    document.head.append(link);
  });
  seen.observe(document.body, {childList: true, subtree: true});
})();
"""


# for every page
SCRIPT = inline(_FETCH % f"{CHARTS}?{WHOLE}")
