"""What would help an attacker, in text that everybody will read: found by its shape, and refused with what to do.

A column that is publish_safe takes general words. Each finder says what it finds in a few words; what only looks like
it (a date, a time, a sum, a percentage, a paragraph, the version of a document) passes. People are found by
sentences.py and, for what is certain, by personal.py.
"""

import ipaddress
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import Contract
from data.intake.columns.matching import PositionOf
from data.intake.files.reading import TextTable
from data.intake.problem import Problem, listed

CODE = "not_for_the_public"
PRIVATE = "private_session_on"  # the column of the day on which members were told in private
_SHOWN = 40  # letters of what was found


class Detail(NamedTuple):
    """What a text gives away: in a few words, and the piece of the text."""

    what: str
    piece: str


def found_in(text: str) -> Detail | None:
    """The first detail of a text that must not be public; None where it may be."""
    # letters that look like others, and signs that are not seen
    text = unicodedata.normalize("NFKC", text).replace("\u2010", "-")
    text = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    for what, find in _FINDERS:
        for piece in find(text):
            return Detail(what, piece)
    return None


# -- addresses ---------------------------------------------------------------------------------------------------------

_DOT = r"(?:\.|\[\.\]|\(\.\)|\(dot\)|\[dot\])"  # as people write it so that it is no link
_V4 = re.compile(
    rf"(?<![\w.£])\d{{1,3}}{_DOT}\d{{1,3}}(?:{_DOT}(?:\d{{1,3}}|[x*])){{2}}(?:/\d{{1,2}})?(?::\d+)?(?![\w])", re.I
)
_V6 = re.compile(r"(?<![\w:.])[0-9a-f:]*:[0-9a-f:]*:[0-9a-f:.]*(?:%\w+)?(?:/\d{1,3})?", re.I)
_MAC = re.compile(r"\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b|\b[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}\b", re.I)
_URL = re.compile(r"\b[a-z][a-z0-9+.-]{1,9}://\S+|\bwww\d?\.\S+", re.I)
_DOMAINS = (
    "uk|com|org|net|gov|edu|mil|io|local|localdomain|lan|internal|intranet|intra|corp|domain|cloud|biz|eu|dev|app|online"
    "|site|tech|arpa|onmicrosoft|sharepoint|test|home|cymru|wales|scot|london"
)
_DOMAIN = re.compile(rf"(?<![\w.@-])(?:[a-z0-9](?:[\w-]*[a-z0-9])?{_DOT})+(?:{_DOMAINS})\b(?!\.\w)", re.I)


def _v4(text: str) -> Iterator[str]:
    for found in _V4.finditer(text):
        if all(int(each) < 256 for each in re.findall(r"\d+", re.split(r"[/:]", found[0])[0])):
            yield found[0]


def _v6(text: str) -> Iterator[str]:
    for found in _V6.finditer(text):
        piece = found[0].rstrip(".:") if not found[0].rstrip(".").endswith("::") else found[0].rstrip(".")
        try:
            ipaddress.IPv6Interface(piece)
        except ValueError:
            continue
        if re.search(r"[0-9a-f]", piece, re.I):
            yield piece


# -- names of machines -------------------------------------------------------------------------------------------------

