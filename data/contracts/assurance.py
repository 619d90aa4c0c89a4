"""The security schemes, tests and plans of the council: when each was last done, with what result, and until when."""

from data.contracts.base import Column, Contract, Rule, column


def _findings(severity: str, state: str) -> Column:
    return column(
        "whole",
        f"How many findings of {severity} severity are {state}.",
        unit="count",
        example="1",
        also=f"{severity}_{state}, {state}_{severity}, findings_{severity}_{state}, {severity}_findings_{state}",
        least=0,
    )


class Assurance:
    """One row for each accreditation, test, exercise or plan."""

    item_id = column(
        "code",
        "Short code of the accreditation, test or plan.",
        example="AS-2026-07",
        required=True,
        also="assurance_id, assurance_ref, test_id, plan_id, id, ref, code",
    )
    scheme = column(
        "word",
        "What it is: an accreditation, a sort of test, or a sort of plan. Others than these can be written.",
        example="Penetration test",
        required=True,
        also="assurance_type, assurance_kind, scheme_name, accreditation, test_type, kind_of_test",
        ambiguous="type, kind",
        words={
            "PSN": "psn certificate, psn accreditation, psn compliance, public services network, psn connection",
            "Cyber Essentials": "ce, cyber essentials basic, cyber essentials certificate",
            "Cyber Essentials Plus": "ce plus",
            "Cyber Assessment Framework": "caf, caf for local government, caf self-assessment, caf assessment",
            "Data Security and Protection Toolkit": "dspt, nhs dspt, dsp toolkit, nhs toolkit",
            "Payment card standard": "pci, pci dss, pci-dss, pci compliance",
            "ISO 27001": "iso27001, iso/iec 27001, iso 27001 certificate",
            "Penetration test": "pen test, pentest, penetration testing, it health check, ithc, health check",
            "Vulnerability scanning": "vulnerability scan, scanning, vulnerability scans, external scanning, scan",
            "Backup restore test": "backup test, restore test, backup restore, test of backups, restore from backup",
            "Business continuity plan": "bcp, continuity plan, continuity test, business continuity, plan test",
            "Disaster recovery test": "dr test, dr, disaster recovery, disaster recovery plan, recovery test",
            "Phishing exercise": "phishing simulation, simulated phishing, phishing test, phishing, test e-mails",
            "Incident exercise": "table top exercise, tabletop, cyber exercise, incident response exercise",
            "External audit": "audit, external it audit, it audit by external auditors",
            "Internal audit": "internal it audit, it audit",
        },
        publish_safe=True,
    )
    title = column(
        "text",
        "Which one, where there are several of a sort: what they cover, in general words.",
        example="Website and online forms",
        also="name, what, scope, subject, description",
        publish_safe=True,
    )
    service = column(
        "text",
        "The service it is for: its code in the catalogue, or a name. Empty: the whole council.",
        example="parking-permits",
        also="service_id, service_name, service_code, for_service, covers",
        publish_safe=True,
    )
    owner_role = column(
        "text",
        "The post that answers for it: a role, never a name.",
        example="Head of IT Service",
        also="owner, owner_post, responsible, lead",
    )
    done_on = column(
        "date",
        "The day it was last done, passed or awarded. Empty: not yet.",
        example="14/04/2026",
        also="last_done, date_done, tested_on, last_tested, last_tested_on, awarded_on, date_of_test, completed_on",
        ambiguous="date",
    )
    result = column(
        "word",
        "What came of it, in words that may be public.",
        example="passed with findings",
        also="outcome, test_result, status, state",
        words={
            "passed": "pass, achieved, certified, met, successful, success, compliant, accredited",
            "passed with findings": "pass with findings, passed with actions, partly met, passed with conditions",
            "not passed": "failed, fail, not met, not achieved, unsuccessful, lapsed",
            "in progress": "under way, started, ongoing, planned, awaiting result, pending",
        },
        only_words=True,
    )
    critical_open = _findings("critical", "open")
    high_open = _findings("high", "open")
    medium_open = _findings("medium", "open")
    low_open = _findings("low", "open")
    critical_closed = _findings("critical", "closed")
    high_closed = _findings("high", "closed")
    medium_closed = _findings("medium", "closed")
    low_closed = _findings("low", "closed")
    valid_until = column(
        "date",
        "The last day on which an accreditation counts.",
        example="13/04/2027",
        also="expires_on, expiry, expiry_date, expires, valid_to, certificate_expiry",
    )
    next_due = column(
        "date",
        "The day by which it is to be done again.",
        example="14/04/2027",
        also="next_due_on, due_on, next_test, next_test_due, retest_due, next_review, review_due, due",
    )
    target_recovery_hours = column(
        "number",
        "Of a plan or a restore: within how many hours the service should work again.",
        unit="hours",
        example="8",
        also="recovery_target_hours, target_recovery_time, rto, rto_hours, recovery_time_objective",
        least=0,
    )
    achieved_recovery_hours = column(
        "number",
        "After how many hours it worked again in the test.",
        unit="hours",
        example="6.5",
        also="recovery_hours, actual_recovery_hours, achieved_recovery_time, recovery_time, rta, restored_in_hours",
        least=0,
    )
    phishing_sent = column(
        "whole",
        "Of a phishing exercise: how many test e-mails were sent.",
        unit="count",
        example="720",
        also="emails_sent, sent, delivered, phishing_delivered",
        least=0,
    )
    phishing_reported = column(
        "whole",
        "How many of them were reported.",
        unit="count",
        example="310",
        also="reported, emails_reported, reports",
        least=0,
    )
    phishing_clicked = column(
        "whole",
        "How many of them were clicked; shown only where the difficulty is stated.",
        unit="count",
        example="45",
        also="clicked, emails_clicked, clicks",
        least=0,
    )
    difficulty = column(
        "word",
        "How hard the test e-mails were to recognise.",
        example="medium",
        also="phishing_difficulty, level_of_difficulty, difficulty_level",
        words={
            "low": "easy, simple, 1",
            "medium": "moderate, average, 2",
            "high": "hard, difficult, very high, 3",
        },
        only_words=True,
    )
    minutes_to_first_report = column(
        "number",
        "How many minutes after it was sent the first report came, as the median of the rounds of the exercise.",
        unit="minutes",
        example="6",
        also="median_minutes_to_first_report, median_minutes_to_report, minutes_to_report, first_report_minutes",
        least=0,
    )
    private_session_on = column(
        "date",
        "The day its result was reported to members in private session: the page says so, and nothing else of it.",
        example="08/09/2026",
        also="private_session, exempt_session_on, reported_in_private_on, part_2_on, exempt_report_on",
    )
    note = column(
        "text",
        "What members should know, in general words that may be public.",
        example="Restored from the copy that is kept elsewhere",
        also="notes, comment, comments, remarks, narrative",
        publish_safe=True,
    )


