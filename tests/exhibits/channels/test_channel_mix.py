"""The channel mix, and the sentence that tells a shift from a change in demand."""

import re
from datetime import date

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from exhibits import View
from exhibits.channels.channel_mix import mix
from exhibits.channels.take_up import take_up
from exhibits.channels.volume_and_shift import _rounded, volume_and_shift
from exhibits.common.style import colours
from exhibits.common.who_gets_through_lines import who_gets_through_lines
from tests.exhibits.channel_store import catalogue, publish_volumes, service, volumes

BEFORE, AFTER = [1000 + 7 * (n % 5) for n in range(12)], [800 + 7 * (n % 5) for n in range(12)]


def parts(totals: list[float], **share: list[float]) -> dict[str, list[float]]:
    """Each channel's part of the totals."""
    return {c: [round(t * s, 2) for t, s in zip(totals, of, strict=True)] for c, of in share.items()}


def less_demand(name: str = "repairs") -> pd.DataFrame:
    """Every channel a fifth lower in the second year, the mix as it was."""
    totals = BEFORE + AFTER
    shares = {"online": [0.4] * 24, "phone": [0.6] * 24}
    return volumes(name, parts(totals, **shares), first=date(2024, 10, 1))


def shift(name: str = "permits") -> pd.DataFrame:
    """As many transactions in both years, more of them online in the second."""
    totals = BEFORE + BEFORE
    online = [0.4] * 12 + [0.55 + 0.002 * (n % 4) for n in range(12)]
    shares = {"online": online, "phone": [1 - each for each in online]}
    return volumes(name, parts(totals, **shares), first=date(2024, 10, 1))


# -- demand or shift -------------------------------------------------------------------------------------------------


def test_a_fall_in_calls_with_demand_is_not_called_a_shift(store):
    publish_volumes(store, less_demand())
    exhibit = volume_and_shift(View())
    assert exhibit.title == "Fewer transactions by phone because demand fell, not because people moved online"
    assert "Phone: 120 fewer (120 fewer because demand fell). So the fall is no shift" in exhibit.summary
    assert re.search(r"transactions [\d,]+ → [\d,]+", exhibit.summary)
    assert "used another channel" not in exhibit.summary
    phone = exhibit.table.set_index("Channel").loc["Phone"]
    assert (phone["Change"], phone["Because people changed channel"]) == ("−120", "0")
    assert "Why is there less demand" in exhibit.questions[0]


def test_a_real_shift_is_called_one(store):
    publish_volumes(store, shift())
    exhibit = volume_and_shift(View())
    assert exhibit.title == "Fewer transactions by phone because people used other ways"
    assert "fewer because people used another channel)." in exhibit.summary
    assert "no shift" not in exhibit.summary
    rows = exhibit.table.set_index("Channel")
    assert rows.loc["Online", "Because people changed channel"].startswith("+")
    assert set(rows["Because there was more or less to do"]) == {"0"}
    assert rows.loc["All channels", "Because people changed channel"] == "0"


def test_two_months_alone_are_no_news(store):
    """A noisy service whose newest month happens to be low: no verdict in the title."""
    online = [500 + 90 * ((7 * n) % 5 - 2) for n in range(24)]
    phone = [500 + 90 * ((3 * n) % 7 - 3) for n in range(23)] + [200]
    publish_volumes(store, volumes("permits", {"online": online, "phone": phone}, first=date(2024, 10, 1)))
    exhibit = volume_and_shift(View())
    assert exhibit.title == "Demand or shift: what changed from September 2025 to September 2026"
    assert "no real change in" in exhibit.summary
    assert "Two months alone can differ by chance" in exhibit.note


def test_more_calls_can_hide_that_people_left_the_phone(store):
    online, phone = [400] * 12 + [1000] * 12, [600] * 12 + [700] * 12
    publish_volumes(store, volumes("permits", {"online": online, "phone": phone}, first=date(2024, 10, 1)))
    exhibit = volume_and_shift(View())
    assert "Phone: 100 more (420 more because demand rose, 320 fewer because people used another channel)." in (
        exhibit.summary
    )
    assert "So people did move away from it, though the number did not fall: there was more to do." in exhibit.summary


