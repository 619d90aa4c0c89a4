"""What projects and the strategy cost and save: one line for each thing that a budget holder pays or gains."""

from data.contracts.base import Column, Contract, Rule, Sense, Steps, column, columns_of
from data.contracts.projects import PROJECT_SPELLINGS


def _pounds(meaning: str, example: str, also: str = "", ambiguous: str = "", required: bool = False) -> Column:
    return column("number", meaning, unit="£", example=example, also=also, ambiguous=ambiguous, required=required)


class Finance:
    """One row for each line and financial year (and month, where it is followed within the year)."""

    line_id = column(
        "code",
        "Short code of the line.",
        example="F-102",
        required=True,
        also="line, line_ref, finance_id, id, code, ref",
    )
    project_id = column(
        "code",
        "Code of the project; empty for a line of the whole strategy.",
        example="PRJ-014",
        also=PROJECT_SPELLINGS,
    )
    fin_year = column(
        "financial year", "The financial year.", example="2026/27", required=True, also="financial_year, year, fy"
    )
    period = column(
        "month",
        "The month up to which forecast and actual are known; empty for the whole year.",
        example="2026-09",
        also="month, as_of_month, period_end, forecast_month",
    )
    line_type = column(
        "word",
        "Whether it costs, saves, or brings in money.",
        example="cost",
        required=True,
        also="type, cost_or_saving",
        words={
            "cost": "costs, spend, expenditure",
            "saving": "savings, save",
            "income": "incomes, revenue income",
        },
        only_words=True,
    )
    capital_revenue = column(
        "word",
        "Capital or revenue.",
        example="revenue",
        also="capital_or_revenue, cap_rev, spend_type",
        words={"capital": "cap, capex", "revenue": "rev, opex"},
        only_words=True,
    )
    one_off_recurring = column(
        "word",
        "Whether it comes once or every year.",
        example="recurring",
        also="one_off_or_recurring, recurrence",
        words={"one_off": "one off, one-off, once", "recurring": "ongoing, every year, annual"},
        only_words=True,
    )
    saving_class = column(
        "word",
        "What sort of saving: money that leaves a budget (cashable), or not.",
        example="cashable",
        also="saving_type, benefit_type",
        ambiguous="class",
        words={
            "cashable": "cash, cash releasing",
            "non_cashable": "non-cashable, not cashable, efficiency",
            "avoidance": "cost avoidance, avoided cost",
            "income": "new income, additional income",
        },
        only_words=True,
    )
    cost_budget_holder = column(
        "text", "The budget that pays.", example="IT", also="cost_budget, paying_budget, budget_holder"
    )
    saving_budget_holder = column(
        "text", "The budget that gains.", example="Housing", also="saving_budget, gaining_budget, benefiting_budget"
    )
    funding_source = column(
        "text",
        "Which budget or reserve pays. A reserve is named as such.",
        example="IT reserve",
        also="funding, funded_by, source_of_funding",
    )
    mtfp_ref = column("text", "Line of the medium term financial plan.", example="MTFP-27", also="mtfp, mtfs_ref")
    baseline_gbp = _pounds("What was first approved.", "120000", "baseline, budget, approved, planned", required=True)
    forecast_gbp = _pounds("What is now expected for the year.", "131000", "forecast, projected")
    actual_gbp = _pounds("What was spent or taken in.", "61000", "actual, spent, outturn, actual_to_date")
    delivered_gbp = _pounds(
        "Of a saving, what has been delivered.", "20000", "delivered_to_date", "delivered, achieved"
    )
    status = column(
        "word",
        "Where a saving stands.",
        example="on_track",
        also="saving_status, rag",
        words={
            "delivered": "achieved, complete, done, blue",
            "on_track": "on track, green",
            "at_risk": "at risk, amber",
            "undeliverable": "not deliverable, will not be delivered, red",
        },
        only_words=True,
    )
    affects_cyber = column("yesno", "Whether it touches cyber security.", example="no", also="cyber, cyber_security")
    owner_role = column("text", "The post that answers for it.", example="Head of IT", also="owner, owner_post")
    measure_id = column("id", "The measure that shows the saving.", example="calls_offered", also="measure, kpi_id")
    evidence = column("text", "How the saving was shown.", example="Budget reduced in April", also="proof")
    note = column(
        "text",
        "What explains a variance.",
        example="More licences than planned",
        also="notes, comment, narrative, comments",
    )


FINANCE = Contract(
    kind="finance",
    title="Finance lines",
    purpose="What each project and the strategy cost and save, by year, budget holder and funding source.",
    model=Finance,
    part=("finance line", "finance lines"),
    slice_sql="line_id || '|' || fin_year || coalesce('|' || strftime(period, '%Y-%m'), '')",
    identity=("line_id", "fin_year", "period"),
    given=tuple(name for name in columns_of(Finance) if not name.endswith("_gbp")),
    figure="forecast_gbp",
    steps=Steps("fin_year", of="line_id"),
    rules=(
        Rule(
            "saving_without_class",
            "line_type = 'saving' AND saving_class IS NULL",
            "saving_class",
            "is empty for a saving: it will count as not classified",
            "Write cashable, non_cashable, avoidance or income.",
            "warning",
        ),
    ),
    needs=("projects",),
    not_ahead=("period",),
    sense=(
        Sense("unknown_codes", ("project_id",)),
        Sense("tenfold_of_plan", ("baseline_gbp", "forecast_gbp", "actual_gbp")),
    ),
    after=("projects", "measures"),
)
