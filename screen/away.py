"""While the server is away, visitors read our words: Streamlit's own speak of Streamlit and of the internet."""

from access.scripts import inline

TITLE = "The dashboard is being restarted"
WORDS = (
    "This page goes on by itself as soon as it is back, mostly within a minute. If it does not, check your own "
    "connection, then tell the people who run the dashboard."
)
# the dialogue is put at the end of the page, beside what the page itself draws
_WATCH = """
(() => {
  if (window.dashboardAway) return;
  window.dashboardAway = true;
  const say = () => {
    for (const box of document.querySelectorAll('[role="dialog"]')) {
      const told = [...box.querySelectorAll("div")].find(
        each => !each.children.length && each.textContent.includes("server is not responding"));
      const title = box.querySelector("h2");
      if (!told || !title) continue;
      title.firstChild.nodeValue = "%s";
      told.firstChild.nodeValue = "%s";
    }
  };
  new MutationObserver(say).observe(document.body, {childList: true});
})();
"""
SCRIPT = inline(_WATCH % (TITLE, WORDS))
