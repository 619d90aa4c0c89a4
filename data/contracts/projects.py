"""The register of projects: what each is for, who answers for it, and its dates, costs and delivery confidence."""

from data.contracts import related_plans
from data.contracts.base import Column, Contract, Rule, Sense, column
from data.contracts.statuses import FORWARD

PROJECT_SPELLINGS = "project, project_ref, project_code, project_number, project_no, gmpp_id, programme_id"


# The Government Major Projects Portfolio counts in millions of pounds without saying so; its own headers give it away.
_MONEY = (
    "fy_baseline",
    "fy_forecast",
    "whole_life_cost_baseline",
    "whole_life_cost_forecast",
    "benefits_baseline",
)
_IN_MILLIONS = ((frozenset({"wlc_baseline_incl_NCG", "department", "colour_rating"}), dict.fromkeys(_MONEY, 1e6)),)


def _date(meaning: str, example: str, also: str = "", ambiguous: str = "", hints: str = "") -> Column:
    return column("date", meaning, example=example, also=also, ambiguous=ambiguous, hints=hints, may_be_withheld=True)


def _pounds(meaning: str, example: str, also: str = "", hints: str = "") -> Column:
    return column("number", meaning, unit="£", example=example, also=also, hints=hints, may_be_withheld=True)


def _rating(meaning: str, also: str = "", ambiguous: str = "", hints: str = "") -> Column:
    return column("rating", meaning, example="Amber", also=also, ambiguous=ambiguous, hints=hints)


