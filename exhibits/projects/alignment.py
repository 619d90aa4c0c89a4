"""What serves which objective: projects and measures under each ambition, with what committees asked about them, and
those that are tied to none."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from exhibits import Exhibit, View
from exhibits.common.action_words import item_name, links_to_items, say_owner, say_state
from exhibits.common.links import address, links_to_measures, links_to_plans, links_to_projects, with_day
from exhibits.common.no_data import words_only
from exhibits.common.ratings import say_rating, show_rating
from exhibits.common.scope import day_of
from exhibits.common.source import source_of
from exhibits.common.style import colours, figure, safe
from exhibits.common.verdicts import status_meaning
from exhibits.common.view_queries import view_rows
from exhibits.common.words import (
    LEAD,
    cut,
    first_that_fits,
    missing,
    name_some,
    naming,
    say_count,
    say_list,
    say_month,
    say_number,
)
from exhibits.projects.rating_rows import RatingMark, RatingRow, rating_rows
from exhibits.projects.words import letters_note, say_standing, worse_first

_SHOWN = 5  # projects drawn beside an objective; the table has all
_LEVELS = {
    "ambition": "Ambition",
    "principle": "Principle",
    "objective": "Objective",
    "corporate_priority": "Corporate priority",
}
_MEANS = (
    "a project or measure is tied to an objective by the objective's code in the register of projects or in the "
    "definition of the measure, an action by the measure or project that it names."
)
_SORTS = {"project": "Project", "measure": "Measure", "action": "Action"}  # in the order of the table
_NOTHING = "Nothing is tied to it"


def by_objective(view: View, *, today: date) -> Exhibit:
    """The tree of ambitions and objectives, each with the projects and measures that serve it and how these stand, and
    with what committees asked about them that is still open.

    today: the day on which reports count as missing and actions as overdue.
    """
    tree = view_rows(view, "projects/alignment_tree")
    if tree.empty:
        return _no_objectives("by_objective", "Objectives")
    ties = _with_status(view, view_rows(view, "projects/alignment"), day_of(view, today))
    tied = ties[ties["objective_id"].notna()]
    rows = tree.merge(tied, on="objective_id", how="left", suffixes=("", "_of_item"), sort=False)
    actions = view_rows(view, "projects/alignment_actions", today=day_of(view, today))
    listed = _listed(tree, pd.concat([rows, _as_items(tree, actions)]))
    return Exhibit(
        key="by_objective",
        title=_title(tree),
        lead=_lead(tree, tied),
        more=_more(tree, tied, actions),
        table=_table(tree, listed),
        source=source_of(view, "projects", "highlight_reports", "actions", means=_MEANS),
        figure=_figure(tree, tied, view),
        questions=_questions(tree, tied),
        data=listed.rename(columns={"name_of_item": "item"}).drop(columns=["sign", "order"]),
        note=_note(tree, tied),
        links={
            **_links_to_objectives(tree),
            **_links_to_items(tied),
            **_links_to_plans(tree, tied),
            **links_to_items(actions),
        },
    )


def unaligned(view: View, *, today: date) -> Exhibit:
    """The open projects and the measures that are tied to no objective. today: as in by_objective."""
    if view_rows(view, "projects/alignment_tree").empty:
        return _no_objectives("unaligned", "Tied to no objective")
    every = view_rows(view, "projects/alignment")
    every = every[every["is_open"]]
    if every.empty:
        sentence = "No data: neither projects nor measures have been published."
        return words_only("unaligned", "Tied to no objective: no data", sentence)
    rows = view_rows(view, "projects/alignment_none")
    rows = _with_status(view, rows[rows["is_open"]], day_of(view, today)).reset_index(drop=True)
    counts = {what: (int((rows["what"] == what).sum()), _items(every, what)) for what in ("project", "measure")}
    return Exhibit(
        key="unaligned",
        title=_title_of_unaligned(counts),
        lead=_lead_of_unaligned(rows, counts),
        more=_more_of_unaligned(rows, counts),
        table=_table_of_unaligned(rows),
        source=source_of(view, "projects", means=_MEANS),
        figure=_shares(counts, view.theme),
        questions=_questions_of_unaligned(rows),
        data=rows.drop(columns=["sign", "order"]),
        note="Projects that have ended, are cancelled or on hold are left out.",
        links=_links_to_items(rows),
    )


def _no_objectives(key: str, title: str) -> Exhibit:
    sentence = "No data: no objectives have been published, so nothing can be tied to them."
    return words_only(key, f"{title}: no data", sentence)


def _with_status(view: View, items: pd.DataFrame, day: date) -> pd.DataFrame:
    """The items with how each stands.

    columns added: rating (projects), verdict (measures), stands (in words), sign (unusual), order (worst first).
    """
    projects = view_rows(view, "projects/portfolio", today=day).set_index("project_id")
    measures = view_rows(view, "signals/measures").set_index("measure_id")
    ratings = projects["rating"].to_dict()
    standing = projects["standing"].to_dict()
    missed = projects["missing_month"].dropna().to_dict()
    verdicts = {measure_id: status_meaning(row) for measure_id, row in measures.iterrows()}
    stands, rating, verdict = [], [], []
    for what, item, is_open in zip(items["what"], items["item_id"], items["is_open"], strict=True):
        code = ratings.get(item) if what == "project" else None
        measured = verdicts.get(item, "No data") if what == "measure" else None
        if what == "measure":
            words = measured
        elif not is_open:
            words = say_standing(standing.get(item, "ended"))
        elif item in missed:
            words = f"{show_rating(code)}; report for {say_month(missed[item])} is missing"
        else:
            words = show_rating(code)
        stands.append(words)
        rating.append(None if missing(code) else code)
        verdict.append(measured)
    items = items.assign(rating=rating, verdict=verdict, stands=stands)
    worst = {code: place for place, code in enumerate(worse_first(set(ratings.values())))}
    return items.assign(
        sign=[str(each).startswith("Unusually") for each in items["verdict"]],
        order=[worst.get(code, len(worst)) for code in items["rating"]],
    )


# -- by objective ----------------------------------------------------------------------------------------------------


def _empty(tree: pd.DataFrame) -> pd.DataFrame:
    """What nothing serves: neither an open project nor a measure, of it or below it."""
    return tree[(tree["open_projects"] == 0) & (tree["measures"] == 0)]


def _title(tree: pd.DataFrame) -> str:
    empty = len(_empty(tree))
    if not empty:
        return f"All {len(tree)} objectives and priorities have a project or a measure"
    return f"{empty} of {len(tree)} objectives and priorities {_verb(empty)} neither project nor measure"


def _verb(number: int) -> str:
    return "has" if number == 1 else "have"


def _lead(tree: pd.DataFrame, tied: pd.DataFrame) -> str:
    projects = tied[(tied["what"] == "project") & tied["is_open"]]
    counted = (
        f"{say_count(projects['item_id'].nunique(), 'open project')} and "
        f"{say_count(tied.loc[tied['what'] == 'measure', 'item_id'].nunique(), 'measure')}"
    )
    empty = _empty(tree)
    if empty.empty:
        return f"{counted} are tied to objectives or corporate priorities, and none of these is without either."
    return naming(f"{counted} are tied to objectives or priorities; without either: {{}}.", empty["name"], LEAD)


def _as_items(tree: pd.DataFrame, actions: pd.DataFrame) -> pd.DataFrame:
    """What committees asked, in the columns of the rows of projects and measures."""
    items = pd.DataFrame(
        {
            "objective_id": actions["objective_id"],
            "what": "action",
            "item_id": actions["action_id"],
            "name_of_item": [item_name(row) for _, row in actions.iterrows()],
            "stands": [f"{say_state(row)}; about {row['about']}" for _, row in actions.iterrows()],
            "who_answers": [say_owner(row) for _, row in actions.iterrows()],
            "order": range(len(actions)),
        }
    )
    return tree.drop(columns=["related_plan", "related_plan_link"]).merge(items, on="objective_id", sort=False)


def _say_actions(tree: pd.DataFrame, actions: pd.DataFrame) -> str:
    """How much of what committees asked about all this is open, and about what the most; "" where nothing is."""
    asked = actions.drop_duplicates("action_id")
    if asked.empty:
        return ""
    verb = "concerns" if len(asked) == 1 else "concern"
    late = int((asked["state"] == "overdue").sum())
    said = f"{say_count(len(asked), 'open item')} from committees {verb} these, {late or 'none'} overdue"
    counts = actions.groupby("objective_id")["action_id"].nunique()
    most = counts[counts == counts.max()]
    names = tree.set_index("objective_id")["name"]
    where = f"; {most.iloc[0]} concern {names[most.index[0]]}" if len(most) == 1 and len(counts) > 1 else ""
    return cut(f"{said}{where}.")


def _more(tree: pd.DataFrame, tied: pd.DataFrame, actions: pd.DataFrame) -> tuple[str, ...]:
    points = list(filter(None, [_say_actions(tree, actions)]))
    for column, other, word in (("open_projects", "measures", "project"), ("measures", "open_projects", "measure")):
        lacking = tree[(tree[column] == 0) & (tree[other] > 0)]
        if len(lacking):
            points.append(naming(f"Without a {word}: {{}}.", lacking["name"]))
    most = tree[tree["level"] == "objective"].sort_values("open_projects", ascending=False)
    if len(most) and most["open_projects"].iloc[0] > 1:
        number = say_number(most["open_projects"].iloc[0], "count")
        points.append(cut(f"Most projects serve {most['name'].iloc[0]}: {number}."))
    names = tree.set_index("objective_id")["name"]
    red = tied[(tied["what"] == "project") & tied["is_open"] & tied["rating"].isin(["R", "AR"])]
    for name, its in red.groupby("name", sort=True):
        served = [names[objective] for objective in sorted(its["objective_id"])]
        points.append(naming(f"{name} is {say_rating(its['rating'].iloc[0]).lower()} and serves {{}}.", served))
    return tuple(points[:4])


def _links_to_objectives(tree: pd.DataFrame) -> dict[str, str]:
    """Name of an objective or priority → address of the register of its projects."""
    served = tree[tree["open_projects"] > 0]
    return {row["name"]: address("projects", objective=row["objective_id"]) for _, row in served.iterrows()}


def _links_to_plans(*tables: pd.DataFrame) -> dict[str, str]:
    """Name of another plan that objectives, projects or measures belong to → its address."""
    every = pd.concat([table[["related_plan", "related_plan_link"]] for table in tables])
    return links_to_plans(row for _, row in every.drop_duplicates().iterrows())


def _links_to_items(items: pd.DataFrame) -> dict[str, str]:
    projects, measures = (items[items["what"] == what] for what in ("project", "measure"))
    return {
        **links_to_measures(measures.rename(columns={"item_id": "measure_id"})),
        **links_to_projects(projects.rename(columns={"item_id": "project_id"})),
    }


def _note(tree: pd.DataFrame, tied: pd.DataFrame) -> str:
    projects = tied[(tied["what"] == "project") & tied["is_open"]]
    notes = [
        letters_note(projects["rating"].dropna()),
        "What serves several objectives stands under each; an ambition counts each thing under it once.",
    ]
    ended = tied.loc[(tied["what"] == "project") & ~tied["is_open"], "item_id"].nunique()
    if ended:
        verb = "is" if ended == 1 else "are"
        why = f"{_verb(ended)} ended, {verb} cancelled or on hold"
        notes.append(f"{say_count(ended, 'project')} {why}: in the table only.")
    shared = projects.dropna(subset=["shared_with"]).drop_duplicates("item_id")
    if len(shared):
        words = [f"{name} ({whom})" for name, whom in zip(shared["name"], shared["shared_with"], strict=True)]
        notes.append(f"Shared with other bodies: {name_some(words)}.")
    plans = pd.concat([tree["related_plan"], tied["related_plan"]]).dropna().unique()
    if len(plans):
        notes.append(f"Other plans that something here belongs to as well: {name_some(sorted(plans))}.")
    return " ".join(filter(None, notes))


def _questions(tree: pd.DataFrame, tied: pd.DataFrame) -> tuple[str, ...]:
    questions = []
    empty = _empty(tree)
    if len(empty):
        name = empty["name"].iloc[0]
        questions.append(f"No project and no measure is tied to “{name}”: how will the council reach it?")
    blind = tree[(tree["measures"] == 0) & (tree["open_projects"] > 0)]
    if len(blind):
        questions.append(f"By which measure would members see that “{blind['name'].iloc[0]}” is being reached?")
    red = tied[(tied["what"] == "project") & tied["is_open"] & (tied["rating"] == "R")]
    if len(red):
        served = tree.set_index("objective_id")["name"][red["objective_id"].iloc[0]]
        questions.append(f"What does it mean for “{served}” that {red['name'].iloc[0]} is red?")
    return tuple(questions) or ("Which of these objectives is furthest from being reached, and why?",)


def _figure(tree: pd.DataFrame, tied: pd.DataFrame, view: View) -> go.Figure:
    """A row for each objective: a mark for each open project, worst first, and how many measures."""
    rows = []
    places = with_day(_links_to_objectives(tree), view.as_at)
    for _, node in tree.iterrows():
        its = tied[tied["objective_id"] == node["objective_id"]]
        projects = its[(its["what"] == "project") & its["is_open"]].sort_values(["order", "name"])
        unusual = int(its["sign"].sum())
        first = [
            RatingMark(row["rating"] or "not_rated", f"{row['name']}: {row['stands']}")
            for _, row in projects.head(_SHOWN).iterrows()
        ]
        cells: list[RatingMark | str | None] = [*first, *[None] * (_SHOWN - len(first))]
        if len(projects) > _SHOWN:
            cells[-1] = f"+{len(projects) - _SHOWN + 1}"
        below = node["level"] == "ambition" and its.empty
        if below and node["open_projects"]:
            cells[0] = f"{node['open_projects']} below"
        elif projects.empty:
            cells[0] = "none"
        measures = f"{node['measures']}" if node["measures"] else "none"
        cells.append(f"{measures}{f'<br>{unusual} unusual' if unusual else ''}")
        indent = "" if node["depth"] == 0 else "– "
        beside = {"objective": "", "corporate_priority": "priority"}.get(node["level"], node["level"])
        rows.append(RatingRow(f"{indent}{node['name']}", beside, tuple(cells), places.get(node["name"], "")))
    columns = ["Projects", *[""] * (_SHOWN - 1), "Measures"]
    return rating_rows(rows, columns, view.theme, wide=frozenset({0, _SHOWN}))


def _listed(tree: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the table in their order: objective by objective, projects, then measures, then actions."""
    place = {objective_id: number for number, objective_id in enumerate(tree["objective_id"])}
    kinds = {what: number for number, what in enumerate(_SORTS)}
    rows = rows.assign(place=rows["objective_id"].map(place), kind=rows["what"].map(kinds))
    rows = rows.sort_values(["place", "kind", "order", "name_of_item"], kind="stable")
    above = (rows["level"] == "ambition") & rows["item_id"].isna() & (rows["open_projects"] + rows["measures"] > 0)
    return rows[~above].drop(columns=["place", "kind"])  # an ambition stands in front of its objectives


