"""Words and figures explained: the glossary, what is known about each measure, and words that carry their meaning."""

import re
from datetime import date

from data.intake import check, known_from, read
from exhibits import View
from exhibits.common.glossary import built_in, terms
from exhibits.explained.figures import about_figures
from screen.explained import marker
from screen.search_index import find
from tests.exhibits.figures import STEADY, define, figures, publish
from tests.people import said, visitor

PAGE = "pages/about.py"
TODAY = date(2026, 10, 25)
LINK = "https://www.wendlebury.example/climate"


def html_of(app) -> str:
    return "".join(each.proto.body for each in app.get("html") if 'class="explained"' in each.proto.body)


def test_the_glossary_has_every_word_and_every_measure_once_each_with_an_address(sample):
    app = visitor(PAGE)
    assert not app.exception
    page = html_of(app)
    anchors = re.findall(r'<div id="([^"]+)"', page)
    assert len(anchors) == len(set(anchors)) > 120
    assert {term.anchor for term in built_in() if term.name != "MTFP"} < set(anchors)
    assert "As a measure: Of every 100 completed transactions" in page, (
        "a measure that is called like a word stands with it"
    )
    assert '<a href="/it_demand?measure=mfa_coverage">See the figures' in page
    names = [name.casefold() for name in re.findall(r"<dt>([^<]+)</dt>", page)]
    assert names == sorted(names)


def test_a_built_in_word_is_explained_in_a_sentence():
    names = [name for term in built_in() for name in term.names]
    assert len(names) == len(set(names))
    for term in built_in():
        assert term.meaning.endswith(".") and len(term.meaning.split()) <= 25, term.name


def test_the_councils_own_words_win_and_are_found(store):
    rows = [
        {"slice_key": "mtfp", "term": "MTFP", "plain_words": "Our plan for four years.", "also_called": None},
        {
            "slice_key": "wifi",
            "term": "Gov <b>Roam</b>",
            "plain_words": 'Wi-Fi "for" all\n& any.',
            "also_called": "Roaming; GR",
        },
    ]
    publish(store, "glossary", rows)
    known = terms()
    assert (
        known.of("mtfp").meaning == "Our plan for four years."
        and len([each for each in known.every if "mtfp" in each.names]) == 1
    )
    assert known.of("GR").own and known.of("roaming").name == "Gov <b>Roam</b>"
    assert find("roaming")[0].says == 'Wi-Fi "for" all\n& any.'
    define(store, "calls")
    figures(store, "calls", STEADY)
    page = html_of(visitor(PAGE))
    assert "Gov &lt;b&gt;Roam&lt;/b&gt;" in page and "<b>Roam" not in page
    marked = marker(None)("The MTFP, GR and the MTFP again")
    assert marked.count("](/about#word-mtfp") == 1
    assert '(/about#word-gov-b-roam-b "Wi-Fi \\"for\\" all \\& any.")' in marked


def test_a_word_is_marked_once_as_a_whole_word_and_never_within_another(store):
    mark = marker(None)
    first = mark("Slippage of non-cashable savings; cashable ones; Revenues and capital; slippage.")
    assert re.findall(r"\[([^]]+)\]\(", first) == ["Slippage", "non-cashable savings", "capital"]
    assert mark("More slippage, and a backlog.").count("](") == 1


def test_a_page_marks_a_word_of_its_sentences(sample):
    app = visitor("pages/money.py", view="savings")
    marked = [each.value for each in app.markdown if '](/about#word-cashable-saving "' in each.value]
    assert marked and "cashable savings" in said(app)


def test_what_is_known_about_a_measure_is_said(store):
    define(
        store, "faults", version="2", approved_by="Scrutiny, 1 March 2026", first_period=date(2026, 4, 1),
        proxy_for="Productivity at home", owner_role="Head of IT", benchmark_value=450.0,
        benchmark_name="Similar districts",
        benchmark_period="2025/26", benchmark_n=7, benchmark_formula="Faults ÷ staff", benchmark_definition="A mean",
        benchmark_comparable="no", benchmark_comparable_why="They count fewer", related_plan="Climate plan",
        related_plan_link=LINK,
    )  # fmt: skip
    define(store, "later", first_period=date(2027, 4, 1))
    define(store, "old", retired_on=date(2026, 1, 1), first_period=date(2020, 4, 1))
    figures(store, "faults", STEADY)
    exhibit = about_figures(View(), today=TODAY)
    assert exhibit.title == "1 measure is new in 2026/27"
    assert exhibit.lead == "2 measures and 1 retired one: 1 is a proxy, 1 has a benchmark."
    assert exhibit.more == (
        "New this financial year: Faults. Agreed for a time to come: Later.",
        "Stands for what is not measured itself: Faults.",
        "Benchmarks: 1 not comparable.",
        "Of 1 measure nobody has said who approved the definition.",
    )
    rest = exhibit.table.set_index("Measure")["What else is known about it"]
    assert rest["Faults"] == (
        "A number, every month; less is better. Head of IT answers for it. "
        "Version 2, approved by Scrutiny, 1 March 2026. Measured in this way from April 2026, so it is new in 2026/27. "
        "It is a proxy: it stands for “Productivity at home”, which is not measured itself. "
        "Benchmark, Similar districts (2025/26, 7 organisations): 450. How it is defined: A mean. "
        "How it is worked out: Faults ÷ staff. It is not comparable with this council’s figure: they count fewer. "
        "Related plan: Climate plan."
    )
    assert "Measured in this way from April 2027, which is still to come." in rest["Later"]
    assert about_figures(View(), today=date(2027, 4, 2)).title == "1 measure is new in 2027/28"

    app = visitor(PAGE, view="figures")
    assert not app.exception
    assert f'Related plan: <a href="{LINK}" target="_blank" rel="noopener noreferrer">Climate plan</a>.' in html_of(app)
    chart = visitor("pages/it_demand.py", measure="faults")
    assert "It is a proxy: it stands for “Productivity at home”" in said(chart).replace("\\", "")
    assert f"Related plan: [Climate plan]({LINK})" in said(chart), "where the measure's meaning is"
    assert "It is not comparable with this council’s figure: they count fewer." in said(chart).replace("\\", "")


def test_an_empty_list_says_so(store):
    assert about_figures(View(), today=TODAY).lead == "No data: no measure has been published."


def test_a_plan_is_linked_only_by_https_and_by_its_name(store):
    head = "measure_id,name,plain_meaning,unit,direction,related_plan,related_plan_link,benchmark_comparable\n"

    def codes(plan: str, link: str, comparable: str = "") -> set[str]:
        raw = f"{head}calls,Calls,Calls.,count,increase,{plan},{link},{comparable}\n".encode()
        return {
            each.code for each in check(read(raw, "m.csv"), "measures", known_from(store, kind="measures")).problems
        }

    assert codes("Climate plan", LINK) == set()
    for link in (
        "http://a.example/", "javascript:alert(1)", "//a.example", "https://", "https://user@host/", "a.example",
        "https://a.example/ b", "https://a.example/)![x](y", "data:text/html;x", "https://a.example/<b>",
    ):  # fmt: skip
        assert codes("Climate plan", link) == {"unsafe_link"}, link
    assert codes("", LINK) == {"link_without_plan"}
    assert codes("", "", "no") == {"comparison_without_benchmark"}