def test_services_that_lack_one_of_the_months_are_left_out_and_named(store):
    """A service that is late, or new, must not read as less, or more, demand."""
    newcomer = volumes("bins", {"online": [50] * 6, "phone": [200] * 6}, first=date(2026, 4, 1))
    others = [shift(f"other-{n}") for n in range(4)]
    late = volumes("planning", {"online": [70] * 23, "phone": [30] * 23}, first=date(2024, 10, 1))
    publish_volumes(store, less_demand(), newcomer, late, *others)
    exhibit, alone = volume_and_shift(View()), volume_and_shift(View(), service="repairs")
    rows, without = exhibit.table.set_index("Channel"), alone.table.set_index("Channel")
    assert rows.loc["All channels", "Change"] == without.loc["All channels", "Change"] == "−200"
    assert exhibit.lead.endswith("200 fewer completed transactions, in the 5 services with figures for both.")
    assert "planning has no September 2026 figures and is left out." in exhibit.more
    assert "bins has no September 2025 figures and is left out." in exhibit.more
    assert "with figures for both" not in alone.lead
    newest = mix(View())
    assert "planning has sent no September 2026 figures and is not counted." in newest.more
    assert "planning has sent no September 2026 figures and is not counted." in take_up(View()).more


def test_demand_is_said_of_demand_and_not_of_the_mix_of_services(store):
    """Less to do in all, but more in the service that is used online: "demand rose" would be untrue."""
    online = {"online": [90.0] * 12 + [135] * 12, "phone": [10.0] * 12 + [15] * 12}
    phone = {"online": [10.0] * 12 + [5] * 12, "phone": [190.0] * 12 + [95] * 12}
    first = date(2024, 10, 1)
    publish_volumes(store, volumes("permits", online, first=first), volumes("repairs", phone, first=first))
    said = volume_and_shift(View()).summary
    assert "50 fewer completed transactions" in said
    assert "Online: 40 more (40 more because services used online had more demand)." in said
    assert "Phone: 90 fewer (90 fewer because services used by phone had less demand)." in said
    assert "demand rose" not in said and "demand fell" not in said


def test_other_times_of_the_year_are_said_to_be_so(store):
    publish_volumes(store, shift())
    exhibit = volume_and_shift(View(), since=date(2026, 3, 9))
    assert exhibit.title == "Demand or shift: what changed from March 2026 to September 2026"
    assert "The two are different times of the year" in exhibit.note
    assert "different times" not in volume_and_shift(View(), since=date(2025, 3, 9)).note


def test_parts_of_the_table_add_up_in_rows_and_columns(store):
    online = [10, 21, 35, 47, 59, 66, 78, 81, 94, 103, 111, 127]
    frames = [
        volumes(f"s{n}", {"online": online[n:] + online[:n] + online, "phone": [97 + n] * 24, "post": online * 2},
                first=date(2024, 10, 1))
        for n in range(5)
    ]  # fmt: skip
    publish_volumes(store, *frames)
    table = volume_and_shift(View()).table
    number = {
        each: table[each].str.replace("−", "-").str.replace(",", "").astype(int)
        for each in ("Change", "Because there was more or less to do", "Because people changed channel")
    }
    change, demand, moved = number.values()
    assert (demand + moved == change).all()
    for each in number.values():
        assert each.iloc[:-1].sum() == each.iloc[-1]
    assert moved.iloc[-1] == 0


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=9))
def test_rounded_numbers_keep_their_sum(values):
    exact = pd.Series(values)
    rounded = _rounded(exact, total=round(exact.sum()))
    assert rounded.sum() == round(exact.sum())
    assert ((rounded - exact).abs() < 1 + 1e-6).all() and (rounded == rounded.round()).all()


def test_quarters_are_compared_with_quarters(store):
    rows = volumes("permits", {"online": [300] * 8, "phone": [100] * 8}, first=date(2015, 10, 1), months=3)
    publish_volumes(store, rows)
    exhibit = volume_and_shift(View())
    assert "July to September 2017 against July to September 2016" in exhibit.summary
    assert "Two quarters alone" in exhibit.note


# -- the mix ---------------------------------------------------------------------------------------------------------


def every_channel(**more) -> pd.DataFrame:
    online = {"online": [500.0] * 24, "phone": [300] * 24, "face_to_face": [100] * 24, "email": [50] * 24}
    return volumes("permits", online | {"post": [30] * 24, "not_stated": [200] * 24} | more, first=date(2024, 10, 1))


