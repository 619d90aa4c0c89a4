"""What draws charts is run once the rest of a page stands: it takes a browser most of a second.

Streamlit asks for it when the first chart comes, beside the filters, which would then come after it. The page's first
chart is there as a picture meanwhile (screen/picture.py). So at its address stands a script that waits, and then brings
the file itself.
"""

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from access.scripts import streamlits_file

WHOLE = "whole"  # the query that asks for the file itself


CHARTS = streamlits_file("PlotlyChart")

# a touch, or a second and a half, and it is brought in any case
_WAIT = """
const waits = (each) => !each.closest('[class*="st-key-chart_"]');
const unfinished = () => [...document.querySelectorAll('[data-testid="stSkeleton"]')].some(waits);
const touched = new Promise((done) => addEventListener("pointerdown", done, {once: true, capture: true}));
const finished = async () => {
  const end = Date.now() + 1500;
  while (document.querySelector(".picture") && unfinished() && Date.now() < end) {
    await new Promise((done) => setTimeout(done, 30));
  }
};
await Promise.race([finished(), touched]);
const whole = await import("./%s?%s");
export default whole.default;
"""


class ChartsLater:
    """Answers with the script that waits, where Streamlit asks for what draws charts."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._path = f"/static/js/{CHARTS}"
        self._script = _WAIT % (CHARTS, WHOLE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = scope["type"] == "http" and CHARTS and scope["path"].endswith(self._path)
        if not asked or scope.get("query_string") == WHOLE.encode():
            return await self.app(scope, receive, send)
        # never kept: another version of ours may have another
        answer = Response(self._script, media_type="text/javascript", headers={"cache-control": "no-cache"})
        await answer(scope, receive, send)
