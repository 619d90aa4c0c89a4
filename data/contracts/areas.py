"""Facts about wards or areas that decide who can use an online service."""

from data.contracts.base import Contract, Sense, column


class Areas:
    """One row for each area."""

    area_id = column(
        "code",
        "Code of the ward or area, as in the channel volumes.",
        example="E05001234",
        required=True,
        also="area, area_code, ward, ward_code, id, code",
    )
    area_name = column(
        "text", "The area's name.", example="Millbrook", required=True, also="name, ward_name, area_title"
    )
    population = column(
        "number",
        "How many people live there.",
        unit="count",
        example="6420",
        also="residents, people, inhabitants",
        least=0,
    )
    broadband_percent = column(
        "number",
        "Share of homes and businesses that can get fast broadband (30 megabits a second or more).",
        unit="%",
        example="96.4",
        also="broadband, superfast, superfast_percent, broadband_coverage, superfast_coverage",
        least=0,
        most=100,
    )
    broadband_source = column(
        "text",
        "Where the broadband figure comes from, with its year.",
        example="Regulator's coverage data, May 2026",
        also="source_of_broadband",
    )
    exclusion_index = column(
        "number",
        "Digital exclusion index of the area: a higher figure means more people who may be left behind.",
        unit="index",
        example="5.2",
        also="digital_exclusion_index, deri, exclusion_score, deri_score",
    )
    exclusion_source = column(
        "text",
        "Which index it is, with its year.",
        example="Digital Exclusion Risk Index, 2025",
        also="source_of_index, index_source",
    )
    as_of = column("date", "The day the figures are for.", example="01/05/2026", also="date, as_at_date, figures_of")


AREAS = Contract(
    kind="areas",
    title="Areas",
    purpose="Broadband coverage and digital exclusion of each ward or area, to set take-up beside.",
    model=Areas,
    part=("area", "areas"),
    slice_sql="area_id",
    identity=("area_id",),
    not_ahead=("as_of",),
    sense=(Sense("shares_of_one", ("broadband_percent",)),),
)
