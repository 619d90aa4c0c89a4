"""Whether the council's own identity provider signs officers in."""

import streamlit as st


def identity_provider() -> bool:
    """Whether sign-in goes through OpenID Connect: .streamlit/secrets.toml has a part [auth]."""
    try:
        return "auth" in st.secrets
    except FileNotFoundError:
        return False