_COUNTED = "coalesce(phishing_reported, 0) > phishing_sent OR coalesce(phishing_clicked, 0) > phishing_sent"

ASSURANCE = Contract(
    kind="assurance",
    title="Assurance",
    purpose="Accreditations, tests, exercises and plans: when each was last done, with what result, and until when.",
    model=Assurance,
    part=("accreditation, test or plan", "accreditations, tests and plans"),
    slice_sql="item_id",
    identity=("item_id",),
    not_ahead=("done_on",),
    rules=(
        Rule(
            "more_than_were_sent",
            _COUNTED,
            "phishing_sent",
            "is less than what was reported or clicked",
            "Count each test e-mail once, whoever opened it.",
        ),
        Rule(
            "valid_before_done",
            "valid_until < done_on",
            "valid_until",
            "is before the day it was done",
            "Check both dates.",
        ),
        Rule(
            "due_before_done",
            "next_due < done_on",
            "next_due",
            "is before the day it was last done",
            "Give the day by which it is to be done next.",
            "warning",
        ),
        Rule(
            "result_without_a_day",
            "result IN ('passed', 'passed with findings', 'not passed') AND done_on IS NULL",
            "done_on",
            "is empty, and there is a result",
            "Give the day it was done, or leave the result empty.",
        ),
        Rule(
            "clicks_without_difficulty",
            "phishing_clicked IS NOT NULL AND difficulty IS NULL",
            "difficulty",
            "is empty, so what was clicked will not be shown",
            "Say whether the test e-mails were of low, medium or high difficulty.",
            "warning",
        ),
    ),
)
