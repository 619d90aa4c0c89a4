"""Nobody sees an officer's page without being one, however they come to it."""

import ast

import pytest
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from access import PAGES, navigation, startup
from data.store import Author, StoreBusy
from tests.people import ROOT, council, officer, said, visitor

OFFICERS_PAGES = [page for page in PAGES if page.officers_only]


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    store = council(tmp_path, monkeypatch)
    yield store
    store.close()


def _first_call(path):
    """The first thing a page does after its imports, as source text."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    body = [node for node in tree.body[1:] if not isinstance(node, ast.Import | ast.ImportFrom)]
    return ast.unparse(body[0].value)


def test_every_file_in_pages_is_registered_and_guarded():
    files = {f"pages/{path.name}" for path in (ROOT / "pages").glob("*.py")}
    assert files == {page.file for page in PAGES}
    for page in PAGES:
        wanted = "access.guard('officer')" if page.officers_only else "access.guard()"
        assert _first_call(page.file) == wanted, page.file


@pytest.mark.parametrize("page", OFFICERS_PAGES, ids=lambda page: page.url_path)
def test_a_member_is_told_how_to_get_in(page):
    app = visitor(page.file)
    assert not app.exception
    assert f"**{page.title}** is for the council's officers." in said(app)
    assert app.text_input(key="sign_in_typed").label == "Officer code"
    assert not app.get("file_uploader") and not app.get("table")


def test_who_is_kept_out_of_a_page_stands_in_the_log_once(monkeypatch):
    lines = []
    monkeypatch.setattr(navigation.log, "info", lambda text, *values: lines.append(text % values))
    visitor("pages/upload.py").run()
    assert lines == ["The page upload was refused to somebody at this machine"]


@pytest.mark.parametrize("page", OFFICERS_PAGES, ids=lambda page: page.url_path)
def test_a_deep_link_before_the_navigation_has_run_meets_the_guard(page):
    """Streamlit then runs the page's file itself: the trap the guard is made for."""
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    app.switch_page(page.file)
    app.run()
    assert not app.exception
    assert "is for the council's officers" in said(app)
    assert PagesManager.uses_pages_directory is False


def test_after_signing_in_the_officer_is_where_they_wanted_to_be_with_the_same_address():
    app = officer("pages/submissions.py", state="Published")
    assert not app.exception
    assert [title.value for title in app.title] == ["Submissions"]
    assert app.query_params["state"] == "Published"


def test_the_officers_pages_are_out_of_a_members_navigation_and_in_an_officers():
    for page in PAGES:
        assert navigation.visibility(page, Author("Member", "member")) == (
            "hidden" if page.officers_only or not page.in_navigation else "visible"
        )
        assert navigation.visibility(page, Author("Officer", "officer")) == (
            "visible" if page.in_navigation else "hidden"
        )
    assert [page.title for page in PAGES if not page.in_navigation] == [
        "My list", "How to read these charts", "Words and figures explained"
    ], "others lead there"  # fmt: skip


def test_a_page_of_an_empty_store_greets_instead_of_failing():
    member = visitor()
    assert [title.value for title in member.title] == ["No figures yet"]
    assert "have not published any figures yet" in said(member)


def test_a_page_that_breaks_shows_a_sentence_with_a_number_and_no_traceback(monkeypatch):
    def broken(*_):
        raise RuntimeError("column secret_column of table secret_table")

    monkeypatch.setattr(navigation, "_greet", broken)
    app = visitor()
    assert not app.exception
    assert "Something went wrong on this page" in app.error[0].value
    assert "secret" not in said(app)


def test_a_store_that_another_process_holds_is_a_sentence(monkeypatch):
    def busy():
        raise StoreBusy("The store store.duckdb is in use by process 7 (python).")

    monkeypatch.setattr(startup, "ready_store", busy)
    app = visitor()
    assert not app.exception
    assert "in use by process 7" in app.error[0].value.replace("\\", "")


def test_settings_that_cannot_be_read_are_a_sentence(tmp_path):
    (tmp_path / "council.toml").write_text("[council]\nname = 3", encoding="utf-8")
    app = visitor()
    assert not app.exception
    assert "setting council.name" in app.error[0].value.replace("\\", "")
