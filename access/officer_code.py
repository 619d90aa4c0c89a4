"""The code that opens the officers' pages until the next start, where no identity provider is configured."""

import secrets

_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that look alike
_CODE = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(2))  # one for each start


def officer_code() -> str:
    """This start's code, as it is printed in the terminal: four letters or digits, a hyphen, and four more."""
    return _CODE