_LONG = (
    "server|srv|svr|sql|exch|esxi?|router|rtr|switch|swi|vpn|proxy|prx|citrix|ctx|dns|dhcp|firewall|fwl|hyperv|vcenter|oracle"
    "|radius|gateway|nas|mailhost|webhost|dbhost|host|node"
)
_SHORT = "dc|vm|fw|sw|gw|ad|db|web|app|apps|api|ts|rds|san|wap|ap|lb|sp|fs|ps|dev|uat|prd|prod|mx|ns|mail|adc|ca|hv"
_MACHINE = re.compile(
    # the parts of a machine's name, and a number: SRV-SQL01, WENDC02, fileserver3, core-switch-1, exch_01
    rf"\b(?:[a-z0-9]+[-_])*[a-z]*(?:{_LONG})(?:[-_]?\d{{1,4}}[a-z]?)(?:[-_][a-z0-9]+)*\b"
    rf"|\b(?:[a-z0-9]+[-_])+(?:{_SHORT})[-_]?\d{{1,4}}[a-z]?(?:[-_][a-z0-9]+)*\b"
    rf"|\b(?:{_SHORT})[-_]?\d{{2,4}}[a-z]?(?:[-_][a-z0-9]+)*\b"
    rf"|(?-i:\b[A-Z]{{2,8}}(?:{_SHORT.upper()})\d{{1,4}}\b)"
    # without a number: a site and a role with a line between, all in capitals
    rf"|(?-i:\b[A-Z0-9]{{2,12}}[-_](?:{_LONG.upper()}|{_SHORT.upper()})\b)"
    r"|(?-i:\b(?:PC|LT|WS|LAPTOP|DESKTOP|TABLET)[-_]?\d{3,}\b)|(?-i:\bDESKTOP-[A-Z0-9]{6,8}\b)",
    re.I,
)

# -- products and their versions ---------------------------------------------------------------------------------------

_PRODUCTS = (
    "Windows(?: Server)?|Exchange(?: Server)?|SQL Server|SharePoint|Ubuntu|Debian|Red Hat(?: Enterprise Linux)?|RHEL"
    "|CentOS|Linux|Kernel|iOS|iPadOS|Android|[Mm]acOS|OS X|Java|JRE|JDK|[Pp][Hh][Pp]|Python|Perl|Ruby|Apache|Tomcat"
    "|[Nn]ginx|IIS|OpenSS[LH]|[Tt][Ll][Ss]|[Ss][Ss][Ll]|SMB|NTLM|SNMP|VMware|ESXi|vSphere|vCenter|Citrix|NetScaler|FortiOS"
    "|FortiGate|PAN-OS|Cisco|IOS|Junos|Oracle|MySQL|MariaDB|Postgre(?:s|SQL)|MongoDB|[Ll]og4[Jj]|WordPress|Drupal|Joomla"
    "|Umbraco|jQuery|Chrome|Firefox|Internet Explorer|Acrobat|Flash Player|Outlook|MOVEit|Confluence|Jira|Struts|Samba"
    "|Ivanti|SonicWall|Sophos|Veeam|Hyper-V|Lync|Skype|Adobe Reader|Node\\.js|\\.NET(?: Framework)?|[Ff]irmware"
)
_UNITS = (
    r"(?!\s*(?:%|hours?|hrs?|minutes?|mins?|days?|weeks?|months?|years?|users?|people|staff|times|licen[cs]es?|per cent"
    r"|percent|of\b|in\b|laptops?|devices?|accounts?|or\b|to\b))"
)
_PRODUCT = re.compile(
    rf"\b(?:{_PRODUCTS})\s*(?:[Vv]ersion\s*|[Vv]er\.?\s*|[Vv]\.?\s*)?\d+(?:\.\d+)*(?:[a-z]\b|\s?R2\b)?(?![\d,]){_UNITS}"
    r"|\bOffice 20(?:03|07|10|13|16|19)\b|(?i:\bwindows (?:server 20\d\d|xp|vista|7|8(?:\.1)?|10|11)\b)"
    rf"{_UNITS}"
)
_VERSION = re.compile(
    r"\b(?:versions?|ver\.|firmware|patch level|service pack)\s*(?:no\.?|number|:)?\s*\d+(?:\.\d+)*[a-z]?\b"
    r"|\b(?:release|build)\s*(?:no\.?|number|:)?\s*\d+(?:\.\d+)+|\bv\.?\d+(?:\.\d+)*[a-z]?\b|\bv\.?\s\d+(?:\.\d+)+",
    re.I,
)
_DOCUMENT = re.compile(
    r"\b(?:plans?|polic(?:y|ies)|strateg(?:y|ies)|procedures?|documents?|reports?|playbooks?|standards?|guidance"
    r"|agreements?|contracts?|registers?|guides?|templates?|minutes|charters?|frameworks?|papers?|drafts?|handbooks?|forms?"
    r"|exercise|WCAG|toolkit|scheme)\b",
    re.I,
)
_DOTTED = re.compile(r"(?<![\w.£$€])\d+(?:\.\d+){2,}(?:-\w+)?(?![\w%])")
_DAY = re.compile(r"(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])\.(?:19|20)?\d\d")
_PLACE = re.compile(
    r"(?:\b(?:sections?|sec\.|paragraphs?|paras?\.?|appendix|annex|items?|policy|standards?|criteri(?:on|a)|chapters?"
    r"|clauses?|actions?|tables?|figures?|parts?|controls?|outcomes?|principles?|objectives?|requirements?"
    r"|recommendations?|no\.?)\s*)$",
    re.I,
)
_NEAR = 40  # letters before a version in which a document may be named
_BULLETIN = re.compile(r"\bKB\s?\d{6,7}\b|\bMS\d\d-\d{3}\b", re.I)


