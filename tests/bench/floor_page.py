"""The floor page: the same four charts, prebuilt, through plain st.plotly_chart with Streamlit's own settings."""

import json
import os

import plotly.io
import streamlit as st


@st.cache_resource
def figures():
    with open(os.environ["FLOOR_FIGURES"], encoding="utf-8") as file:
        return [plotly.io.from_json(json.dumps(figure)) for figure in json.load(file)]


st.title("Floor page")
st.selectbox("Filter", ["a", "b", "c"])
for number, figure in enumerate(figures()):
    st.plotly_chart(figure, key=f"floor_{number}")
