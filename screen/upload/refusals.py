"""Why a file was refused on its way, in words: Streamlit's uploader says no more than a number.

Such a file never reaches the page (access/uploads.py answers for it), so that the browser has to say it: what the
server answered stands below the uploader as long as the file stands in it.
"""

import streamlit as st

from access.scripts import inline

_PLACE = '<div data-refused role="alert" hidden></div>'
_STYLE = (
    "<style>[data-refused] p { margin: 0 0 .5rem; padding: .75rem 1rem; border-left: .25rem solid #d4351c; "
    "background: rgba(212, 53, 28, .09); overflow-wrap: anywhere; }</style>"
)
_WATCH = """
(() => {
  if (window.dashboardRefusals) return;
  const refused = window.dashboardRefusals = new Map();
  const raw = "AxiosError";
  const show = () => {
    const chips = [...document.querySelectorAll('[data-testid="stFileChip"][aria-invalid="true"]')];
    const names = chips.map(each => each.querySelector('[data-testid="stFileChipName"]')?.title);
    for (const name of refused.keys()) if (!names.includes(name)) refused.delete(name);
    for (const place of document.querySelectorAll("[data-refused]")) {
      const lines = [...refused].map(([name, why]) => `${name} was not taken. ${why}`);
      place.hidden = !lines.length;
      if ([...place.children].map(each => each.textContent).join("\\n") === lines.join("\\n")) continue;
      place.replaceChildren(...lines.map(each => Object.assign(document.createElement("p"), {textContent: each})));
    }
    const told = '[data-testid="stFileUploader"] [role="alert"], [role="tooltip"] *';
    for (const each of document.querySelectorAll(told)) {
      if (each.children.length || !each.textContent.includes(raw)) continue;
      const [first, ...others] = each.childNodes;
      first.nodeValue = "Not taken: see below";
      for (const text of others) text.nodeValue = "";
    }
  };
  const watch = new MutationObserver(show);
  const say = (name, why) => {
    refused.set(name, why);
    watch.observe(document.body, {childList: true, subtree: true, attributeFilter: ["aria-invalid"]});
  };
  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (body) {
    const name = body instanceof FormData ? [...body.values()].find(each => each instanceof File)?.name : undefined;
    if (name !== undefined) {
      this.addEventListener("load", () => {
        if (this.status < 400) return;
        const ours = (this.getResponseHeader("content-type") ?? "").startsWith("text/plain") && this.responseText;
        say(name, ours || `The server answered ${this.status}. Try again; if it stays so, tell those who run it.`);
      });
      this.addEventListener("error", () => say(name, "The connection broke off. Choose the file again."));
    }
    return send.call(this, body);
  };
})();
"""
_SCRIPT = inline(_WATCH)


def say_refused_uploads() -> None:
    """Have the browser say below the uploader why a file was refused on its way; nothing else."""
    st.html(_STYLE + _PLACE + _SCRIPT, unsafe_allow_javascript=True)
