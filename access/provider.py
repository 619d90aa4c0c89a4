"""Whether the council's own identity provider signs officers in."""

import streamlit as st


def identity_provider() -> bool:
    """Whether sign-in goes through OpenID Connect: .streamlit/secrets.toml has a part [auth]."""
    try:
        return "auth" in st.secrets
    except FileNotFoundError:
        return False


def client_id(provider: object) -> str:
    """The dashboard's name at the provider that signed somebody in; '' where none is configured.

    provider: as Streamlit notes it at sign-in: "default", or the name of a part such as [auth.entra].
    """
    try:
        configured = st.secrets.get("auth", {})
        own = configured.get(provider, configured) if isinstance(provider, str) else configured
        return str(own.get("client_id", ""))
    except (FileNotFoundError, AttributeError):
        return ""