def _versions(text: str) -> Iterator[str]:
    for found in _VERSION.finditer(text):
        near = text[max(0, found.start() - _NEAR) : found.start()]
        behind = text[found.end() : found.end() + _NEAR]
        of_document = re.match(r"\s*(?:of|for)\s", behind) and _DOCUMENT.search(behind)
        if _PRODUCT_WORDS.search(near) or not (_DOCUMENT.search(near) or of_document):
            yield found[0]
    for found in _DOTTED.finditer(text):
        before = text[: found.start()]
        if not (_DAY.fullmatch(found[0]) or _PLACE.search(before)):
            yield found[0]


# -- weaknesses --------------------------------------------------------------------------------------------------------

_MACHINERY = (
    r"(?:servers?|systems?|software|versions?|plug-?ins?|librar(?:y|ies)|components?|hosts?|devices?|laptops?|firewalls?"
    r"|applications?|machines?|operating systems?|services?|websites?|routers?|switch(?:es)?|databases?|endpoints?"
    r"|network)"
)
_PRODUCT_WORDS = re.compile(
    r"\b(?:firmware|software|firewalls?|servers?|plug-?ins?|routers?|browsers?|databases?)\b", re.I
)
_CVE = re.compile(r"\b(?:CVE|CWE|CAN|GHSA|EUVD)[-–\s]?\d{2,4}(?:[-–\s]?\d{3,})?\b", re.I)
_CVSS = re.compile(r"\bCVSS\b(?:[^.;]{0,24}?\d+(?:\.\d)?)?(?:[/A-Z:]+)?", re.I)
_CALLED = (
    r"(?:SQL|command|code|LDAP|XML|HTML|template|header|prompt)[- ]injections?",
    r"injection (?:flaw|attack|vulnerabilit(?:y|ies))",
    r"cross[- ]?site|XSS|CSRF|SSRF|XXE|IDOR|(?:remote|arbitrary)[- ]code(?:[- ]execution)?|RCE|buffer[- ]overflows?",
    r"(?:path|directory)[- ]traversal|privilege[- ]escalation|escalation of privileges?|deseriali[sz]ation",
    r"clickjacking|session (?:fixation|hijack\w*)|(?:zero|0)[- ]days?",
    r"un-?patched|(?:not|never) (?:yet )?(?:been )?(?:fully )?patched|missing (?:security )?(?:patch|update)(?:es|s)?",
    r"default (?:admin(?:istrator)? )?(?:passwords?|credentials?|log-?ins?|accounts?|PINs?|community strings?)",
    r"(?:weak|blank|empty|guessable|re-?used|shared|hard-?coded|plain[- ]?text|clear[- ]?text) (?:admin(?:istrator)? )?"
    r"(?:passwords?|passphrases?|credentials?|ciphers?|encryption|keys?|hash(?:es)?)",
    r"(?:passwords?|credentials?) (?:stored |kept |held |written |sent )?in (?:the )?(?:clear|plain)(?:[- ]?text)?",
    r"no passwords?(?: set)?|open(?:ed)? ports?|ports? (?:left |found |is |are |was |were )?(?:open|exposed)",
    rf"exposed (?:{_MACHINERY}|ports?|to the internet)|compromised {_MACHINERY}",
    rf"{_MACHINERY} (?:was |were |is |are |left |found )?(?:exposed|vulnerable|reachable from the internet)",
    rf"{_MACHINERY} (?:was |were |is |are |left |found )?open to the internet",
    r"RDP|(?:exposed|open) remote desktop|remote desktop (?:is |was )?(?:exposed|open)|SMBv?1|telnet",
    r"open (?:relay|redirect|share|bucket)s?",
    rf"(?:vulnerable|unsupported|outdated|out-of-date|obsolete|insecure|unprotected) {_MACHINERY}",
    r"vulnerabilit(?:y|ies) (?:in|on|of|affecting) (?:the|our|a|an|its|their)",
    r"exploitable|exploit (?:code|kit)s?|exploits? for|unencrypted|no encryption",
    r"encryption (?:is |was )?(?:off|disabled|missing)|no (?:network )?segmentation|flat network|no anti-?virus",
    r"anti-?virus (?:is |was |were )?(?:off|disabled|out of date|missing)|logging (?:is |was )?(?:off|disabled)",
    r"(?:MFA|2FA|multi-?factor(?: authentication)?|second sign-in step) (?:is |was |were )?"
    r"(?:off|disabled|not enabled|not enforced|missing|bypassed)",
    r"(?:without|no|missing) (?:MFA|2FA|multi-?factor authentication)|firewall rules?",
    r"firewalls? (?:is |was |were )?(?:open|off|disabled)|mis-?configured|mis-?configurations?",
    r"domain admin(?:istrator)?s?|local admin(?:istrator)? rights|kerberoast\w*|pass[- ]the[- ]hash|golden ticket",
    r"web ?shells?|back ?doors?|log4shell|eternalblue|heartbleed|printnightmare|proxyshell|proxylogon|bluekeep",
    r"zerologon|shellshock|citrixbleed|MD5|RC4|SHA-?1|NTLMv?1|SSLv?[23]",
    r"insecure (?:direct object|configuration|protocol|cipher|default)s?|(?:TCP|UDP)[ /:]*\d{1,5}|ports? \d{2,5}",
)
_WEAKNESSES = re.compile(rf"\b(?:{'|'.join(_CALLED)})\b", re.I)

