"""Starts the dashboard: `python serve.py`, then open http://localhost:8501.

Port and look are set in .streamlit/config.toml; `python serve.py --server.port 8080` takes another port once.
"""

# ruff: noqa: E402
import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

gc.disable()  # until all is loaded, of which none is garbage: a sixth of the time to load it

import streamlit as st
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Route
from streamlit.web import cli

from access import errors, startup, subscriptions
from access.browser import KnownBrowser
from access.charts_later import ChartsLater
from access.registry import HOME
from access.streamlit_page import StreamlitPage
from access.uploads import OfficersUploads
from access.visits import FewEnoughPages
from access.waiting import FilesOfVisitors
from access.web import BackAfterSignIn, ClosedDoors, CompressedFiles, SafeHeaders
from data import runs
from data.settings import ROOT, SettingsError
from data.store import StoreError
from screen import header, restarts
from screen.upload import refusals

gc.freeze()
gc.enable()

# imported before the first page, so that browsers are told of their scripts
WITH_SCRIPTS = (header, refusals, restarts)


@asynccontextmanager
async def start(_: st.App) -> AsyncIterator[None]:
    """Say where the dashboard is and how an officer gets in; open the store before the first visitor comes."""
    startup.begin()
    startup.announce()
    try:
        startup.begin_run(startup.ready_store()[0])
    except (StoreError, SettingsError) as problem:
        print(f"\n{problem}\nThe dashboard stays up and tries again at each visit.\n", flush=True)
    startup.keep_warm()
    startup.make_exhibits_ahead()
    startup.pack_scripts()
    startup.watch_drop_folder()
    startup.make_backups()
    yield
    runs.end()


startup.trust_proxies()
app = st.App(
    ROOT / "dashboard.py",
    lifespan=start,
    # Streamlit knows its first page by "/" alone
    routes=[
        Route(f"/{HOME.url_path}", lambda request: RedirectResponse("/")),
        Route(f"/{startup.STARTED_PATH}", lambda request: PlainTextResponse(startup.STARTED)),
        *subscriptions.routes(),
    ],
    middleware=[
        Middleware(SafeHeaders),
        Middleware(ClosedDoors),
        Middleware(FewEnoughPages),
        Middleware(StreamlitPage),
        Middleware(KnownBrowser),
        Middleware(OfficersUploads),
        Middleware(FilesOfVisitors),
        Middleware(ChartsLater),
        Middleware(CompressedFiles),
        Middleware(BackAfterSignIn),
    ],
    on_script_error=errors.shown,
)

if __name__ == "__main__":
    # through the command line, so that options (--server.port 8080) and STREAMLIT_… variables count
    sys.argv = ["streamlit", "run", __file__, *sys.argv[1:]]
    sys.exit(cli.main())
