"""From the claims of an ID token (OpenID Connect Core 1.0, section 2) to a role.

Streamlit and Authlib check signature, issuer, nonce and times when somebody signs in, and keep the claims in a signed
cookie. Here stands what they leave open: whom the token is for, whether it still holds, and what it makes of a person.
"""

import math
from collections.abc import Mapping

from access.sign_ins import checksum
from data.settings import Access

Claims = Mapping[str, object]


def holds(claims: Claims, client_id: str, now: float) -> bool:
    """Whether somebody is signed in with a token that is meant for this dashboard and has not run out.

    client_id: the dashboard's name at the provider. now: seconds since 1970.
    """
    return claims.get("is_logged_in") is True and _meant_for(claims, client_id) and moment(claims, "exp") > now


def moment(claims: Claims, name: str) -> float:
    """A claim that is a time in seconds since 1970; 0 where it is none."""
    value = claims.get(name)
    known = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return float(value) if known and isinstance(value, int | float) else 0.0


def role_of(claims: Claims, rules: Access) -> str:
    """ "member", "officer", "approver" or "administrator"."""
    held = _roles(claims.get(rules.role_claim))
    address = _address(claims, rules)
    named = {_lowered(each) for each in rules.officers}
    listed = bool(_ids(claims) & set(rules.officer_ids)) or (address != "" and address in named)
    if held & set(rules.administrator_roles):
        return "administrator"
    if held & set(rules.approver_roles):
        return "approver"
    return "officer" if listed or held & set(rules.officer_roles) else "member"


def name_of(claims: Claims) -> str:
    """How the history names the person."""
    told = (claims.get(each) for each in ("name", "email", "sub"))
    return next((" ".join(each.split())[:100] for each in told if isinstance(each, str) and each.strip()), "Signed in")


def who(claims: Claims) -> str:
    """The person, the same at every sign-in: a checksum of what the provider calls them."""
    return checksum(f"{claims.get('iss')}\n{claims.get('sub')}")


def token_id(claims: Claims) -> str:
    """One sign-in at the provider: two of the same person differ."""
    told = (claims.get(each) for each in ("iss", "sub", "iat", "nonce", "jti"))
    return checksum("\n".join(map(repr, told)))


def _meant_for(claims: Claims, client_id: str) -> bool:
    told = claims.get("aud")
    audience = [told] if isinstance(told, str) else told if isinstance(told, list) else []
    others = any(each != client_id for each in audience)
    return bool(client_id) and client_id in audience and (not others or claims.get("azp") == client_id)


def _roles(told: object) -> set[str]:
    """Roles are compared whole: a list of texts, or one text that is parted at commas only. All else is no role."""
    if isinstance(told, str):
        return {each.strip() for each in told.split(",")} - {""}
    if isinstance(told, list) and all(isinstance(each, str) for each in told):
        return set(told)
    return set()


def _ids(claims: Claims) -> set[str]:
    return {told for name in ("sub", "oid") if isinstance(told := claims.get(name), str) and told}


def _address(claims: Claims, rules: Access) -> str:
    """The e-mail address, lowered, if the provider has proved it; else ''."""
    told = claims.get("email")
    verified = claims.get("email_verified")
    proved = verified is True or verified == "true"
    if "email_verified" not in claims and rules.provider_proves_addresses:
        proved = True
    return _lowered(told) if isinstance(told, str) and proved and told.strip() else ""


def _lowered(address: str) -> str:
    """Letters A to Z alone: others that look or fold alike must not become the same address."""
    return address.strip().translate(_SMALL)


_SMALL = {ord(letter): letter.lower() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