# -- paths, files and what opens a door --------------------------------------------------------------------------------

_BEGINS = r"(?:(?<=^)|(?<=[\s\"'(“‘]))"
_PATH = re.compile(
    r"\b[A-Z]:[\\/][\w.$\\/-]*\w|\\\\[\w.$-]+(?:\\[\w.$-]+)*|\bHK(?:LM|CU|EY_\w+)\\\S+"
    rf"|{_BEGINS}~?/(?:[\w.-]+/)+[\w.-]*"
    rf"|{_BEGINS}/(?:admin|wp-admin|login|etc|var|opt|tmp|root|usr|bin|api|phpmyadmin|manager|\.git|\.env)\b"
    r"|(?<![\w.])[\w-]+\.(?:exe|dll|ps1|bat|cmd|sh|vbs|jar|py|php|aspx?|jsp|conf|config|cfg|ini|log|bak|sql|mdb|pst"
    r"|iso|env|pem|key|pfx|kdbx|vhdx?|vmdk|docx?|xlsx?|csv|zip)\b",
    re.I,
)
_ACCOUNT = re.compile(r"\b[A-Z][\w-]{1,14}\\[a-z][\w.$-]+", re.I)
_IS = r"(?:is|was|were)\s+(?:set to\s+)?"
_SECRET = re.compile(
    r"\b(?:pass ?words?|passwd|pwd|pass ?phrase|pass ?code|API key|access key|secret(?: key)?|token)\s*"
    rf"(?:[:=]\s*\S+|{_IS}[\"'“‘](?=\S)[^\"'”’]+|{_IS}(?=\w*[^\W\d_])(?=\S*[\d!@#$%^&*])\S{{5,}})"
    r"|\bPIN\s*(?:[:=]|is|was)\s*\d{4,}"
    r"|\b(?:user ?name|user ?id|log-?in(?: name)?)\s*(?:[:=]|is|was)\s*(?=\S*[\d._])\S+"
    r"|\blog-?in\s*[:=]\s*\S+|\bAKIA[0-9A-Z]{16}\b|-----BEGIN|\beyJ[\w-]{20,}|\b[0-9a-f]{32,}\b|\bgh[pousr]_\w{20,}",
    re.I,
)


