"""The foot of every page: the version, and how sentences are made where a page judges."""

from access import PAGES
from data.version import version
from tests.people import ROOT, officer, said


def test_the_version_stands_in_the_foot(store):
    app = officer("pages/upload.py")
    assert f"Version {version()}" in said(app) and "Artificial intelligence" not in said(app)
    assert f"Version {version()}" in said(app.switch_page("pages/sign_in.py").run())


def test_every_page_has_a_foot():
    for page in PAGES:
        text = (ROOT / page.file).read_text(encoding="utf-8").rstrip()
        wanted = "footer(judges=False)" if page.officers_only or page.file.endswith("sign_in.py") else "footer()"
        assert text.splitlines()[-1] == wanted, page.file
