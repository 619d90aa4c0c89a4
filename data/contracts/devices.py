"""How many devices a group of people has, how old they are, when they are renewed, and what became of old ones."""

from data.contracts.base import Contract, Rule, column
from data.contracts.kpi_values import MONTH_SPELLINGS


class Devices:
    """One row for each month, group and type of device: counts alone, no names and no serial numbers."""

    month = column(
        "month",
        "The month at whose end they were counted.",
        example="2026-09",
        required=True,
        also=f"{MONTH_SPELLINGS}, as_at, counted_on, as_of, count_date",
    )
    held_by = column(
        "word",
        "Who has them: members, staff, or another group in its own words.",
        example="members",
        required=True,
        also="group, user_group, audience, who, users, held_by_group, device_group",
        words={
            "members": "member, councillor, councillors, cllrs, elected members, elected member, the members",
            "staff": "employees, workforce, officers, staff members, council staff, all staff, employee",
        },
    )
    device_type = column(
        "word",
        "What sort of device.",
        example="tablet",
        required=True,
        also="device, device_kind, equipment, equipment_type, type_of_device, asset_type",
        ambiguous="type",
        words={
            "laptop": "laptops, notebook, notebooks, portable, portable computer, hybrid, 2-in-1",
            "tablet": "tablets, ipad, ipads, slate",
            "phone": "phones, mobile, mobiles, mobile phone, mobile phones, smartphone, smartphones, handset",
            "desktop": "desktops, pc, pcs, desktop pc, desktop computer, workstation, thin client",
            "other": "others, miscellaneous, misc, other device, other devices",
        },
        only_words=True,
    )
    number = column(
        "whole",
        "How many of them were in use at the end of the month.",
        unit="count",
        example="42",
        required=True,
        also="count, devices, number_of_devices, device_count, in_use, quantity, qty, total, total_devices",
        least=0,
    )
    average_age_years = column(
        "number",
        "How old they were on average.",
        unit="years",
        example="4.2",
        also="average_age, mean_age, age_years, average_age_in_years, mean_age_years, age",
        least=0,
        most=40,
    )
    refresh_age_years = column(
        "number",
        "The age at which they are to be renewed.",
        unit="years",
        example="4",
        also="refresh_age, replacement_age, renewal_age, refresh_cycle_years, refresh_cycle, lifespan_years",
        least=0,
        most=40,
    )
    older_than_refresh = column(
        "whole",
        "How many of them were older than the age at which they are to be renewed.",
        unit="count",
        example="38",
        also="older, over_age, overdue_devices, beyond_refresh, past_refresh_age, older_than_refresh_age, out_of_life",
        least=0,
    )
    refresh_due_by = column(
        "date",
        "The day by which they are all to be renewed.",
        example="30/04/2027",
        also="refresh_due, refresh_date, renewal_due, renewal_date, replace_by, refresh_by, renew_by, due",
    )
    models_offered = column(
        "whole",
        "How many models a person could choose from.",
        unit="count",
        example="2",
        also="choices, choices_offered, models, number_of_models, choice_of_models, models_to_choose_from, options",
        least=0,
    )
    issued = column(
        "whole",
        "How many were given out since the count before this one.",
        unit="count",
        example="126",
        also="handed_out, given_out, devices_issued, new_devices, deployed, rolled_out",
        least=0,
    )
    returned = column(
        "whole",
        "How many were handed back as unsuitable since the count before, within three months of being given out.",
        unit="count",
        example="9",
        also="handed_back, returns, devices_returned, returned_unsuitable, returned_within_3_months",
        least=0,
    )
    disposed = column(
        "whole",
        "How many were disposed of since the count before.",
        unit="count",
        example="30",
        also="disposals, devices_disposed, disposed_of, scrapped, recycled, retired",
        least=0,
    )
    disposed_with_certificate = column(
        "whole",
        "How many of those came with a certificate that their data was destroyed.",
        unit="count",
        example="24",
        also="with_certificate, certificates, certified, disposal_certificates, certified_disposals",
        least=0,
    )


DEVICES = Contract(
    kind="devices",
    title="Devices",
    purpose="How many devices members, staff and others have, how old they are, and when they are renewed.",
    model=Devices,
    part=("group's count", "groups' counts"),
    slice_sql="strftime(month, '%Y-%m') || '|' || held_by",
    identity=("month", "held_by", "device_type"),
    not_ahead=("month",),
    rules=(
        Rule(
            "more_old_than_there_are",
            "older_than_refresh > number",
            "older_than_refresh",
            "is more than there are",
            "Check both columns: they may have been swapped.",
        ),
        Rule(
            "more_certificates_than_disposals",
            "disposed_with_certificate > disposed",
            "disposed_with_certificate",
            "is more than were disposed of",
            "Count each device once, in the count after it was disposed of.",
        ),
        Rule(
            "certificates_without_disposals",
            "disposed_with_certificate > 0 AND disposed IS NULL",
            "disposed",
            "is empty, and there are certificates",
            "Say how many were disposed of, with a certificate or without.",
        ),
        Rule(
            "older_than_what",
            "older_than_refresh > 0 AND refresh_age_years IS NULL",
            "refresh_age_years",
            "is empty, so nobody can say older than what",
            "Give the age at which they are to be renewed.",
            "warning",
        ),
    ),
)