Find = Callable[[str], Iterator[str]]


def _pattern(pattern: re.Pattern[str]) -> Find:
    return lambda text: (found[0] for found in pattern.finditer(text))


_FINDERS: tuple[tuple[str, Find], ...] = (
    ("a password or key", _pattern(_SECRET)),
    ("a web address", _pattern(_URL)),
    ("a MAC address", _pattern(_MAC)),
    ("an IP address", _v4),
    ("an IP address", _v6),
    ("the number of a known weakness", _pattern(_CVE)),
    ("a score of a weakness", _pattern(_CVSS)),
    ("a path or the name of a file", _pattern(_PATH)),
    ("the name of an account", _pattern(_ACCOUNT)),
    ("a host or domain name", _pattern(_DOMAIN)),
    ("the name of a machine", _pattern(_MACHINE)),
    ("the number of an update", _pattern(_BULLETIN)),
    ("a weakness", _pattern(_WEAKNESSES)),
    ("the version of a product", _pattern(_PRODUCT)),
    ("the version of a product", _versions),
)


# -- the file ----------------------------------------------------------------------------------------------------------


def refusals(table: TextTable, wanted: Contract, position_of: PositionOf) -> list[Problem]:
    """An error for each cell of a publish_safe column that gives away what would help an attacker."""
    problems: list[Problem] = []
    for name, position in position_of.items():
        if not wanted.columns[name].publish_safe or position in table.added:
            continue
        cells = table.columns[position].combine_chunks()
        texts = pc.unique(table.texts(position).to_look_at).to_pylist()  # every one: none may slip through
        details = {each: detail for each in texts if each and (detail := found_in(each))}
        if not details:
            continue
        wrong = pc.is_in(cells, value_set=pa.array(list(details), pa.string()))
        lines, texts = table.lines.filter(wrong).to_pylist(), cells.filter(wrong).to_pylist()
        remedy = _remedy(wanted)
        problems += listed(
            (_problem(line, name, details[text], remedy) for line, text in zip(lines, texts, strict=True)),
            len(lines), name, "error",
        )  # fmt: skip
    return problems


def _problem(line: int, column: str, detail: Detail, remedy: str) -> Problem:
    """What is found is quoted, so that the officer finds it; what opens a door is not."""
    secret = detail.what.startswith("a password")
    piece = f"{detail.piece[:2]}…" if secret else detail.piece.strip()[:_SHOWN]
    return Problem(line, column, piece, f"is {detail.what}, and everybody will read it", remedy, code=CODE)


def _remedy(wanted: Contract) -> str:
    general = "Say it in general words, such as “a server” or “a finding”"
    if PRIVATE in wanted.columns:
        return f"{general}, or leave it out and give the day of the private session in {PRIVATE}."
    return f"{general}; details belong in a report to members in private session."
