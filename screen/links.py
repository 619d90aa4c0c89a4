"""Names that lead on: an exhibit's links in its words, tables and charts, followed without loading the page anew.

Streamlit opens a link in its words in a new tab, where an officer would not be signed in. So the page follows links to
itself: it writes the address as the browser's Back does, and Streamlit opens what stands there. The day that figures
are looked at as at, the committee and one's own list go along, on every way through the dashboard. Back returns to
where one was on a page.
"""

import re
from collections.abc import Callable, Mapping

from access.scripts import inline
from screen.plain import plain

# from now on, the browser opens links to the dashboard in place
FOLLOW = inline("""
(() => {
  if (window.dashboardLinks) return;
  window.dashboardLinks = true;
  const OWN = ["stPageLink", "stTopNavLink", "stSidebarNavLink"].map(name => `[data-testid="${name}"]`).join();
  const KEPT = "dashboardTops", ALONG = ["as_at", "committee", "list"];
  const main = () => document.querySelector(".stMain");
  const tops = () => JSON.parse(sessionStorage.getItem(KEPT) || "{}");
  const here = () => location.pathname + location.search;

  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const href = link.getAttribute("href") || link.getAttribute("xlink:href") || "";
    const streamlits = link.closest(OWN);
    if (link.hasAttribute("download") || (!streamlits && !/^[/](?![/])/.test(href))) return;
    const place = new URL(href, location);
    if (place.origin !== location.origin) return;
    sessionStorage.setItem(KEPT, JSON.stringify({...tops(), [here()]: main() ? main().scrollTop : 0}));
    const asked = new URLSearchParams(location.search);
    const kept = ALONG.filter((name) => asked.get(name)).map((name) => [name, asked.get(name)]);
    const found = link.closest('[data-testid="stPopoverBody"]');
    const again = place.pathname === location.pathname;  // as the page begins: Streamlit would do nothing
    const itself = streamlits ? !kept.length && !again : !found && !link.closest(".stMain, dialog.word");
    if (itself) return;  // Streamlit follows it
    for (const [name, value] of kept) if (!place.searchParams.has(name)) place.searchParams.set(name, value);
    event.preventDefault();
    event.stopPropagation();
    history.pushState({}, "", place);
    dispatchEvent(new PopStateEvent("popstate"));
    if (main()) main().scrollTo(0, 0);
    const opener = found && document.querySelector('[data-testid="stPopover"] button[aria-expanded="true"]');
    if (opener) opener.click();
    const side = link.closest('[data-testid="stSidebar"]');
    const close = side && side.querySelector('[data-testid="stSidebarCollapseButton"] button');
    if (close && innerWidth <= 768) close.click();
  }, true);

  // Plotly wraps a name that is a link in a second one without a word, draws layers that may hold nothing, and measures
  // letters in a picture off the page: none of these is for a screen reader or the keyboard
  const MAYBE = "#js-plotly-tester, .js-plotly-plot .main-svg, .js-plotly-plot a";
  const hush = () => document.querySelectorAll(MAYBE).forEach((each) => {
    const empty = each.id === "js-plotly-tester" || !each.textContent.trim();
    if (empty === each.hasAttribute("aria-hidden")) return;
    for (const [name, value] of [["aria-hidden", "true"], ["tabindex", "-1"]]) {
      if (empty) each.setAttribute(name, value);
      else each.removeAttribute(name);
    }
  });
  // at once, before anybody can come upon them; the picture off the page hangs in the body
  const drawn = ({target}) => target === document.body || target.closest(".js-plotly-plot");
  new MutationObserver((changes) => {
    if (changes.some(drawn)) hush();
  }).observe(document.body, {childList: true, subtree: true});

  addEventListener("popstate", (event) => {
    const top = event.isTrusted && tops()[here()];
    if (!top) return;
    const until = Date.now() + 10000;
    let moved = false;
    const stop = () => { moved = true; };
    for (const name of ["wheel", "touchstart", "keydown", "pointerdown"]) {
      addEventListener(name, stop, {once: true, capture: true});
    }
    const back = setInterval(() => {
      const there = main() && Math.abs(main().scrollTop - top) < 2;
      const quiet = !document.querySelector('.stApp[data-test-script-state="running"]');
      if (moved || Date.now() > until) return clearInterval(back);
      if (!there && main()) main().scrollTo(0, top);  // once the page is long enough, this holds
      else if (quiet && Date.now() > until - 9000) clearInterval(back);
    }, 100);
  });
})();
""")


def linked(text: str, links: Mapping[str, str], others: Callable[[str], str] = plain) -> str:
    """Markdown that shows `text` character for character, with each name in `links` (name → address) as a link.

    others: makes Markdown of what is no such name.
    """
    if not links:
        return others(text)
    names = "|".join(re.escape(name) for name in sorted(links, key=len, reverse=True))
    parts = re.split(rf"(?<!\w)({names})(?!\w)", str(text))
    return "".join(
        f"[{plain(part)}]({links[part].replace(')', '%29')})" if place % 2 else others(part)
        for place, part in enumerate(parts)
    )
