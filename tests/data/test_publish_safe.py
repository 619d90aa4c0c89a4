"""What would help an attacker is refused where members read it, with line, column and what to do; ordinary words pass.

Every weakness, name, address and version below is made up.
"""

import csv
import io

import pytest

from data.contracts import CONTRACTS
from data.intake import check, read
from data.intake.columns.publish_safe import CODE

REFUSED = {
    "the name of a machine": (
        "The server WEN-SQL01 ran out of space",
        "SRV-APP02 was restarted",
        "Domain controller WENDC01 failed",
        "fileserver3 did not restart",
        "core-switch-1 lost power",
        "exch‑01 stopped sending mail",
        "db01 was full",
        "A laptop, LT-00456, was lost",
    ),
    "an IP address": (
        "A fault on 10.20.30.40",
        "Traffic to 192.168.1.0/24 was blocked",
        "Connections from 172.16.5.9:8443",
        "The range 10.0.x.x was affected",
        "10[.]1[.]2[.]3 was blocked",
        "2001:db8::1 did not answer",
        "fe80::1ff:fe23:4567:890a was lost",
        "2001:db8:0:0:0:0:0:1/64 is not used",
        "Reached by ::1 only",
    ),
    "a MAC address": (
        "Card 00:1A:2B:3C:4D:5E failed",
        "Card 00-1A-2B-3C-4D-5E failed",
        "Card 001a.2b3c.4d5e was moved",
    ),
    "the version of a product": (
        "Exchange 2016 stopped",
        "Windows Server 2012 R2 crashed",
        "windows 7 was still in use",
        "Apache 2.4.49 was replaced",
        "The firewall ran version 7.2.1",
        "The report says that the firewall is at version 10",
        "Update to v10.3 failed",
        "TLS 1.0 is still on",
        "The library is at 2.14.1",
        "Build 19.2 failed",
    ),
    "the number of a known weakness": ("CVE-2021-44228 was found", "One finding (cve 2023 34362)", "It is CWE-79"),
    "a score of a weakness": ("One finding with CVSS 9.8", "CVSS:3.1 base score 7.5"),
    "the number of an update": ("KB5012345 broke printing",),
    "a weakness": (
        "SQL injection on the parking form",
        "Cross-site scripting in the search box",
        "Three unpatched machines",
        "Default password on printers",
        "Open ports were found",
        "RDP was reached from outside",
        "Port 3389 was reachable",
        "Remote code execution is possible",
        "A zero-day was used",
        "Weak passwords on two accounts",
        "MFA not enabled for contractors",
        "A vulnerable plug-in",
        "Passwords kept in plain text",
        "TCP/445 answered",
        "An unsupported operating system",
        "Privilege escalation by a service account",
    ),
    "a web address": ("See https://intranet.wendlebury.example/status", "See www.wendlebury.example"),
    "a host or domain name": ("vpn.wendlebury.gov.uk was down", "mail.wendlebury.local did not answer"),
    "a path or the name of a file": (
        "C:\\Data\\Backups was full",
        "\\\\files\\finance was full",
        "/var/log/messages filled up",
        "backup.ps1 failed",
    ),
    "the name of an account": ("WENDLEBURY\\svc_backup was locked",),
    "a password or key": ("The password was Winter2026!", "Password: letmein", "Token = abc123def"),
}
PASSES = (
    "Restored within 3.5 hours",
    "24/7 cover",
    "£1.2 million",
    "Passed with 2 findings, both closed",
    "Version agreed by the board",
    "Power cut at the data centre from 09:10 to 13:10",
    "Restored at 09:30:15 on 12/05/2026",
    "Restored on 12.05.2026",
    "99.95% available",
    "E-mail only; no other service was touched",
    "A change to the network was taken back after 40 minutes",
    "Windows for maintenance: 4 times a year",
    "Version 3 of the continuity plan was agreed",
    "The plan, version 2.1, was tested",
    "See section 4.2.1 of the report",
    "ISO 27001 and Cyber Essentials Plus",
    "Microsoft 365 did not answer anywhere in the country",
    "A district council whose systems were locked in 2020",
    "Keep a copy of the backups that the network cannot reach",
    "Staff and/or members",
    "The supplier’s storage failed",
    "A security certificate had expired",
    "Vulnerable residents were called by telephone",
    "Weekly vulnerability scanning",
    "Open from 8.30am, Monday to Friday",
    "5 of 7 restored, 2 tried again",
    "Wi-Fi 6 in libraries",
    "The line was cut by roadworks",
    "Passwords were reset for all staff",
    "The password policy was changed",
    "No backups were lost",
    "Ransomware: telephones were off for 6 weeks",
    "Build 20 homes",
    "Ratio 1:2:3",
    "Quarter 3 of 2026/27",
    "Citrix was down for 2 hours",
    "1,250.50 and 10,000",
    "Head of IT Service and Section 151 Officer told within 1 hour",
    "Redcar and Cleveland",
    "Actions A-2026-014 and PRJ-014",
)