def test_mix_has_four_colours_and_names_the_others(store):
    publish_volumes(store, every_channel())
    exhibit = mix(View())
    assert exhibit.title == "Online is the largest channel, with 42% in September 2026"
    assert exhibit.lead == (
        "September 2026: 1,180 completed transactions, of them online 42% (500), phone 25% (300) and "
        "not stated 17% (200)."
    )
    assert "Other channels are e-mail, not stated and post." in exhibit.note
    labels = [a.text for a in exhibit.figure.layout.annotations]
    assert [t for t in labels if "Other channels" in t] == ["<b>Other channels</b><br>24%"]
    assert len({trace.fillcolor for trace in exhibit.figure.data if trace.fillcolor}) == 4
    edges = {(trace.line.color, trace.line.width) for trace in exhibit.figure.data if trace.fillcolor}
    assert edges == {(colours("light").page, 2.5)}  # colour is not the only cue: edges, and a name beside each
    assert len([text for text in labels if text.startswith("<b>") and "<br>" in text]) == 4
    assert exhibit.table.iloc[0].to_dict() == {
        "Month": "September 2026", "All transactions": "1,180", "Online": "500 (42%)", "Phone": "300 (25%)",
        "Face to face": "100 (8%)", "E-mail": "50 (4%)", "Post": "30 (3%)", "Not stated": "200 (17%)",
    }  # fmt: skip


def test_four_channels_all_have_their_own_colour(store):
    publish_volumes(store, volumes("a", {c: [25] for c in ("online", "phone", "post", "email")}))
    labels = [a.text for a in mix(View()).figure.layout.annotations]
    assert not [each for each in labels if "Other" in each] and [each for each in labels if "E-mail" in each]


def test_a_new_channel_has_its_mark(store):
    publish_volumes(store, every_channel(webchat=[None] * 16 + [20] * 8))  # webchat starts on 1 February 2026
    exhibit = mix(View())
    assert "Webchat<br>starts" in [a.text for a in exhibit.figure.layout.annotations]
    dotted = [shape for shape in exhibit.figure.layout.shapes if shape.line.dash == "dot"]
    assert {str(shape.x0)[:10] for shape in dotted} == {"2026-02-01"} and len(dotted) == 2
    assert "Webchat<br>starts" not in [a.text for a in mix(View(), months=6).figure.layout.annotations]


def test_areas_do_not_bridge_a_gap(store):
    publish_volumes(
        store, volumes("a", {"online": [5] * 6 + [None] * 3 + [5] * 6, "phone": [5] * 6 + [None] * 3 + [5] * 6})
    )
    exhibit = mix(View())
    areas = [trace for trace in exhibit.figure.data if trace.fillcolor]
    assert len(areas) == 8  # two channels, two charts, two runs
    spans = {(str(trace.x[1])[:7], str(trace.x[-2])[:7]) for trace in areas}
    assert spans == {("2023-10", "2024-03"), ("2024-07", "2024-12")}
    assert "April 2024, May 2024 and June 2024" in exhibit.note


def test_totals_that_are_not_split_are_said(store):
    publish_volumes(store, volumes("a", {"online": [5], "phone": [5]}), volumes("b", {"all": [70]}))
    exhibit = mix(View())
    assert "70 transactions of October 2023 are only known as a total." in exhibit.note


def test_one_service_and_what_stands_beside_it(store):
    publish_volumes(store, less_demand(), shift())
    catalogue(store, service("repairs", service_name="Housing repairs", offline_route="None"))
    exhibit = mix(View(), service="repairs")
    assert exhibit.title == "Housing repairs: phone is the largest channel, with 60% in September 2026"
    assert exhibit.beside == who_gets_through_lines(View(), service="repairs")
    assert volume_and_shift(View(), service="repairs").beside == exhibit.beside
    assert exhibit.source.startswith("Source: Channel volumes, October 2024 to September 2026.")
    assert mix(View(), months=12).table.shape[0] == 12


def test_an_empty_store_says_so(store):
    for exhibit in (mix(View()), volume_and_shift(View()), mix(View(), service="x")):
        assert exhibit.summary.startswith("No data:") and exhibit.figure is None and exhibit.beside
