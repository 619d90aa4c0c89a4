"""What officers read of a store that cannot be written or holds less than it did, and of a clock that was set back."""

import streamlit as st

from data.store import Author, Store, StoreError
from screen.plain import plain


def show_store_notice(store: Store, officer: Author) -> None:
    """Notices while the store cannot be written, the server's clock is behind what is noted, or changes that were noted
    beside the store are not in it; nothing else."""
    for notice in filter(None, (store.say_unwritable(), store.say_clock())):
        st.error(plain(notice))
    if not (sentence := store.say_lacks()):
        return
    st.error(plain(sentence))
    if st.button("Go on with the store as it is", key="accept_store"):
        try:
            store.accept(officer)
        except StoreError as problem:
            st.error(plain(str(problem)))
            return
        st.rerun()