def _causes(texts) -> bytes:
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["outage_id", "service", "started_at", "cause"])
    rows.writerows([f"OUT-{number}", "E-mail", "12/05/2026 09:10", text] for number, text in enumerate(texts, 1))
    return out.getvalue().encode()


def test_every_detail_is_refused_by_what_it_is_with_its_line_and_column():
    texts = [(what, text) for what, several in REFUSED.items() for text in several]
    assert len(texts) >= 60
    checked = check(read(_causes(text for _, text in texts), "outages.csv"), "outages")
    assert checked.rows is None
    found = {each.row: each for each in checked.errors if each.code == CODE}
    wrong = {
        text: found[line].problem if line in found else "passed"
        for line, (what, text) in enumerate(texts, 2)
        if line not in found or found[line].problem != f"is {what}, and everybody will read it"
    }
    assert wrong == {}
    assert {each.column for each in found.values()} == {"cause"}
    assert all("general words" in each.remedy and "private session" in each.remedy for each in found.values())


def test_ordinary_sentences_pass():
    checked = check(read(_causes(PASSES), "outages.csv"), "outages")
    assert [(each.value, each.problem) for each in checked.errors] == [] and checked.rows is not None
    assert checked.rows["cause"].to_pylist() == list(PASSES)


@pytest.mark.parametrize(
    "text", ["Mr Smith’s account was misused", "Reset by Jane Example last week", "Tell it.desk@wendlebury.example"]
)
def test_people_and_their_addresses_are_refused_in_the_same_columns(text):
    checked = check(read(_causes([text]), "outages.csv"), "outages")
    assert checked.rows is None and [(each.row, each.column) for each in checked.errors] == [(2, "cause")]


def test_a_secret_is_not_repeated_by_what_refuses_it():
    checked = check(read(_causes(["The password was Winter2026!"]), "outages.csv"), "outages")
    assert "Winter" not in " ".join(map(str, checked.problems))


def test_the_day_of_the_private_session_is_named_where_a_kind_has_one():
    row = b"item_id,scheme,note\nAS-1,Penetration test,SQL injection on one form\n"
    (problem,) = check(read(row, "assurance.csv"), "assurance").errors
    assert "private_session_on" in problem.remedy and problem.value == "SQL injection"


def test_every_column_of_words_that_members_read_is_held_to_it():
    free = {
        f"{kind}.{name}"
        for kind in ("outages", "assurance", "lessons")
        for name, each in CONTRACTS[kind].columns.items()
        if (each.type == "text" or (each.type == "word" and not each.only_words)) and not each.publish_safe
    }
    assert free == {"assurance.owner_role", "lessons.owner_role"}  # posts, which are held to be no names


_OUTAGE = "outage_id,service,started_at,ended_at"
_EXERCISE = "item_id,scheme,done_on,difficulty,phishing_sent,phishing_clicked"


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("outages", f"{_OUTAGE}\nO,E-mail,12/05/2026 09:00,11/05/2026 09:00", "ended_before_started"),
        ("assurance", f"{_EXERCISE}\nA,Phishing exercise,01/05/2026,high,10,11", "more_than_were_sent"),
        ("assurance", f"{_EXERCISE}\nA,Phishing exercise,01/05/2026,,10,1", "clicks_without_difficulty"),
        ("assurance", "item_id,scheme,done_on,valid_until\nA,PSN,01/05/2026,01/04/2026", "valid_before_done"),
        ("assurance", "item_id,scheme,done_on,next_due\nA,PSN,01/05/2026,01/04/2026", "due_before_done"),
        ("assurance", "item_id,scheme,result\nA,PSN,passed", "result_without_a_day"),
    ],
)
def test_what_two_columns_say_of_each_other(kind, text, code):
    assert [each.code for each in check(read(text.encode(), "a.csv"), kind).problems] == [code]


@pytest.mark.parametrize(
    ("written", "kept"),
    [("pen test", "Penetration test"), ("CAF", "Cyber Assessment Framework"), ("BCP", "Business continuity plan"),
     ("ITHC", "Penetration test"), ("Physical access review", "Physical access review")],
)  # fmt: skip
def test_schemes_are_an_open_list_with_its_usual_spellings(written, kept):
    checked = check(read(f"item_id,scheme\nA,{written}\n".encode(), "a.csv"), "assurance")
    assert checked.rows["scheme"].to_pylist() == [kept]