def _table(tree: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    names = dict(zip(tree["objective_id"], tree["name"], strict=True))
    rows = rows.astype(object)
    return pd.DataFrame(
        {
            "Objective": rows["objective_id"].map(names),
            "Belongs to": rows["parent_id"].map(names).fillna(rows["level"].map(_LEVELS)),
            "What": rows["what"].map(_SORTS).fillna(_NOTHING),
            "Name": rows["name_of_item"].fillna("–"),
            "How it stands": rows["stands"].fillna("–"),
            "Who answers": rows["who_answers"].fillna(rows["owner_role"]).fillna("Nobody named"),
            "Shared with": rows["shared_with"].fillna("–"),
            "Related plan": rows["related_plan_of_item"].fillna(rows["related_plan"]).fillna("–"),
        }
    ).reset_index(drop=True)


# -- tied to none ----------------------------------------------------------------------------------------------------


def _items(every: pd.DataFrame, what: str) -> int:
    return int(every.loc[every["what"] == what, "item_id"].nunique())


def _title_of_unaligned(counts: dict) -> str:
    phrases = [
        f"{number} of {say_count(of, what)}"
        for what, (number, of) in counts.items()
        if number
    ]  # fmt: skip
    if not phrases:
        return "Every project and measure is tied to an objective"
    alone = sum(number for number, _ in counts.values()) == 1
    return f"{' and '.join(phrases)} {'is' if alone else 'are'} tied to no objective"


def _lead_of_unaligned(rows: pd.DataFrame, counts: dict) -> str:
    if rows.empty:
        return "Every open project and every measure is tied to an objective or a corporate priority."
    projects = rows[rows["what"] == "project"]
    if projects.empty:
        return naming("Measures tied to no objective or corporate priority: {}.", rows["name"], LEAD)
    told = "Open projects tied to no objective or corporate priority: {}"
    names = list(projects["name"])
    return first_that_fits(f"{told.format(say_list(names))}, {_cost(projects)}.", naming(f"{told}.", names, LEAD))


def _cost(projects: pd.DataFrame) -> str:
    cost = projects["cost"].dropna()
    if cost.empty:
        return "of no stated cost"
    who, whose = ("together cost", "their") if len(cost) > 1 else ("costs", "its")
    return f"which {who} {say_number(cost.sum(), 'gbp')} over {whose} whole life"


def _more_of_unaligned(rows: pd.DataFrame, counts: dict) -> tuple[str, ...]:
    if rows.empty:
        return ()
    points = []
    projects, measures = rows[rows["what"] == "project"], rows[rows["what"] == "measure"]
    if projects.empty and counts["project"][1]:
        points.append("Every open project is tied to an objective or a corporate priority.")
    if len(projects) and len(measures):
        points.append(naming("Measures tied to none: {}.", measures["name"]))
    elif measures.empty and counts["measure"][1]:
        points.append("Every measure is tied to an objective or a corporate priority.")
    for _, row in rows.dropna(subset=["written"]).iterrows():
        points.append(cut(f"{row['name']} names {row['written']}, which no published objective has."))
    return tuple(points[:4])


def _questions_of_unaligned(rows: pd.DataFrame) -> tuple[str, ...]:
    if rows.empty:
        return ("Are the objectives still the ones that residents need most?",)
    first = rows.iloc[0]
    if first["what"] == "project":
        return (
            f"Which of the council’s objectives does {first['name']} serve? If none, why is it being done?",
            "Who decides that a project may start without an objective?",
        )
    return (f"What is {first['name']} measured for, if it shows no objective?",)


def _shares(counts: dict, theme: str) -> go.Figure:
    """Projects and measures as one bar each: tied, and tied to none."""
    c = colours(theme)
    words = {"project": "Open projects", "measure": "Measures"}
    drawn = [(words[what], number, of) for what, (number, of) in counts.items() if of]
    fig = figure(theme, height=24 + 76 * len(drawn))
    parts = (
        ("Tied", c.main, "", lambda number, of: of - number),
        ("Tied to none", c.second, "/", lambda number, of: number),
    )
    for name, colour, pattern, size in parts:
        values = [size(number, of) for _, number, of in drawn]
        shares = [100 * value / of for value, (_, _, of) in zip(values, drawn, strict=True)]
        fig.add_bar(
            x=shares, y=[safe(word) for word, *_ in drawn], orientation="h", name=name, width=0.42,
            marker={"color": colour, "line": {"color": c.page, "width": 2},
                    "pattern": {"shape": pattern, "bgcolor": colour, "fgcolor": c.page, "size": 8, "solidity": 0.15}},
            hovertext=[f"{name}: {value}" for value in values], hoverinfo="text", showlegend=False,
        )  # fmt: skip
    for word, number, of in drawn:
        fig.add_annotation(
            x=0, y=safe(word), text=f"<b>{word}</b>: {of - number} tied, {number} tied to none", xanchor="left",
            yshift=28, showarrow=False, font={"size": 13, "color": c.text},
        )  # fmt: skip
    fig.update_layout(barmode="stack", margin={"t": 22})
    fig.update_xaxes(range=[0, 100], visible=False)
    fig.update_yaxes(autorange="reversed", visible=False)
    return fig


def _table_of_unaligned(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows.astype(object)
    return pd.DataFrame(
        {
            "Name": rows["name"],
            "Project or measure": rows["what"].map(_SORTS),
            "How it stands": rows["stands"],
            "Whole-life cost": [
                say_number(cost, "gbp") if what == "project" else "–"
                for what, cost in zip(rows["what"], rows["cost"], strict=True)
            ],
            "Who answers": rows["who_answers"].fillna("Nobody named"),
            "What is written": rows["written"].fillna("Nothing"),
        }
    )
