"""Officer sign in: the way in for those who upload and explain figures, and the way out."""

import streamlit as st

import access
from access import sign_in
from access.words import plain
from screen.header import footer, header
from screen.signed_in import show_own_elsewhere, show_signed_in

author = access.guard()

if author.may("officer"):
    header("Sign out")
    st.markdown(
        f"You are signed in as **{plain(author.name)}**. What you change stands in the history under this name."
    )
    st.page_link("pages/upload.py", label="Upload a file")
    st.page_link("pages/explain.py", label="Explain an unusual month")
    st.page_link("pages/submissions.py", label="See all submissions, or take one back")
    if st.button("Sign out", type="primary", key="sign_out"):
        sign_in.sign_out()
    if st.button("Sign out everywhere", key="sign_out_everywhere", help=sign_in.EVERYWHERE):
        sign_in.sign_out(everywhere=True)
    show_own_elsewhere()
    if sign_in.may_administer(author):
        show_signed_in()
else:
    header("Officer sign in")
    st.markdown(
        "For the council's officers: sign in to upload figures, explain them, or take a file back. "
        "Members need no sign-in."
    )
    sign_in.ask_to_sign_in()
footer(judges=False)
