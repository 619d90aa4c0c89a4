"""The questions about one project: which report came before which, and what each part said then."""

from datetime import date

import pandas as pd

from queries import ask
from tests.exhibits.portfolio_store import register, reports


def test_each_report_stands_beside_the_one_before_of_its_own_sort(store):
    register(store, {"project_id": "P0", "name": "Big bridge", "edition": "2025-01-01", "dca_overall": "R"},
             {"project_id": "P1", "name": "Big bridge", "dca_overall": "A"}, on="2026-01-08")  # fmt: skip
    reports(store, "P1", {"2026-07": "G", "2026-09": "A"}, tolerance_exceeded=True)
    rows = ask("projects/report", store=store, project="P1").set_index("period")
    newest, first, edition = (rows.loc[pd.Timestamp(day)] for day in ("2026-09-01", "2026-07-01", "2025-01-01"))
    assert (newest["period_before"], newest["rating_before"]) == (pd.Timestamp("2026-07-01"), "G")
    assert pd.isna(first["period_before"]) and pd.isna(first["rating_before"]), "an edition is no report before"
    assert (edition["source"], edition["rating"], bool(edition["tolerance_exceeded"])) == ("edition", "R", False)
    assert newest["tolerance_exceeded"] and newest["report_date"] == pd.Timestamp("2026-10-05")
    assert rows["position"].tolist() == [1, 2, 3]


def test_the_words_of_each_part_stand_beside_those_before(store):
    register(store, {"project_id": "P1"}, {"project_id": "P2"}, on="2026-01-08")
    reports(store, "P1", {"2026-08": "G"}, key_risks="Fibre is late", lessons="Ask first")
    reports(store, "P2", {"2026-08": "G"}, key_risks="Something else")
    reports(store, "P1", {"2026-09": "G"}, key_risks="Fibre came")
    rows = ask("projects/report_texts", store=store, project="P1")
    assert set(rows["project_id"]) == {"P1"}
    newest = rows[rows["period"] == pd.Timestamp("2026-09-01")]
    assert newest["place"].tolist() == list(range(1, 10)), "a part without words keeps its place"
    said = newest.set_index("part")
    assert said.loc["risks", ["text", "text_before"]].tolist() == ["Fibre came", "Fibre is late"]
    assert pd.isna(said.loc["lessons", "text"]) and said.loc["lessons", "text_before"] == "Ask first"
    assert pd.isna(rows.loc[rows["period"] == pd.Timestamp("2026-08-01"), "text_before"]).all()


def test_a_corrected_report_replaces_its_month_and_the_old_one_stays_as_at_its_day(store):
    register(store, {"project_id": "P1"}, on="2026-01-08")
    reports(store, "P1", {"2026-09": "G"}, on="2026-10-08", key_risks="None")
    reports(store, "P1", {"2026-09": "A"}, on="2026-10-15", key_risks="Fibre is late")
    now = ask("projects/report", store=store, project="P1")
    assert now["rating"].tolist() == ["A"]
    then = ask("projects/report_texts", store=store, project="P1", as_at=date(2026, 10, 10)).set_index("part")
    assert then.loc["risks", "text"] == "None"