class Projects:
    """One row for each project; of a yearly publication, one for each project and edition."""

    project_id = column(
        "code",
        "Short code of the project, the same in every file.",
        example="PRJ-014",
        required=True,
        also=(f"{PROJECT_SPELLINGS}, id, code, ref, gmpp_id_number, major_projects_id, id_number, id_numbers"),
        copies="name",
    )
    edition = column(
        "edition",
        "The year or month that a regular publication speaks of; empty in the council's own register.",
        example="2026",
        also="year, report_year, edition_year, publication_year",
    )
    name = column(
        "text",
        "The project's name as members read it.",
        example="Telephone system replacement",
        required=True,
        also="project_name, project_title, title, programme_name",
    )
    type = column(
        "word",
        "Whether it keeps a service running (run) or changes it (transform).",
        example="transform",
        also="project_type, run_or_transform, run_transform",
        words={"run": "business as usual, bau, keep the lights on", "transform": "change, transformation"},
        only_words=True,
        asked=True,
    )
    aims_plain = column(
        "text",
        "What it is for, in words anybody understands.",
        example="Replace the telephone system so that calls can be answered from any desk.",
        also=(
            "aims, description, description_aims, purpose, objectives_plain, what_it_does, "
            "project_description, description_aims (*), detailed_description_aims (*)"
        ),
        asked=True,
    )
    category = column(
        "text",
        "What sort of project it is.",
        example="ICT",
        also="report_category, project_category, annual_report_category",
    )
    corporate_priority = column(
        "text", "The corporate priority it serves.", example="CP2", also="corporate_plan_priority", ambiguous="priority"
    )
    objective = column(
        "text", "Codes of the objectives it serves, with ; between.", example="O1;O4", also="objective_id, objectives"
    )
    directorate = column(
        "text", "The directorate that runs it.", example="Resources", also="department, service_area, division"
    )
    portfolio_holder = column(
        "text",
        "The portfolio that answers for it: the post, never a name.",
        example="Portfolio holder for Resources",
        also="portfolio, cabinet_portfolio, cabinet_member",
        asked=True,
    )
    sro = column(
        "text",
        "The post of the senior responsible owner, never a name.",
        example="Director of Resources",
        also="senior_responsible_owner, sro_role, sponsor, project_sponsor",
    )
    project_manager = column(
        "text", "The post that manages it, never a name.", example="Programme manager", also="pm, project_lead"
    )
    board = column("text", "The board that decides.", example="Digital board", also="project_board")
    stage = column(
        "text",
        "Where it stands. One that begins with On hold, or with Cancelled, Withdrawn or Stopped, is counted no more.",
        example="Delivery",
        also="project_stage, phase, lifecycle_stage",
        ambiguous="status",
    )
    options_considered = column(
        "text",
        "The options that were considered, and why this one was chosen.",
        example="Do nothing; renew; replace. Replacing costs least over ten years.",
        also="options, alternatives, alternatives_considered",
    )
    start_baseline = _date(
        "The day it was first approved to start.", "01/04/2025", "start_date, baseline_start, project_start_date (*)"
    )
    start_forecast = _date("The day it is now expected to start.", "01/05/2025", "forecast_start")
    start_actual = _date("The day it started.", "12/05/2025", "actual_start, started_on")
    end_baseline = _date("The day it was first approved to end.", "31/03/2027", "baseline_end, planned_end")
    end_forecast = _date(
        "The day it is now expected to end.",
        "30/06/2027",
        "end_date, forecast_end, project_end_date (*)",
        hints="forecast",
    )
    end_actual = _date("The day it ended.", "30/06/2027", "actual_end, completed_on, ended_on")
    whole_life_cost_baseline = _pounds(
        "Whole-life cost as first approved.",
        "480000",
        (
            "wlc_baseline, approved_cost, whole_life_cost, wlc_baseline_incl_ncg, "
            "total_baseline_whole_life_costs (*), total_budgeted_whole_life_costs (*), "
            "whole_life_cost_total_baseline (*), whole_life_cost_presented_in_real_prices (*)"
        ),
        hints="budget, baseline",  # of the whole project, or of this year: somebody has to say
    )
    whole_life_cost_forecast = _pounds(
        "Whole-life cost as now expected.", "510000", "wlc_forecast, forecast_cost", hints="forecast"
    )
    fy_baseline = _pounds(
        "Budget of this financial year.",
        "120000",
        "yearly_budget, annual_budget, total_baseline, financial_year_baseline (*)",
        hints="budget",
    )
    fy_forecast = _pounds(
        "What this financial year is now expected to cost.",
        "131000",
        "yearly_forecast, forecast_incl_ngc, financial_year_forecast (*)",
        hints="forecast",
    )
    fy_actual = _pounds(
        "What this financial year has cost so far.", "61000", "yearly_actual", hints="actual, spend, spent"
    )
    funding_source = column(
        "text", "Which budget or reserve pays.", example="IT reserve", also="funding, funded_by, source_of_funding"
    )
    mtfp_ref = column("text", "Line of the medium term financial plan.", example="MTFP-27", also="mtfp, mtfs_ref, mtfs")
    benefits_baseline = _pounds(
        "Benefits as first approved.",
        "900000",
        "baseline_benefits, total_baseline_benefits (*), benefits_presented_in_real_prices (*)",
        hints="benefits",
    )
    benefits_forecast = _pounds("Benefits as now expected.", "850000", "forecast_benefits", hints="benefits")
    benefits_delivered = _pounds("Benefits delivered so far.", "120000", "delivered_benefits")
    dca_overall = _rating(
        "Delivery confidence.",
        (
            "dca, rag, rag_status, colour_rating, ipa_dca, rag_overall, "
            "delivery_confidence_assessment (*), ipa_delivery_confidence_assessment (*), "
            "nista_delivery_confidence_assessment (*), ipa_rag_rating (*), mpa_rag_rating (*)"
        ),
        ambiguous="rating",
        hints="status, health, overall_status, project_status",
    )
    dca_overall_as_written = column(
        "text", "Delivery confidence in the words of the file.", example="Amber", copies="dca_overall"
    )
    dca_sro = _rating(
        "Delivery confidence of the senior responsible owner.", "sro_dca, sro_delivery_confidence_assessment (*)"
    )
    dca_cost = _rating("Delivery confidence for cost.", "cost_dca")
    dca_schedule = _rating("Delivery confidence for time.", "schedule_dca")
    dca_benefits = _rating("Delivery confidence for benefits.", "benefits_dca")
    dca_resource = _rating("Delivery confidence for people and skills.", "resource_dca")
    forward_look = column(
        "word",
        "Whether confidence is improving, unchanged or worsening.",
        example="no_change",
        also="outlook",
        ambiguous="direction, trend",
        words=FORWARD,
        only_words=True,
    )
    status_narrative = column(
        "text",
        "Why the confidence is what it is.",
        example="The supplier is two months behind.",
        also=(
            "rating_comment, departmental_commentary_on_delivery_confidence_assessment_rating (*), "
            "departmental_commentary_on_actions_planned_or_taken_on_the_ipa_rag_rating (*), "
            "departmental_commentary_on_actions_planned_or_taken_on_the_mpa_rag_rating (*)"
        ),
    )
    schedule_narrative = column(
        "text",
        "What is said about its dates.",
        example="Testing takes longer than planned.",
        also=("schedule_comment, departmental_narrative_on_schedule_including_any_deviation_from_planned_schedule (*)"),
    )
    variance_narrative = column(
        "text",
        "What is said about cost over or under budget.",
        example="More licences than planned.",
        also=("variance_comment, in_year_variance_narrative, departmental_narrative_on_budget_forecast_variance (*)"),
    )
    budget_narrative = column(
        "text",
        "What is said about the whole-life cost.",
        example="Includes five years of support.",
        also="budget_comment, costs_narrative, departmental_narrative_on_budgeted_whole_life_costs (*)",
    )
    assessed_by = column("text", "Who rated it: a post or body.", example="Programme office", also="assessor")
    assessed_on = column("date", "The day it was rated.", example="30/09/2026", also="assessment_date")
    exempt_reason = column(
        "text",
        "Why figures are withheld.",
        example="Commercial interests (section 43)",
        also="exemption",
        ambiguous="exempt",
    )
    withheld = column(
        "text",
        "Which figures the file withholds, in its words.",
        example="end_forecast: Exempt under Section 43",
        collects_withheld=True,
    )
    shared_service_with = column(
        "text", "Other bodies that share it.", example="Neighbouring district councils", also="shared_with, partners"
    )
    review_due_on = _date("The day its end-of-project review is due.", "30/09/2027", "review_due")
    closed_on = _date("The day it was closed.", "30/09/2025", "closure_date", "closed")
    hosting = column(
        "word",
        "Where what it brings will run: cloud, shared (with other bodies), on site, or in the council's own words.",
        example="cloud",
        also="hosted, hosted_on, hosting_model, hosting_type, where_hosted",
        words={
            "cloud": "the cloud, public cloud, private cloud, saas, cloud hosted, supplier's cloud",
            "shared": "shared hosting, shared service, shared data centre, partner's data centre",
            "on site": "on-site, on premises, on premise, on-prem, own data centre",
        },
    )
    related_plan = related_plans.related_plan()
    related_plan_link = related_plans.related_plan_link()


PROJECTS = Contract(
    kind="projects",
    title="Projects",
    purpose="The register of Run and Transform projects: aims, who answers, dates, costs and delivery confidence.",
    model=Projects,
    part=("project", "projects"),
    slice_sql="project_id || coalesce('|' || strftime(edition, '%Y-%m'), '')",
    identity=("project_id", "edition"),
    units=_IN_MILLIONS,
    rules=(
        Rule(
            "ends_before_start",
            "end_forecast < start_baseline",
            "end_forecast",
            "is before the project starts",
            "Check both dates.",
            "warning",
        ),
        *related_plans.RULES,
    ),
    not_ahead=("assessed_on", "closed_on"),
    sense=(Sense("tenfold_of_plan", ("whole_life_cost_baseline", "whole_life_cost_forecast")),),
    after=("objectives",),
    in_template="edition IS NULL",  # the council's own register, and not a yearly publication
)
