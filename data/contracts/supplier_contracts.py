"""IT contracts: what they cost, when they come up for renewal, and what has been decided."""

from data.contracts.base import Contract, Rule, Sense, column
from data.contracts.projects import PROJECT_SPELLINGS


class SupplierContracts:
    """One row for each contract."""

    contract_id = column(
        "code",
        "Short code of the contract.",
        example="C-014",
        required=True,
        also="contract_ref, contract_no, contract_number, id, code, ref, reference",
    )
    service = column(
        "text",
        "What the contract is for, as members read it.",
        example="Housing management system",
        required=True,
        also="contract_title, contract_name, title, name, subject, what_for, description",
    )
    supplier = column(
        "text",
        "The firm that supplies it: never a person's name.",
        example="Northmoor Software Ltd",
        also="supplier_company, vendor, contractor, provider, company, firm",
    )
    value_gbp = column(
        "number",
        "What it costs a year.",
        unit="£ a year",
        example="84000",
        also="annual_value, value_a_year, yearly_value, annual_cost, value_per_year, cost_a_year",
        hints="value, contract_value, total_value",
        least=0,
    )
    starts_on = column(
        "date", "The day from which it runs.", example="01/04/2023", also="start, start_date, commencement_date"
    )
    renewal_date = column(
        "date",
        "The day on which it ends, or goes on without anybody's doing.",
        example="31/03/2027",
        required=True,
        also="renewal, renews_on, end_date, expiry_date, expires_on, ends_on",
    )
    notice_date = column(
        "date",
        "The last day on which the council can say that it will not go on as it is.",
        example="30/09/2026",
        also="notice_by, notice_deadline, notice_due, termination_notice_date",
    )
    decision = column(
        "word",
        "What has been decided (undecided if left empty).",
        example="undecided",
        also="renewal_decision, outcome, intention",
        words={
            "renew": "renewed, extend, extended, continue",
            "re_tender": "re-tender, retender, re tender, tender, new procurement, reprocure, procure again",
            "end": "ended, terminate, terminated, stop, cease, not renew, do not renew",
            "undecided": "open, none yet, to be decided, tbd, pending, under review",
        },
        only_words=True,
    )
    saving_at_renewal = column(
        "number",
        "What is expected to be saved a year from the renewal on.",
        unit="£ a year",
        example="9000",
        also="saving_at_renewal_gbp, expected_saving, renewal_saving, saving_a_year",
    )
    saving_status = column(
        "word",
        "Where that saving stands.",
        example="on_track",
        also="status_of_saving",
        words={
            "delivered": "achieved, complete, done",
            "on_track": "on track, green",
            "at_risk": "at risk, amber",
            "undeliverable": "not deliverable, will not be delivered, red",
        },
        only_words=True,
    )
    objective_id = column(
        "code", "Code of the objective that it serves.", example="O1", also="objective, objective_ref"
    )
    project_id = column(
        "code", "Code of the project that it belongs to, if any.", example="PRJ-014", also=PROJECT_SPELLINGS
    )
    note = column(
        "text",
        "What else there is to say. No names.",
        example="Prices rise with inflation.",
        also="notes, comment, comments, remarks",
    )


SUPPLIER_CONTRACTS = Contract(
    kind="contracts",
    title="IT contracts",
    purpose="What each IT contract is for and costs, when it comes up for renewal, and what has been decided.",
    model=SupplierContracts,
    part=("contract", "contracts"),
    slice_sql="contract_id",
    identity=("contract_id",),
    needs=("projects",),
    rules=(
        Rule(
            "notice_after_renewal",
            "notice_date > renewal_date",
            "notice_date",
            "is after the renewal",
            "Check both dates: notice is given before a contract goes on.",
        ),
        Rule(
            "renewal_before_start",
            "renewal_date < starts_on",
            "renewal_date",
            "is before the start",
            "Check both dates.",
        ),
        Rule(
            "saves_more_than_it_costs",
            "saving_at_renewal > value_gbp",
            "saving_at_renewal",
            "is more than the contract costs a year",
            "Check both figures: both are pounds a year.",
            "warning",
        ),
        Rule(
            "status_without_saving",
            "saving_status IS NOT NULL AND saving_at_renewal IS NULL",
            "saving_status",
            "speaks of a saving, and there is none",
            "Fill in saving_at_renewal, or leave saving_status empty.",
            "warning",
        ),
    ),
    sense=(Sense("unknown_codes", ("project_id",)),),
    after=("objectives", "projects"),
)
