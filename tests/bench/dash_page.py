"""The peer: the same four charts as on the floor page, in Dash, which draws with the same library.

python -m tests.bench.dash_page PORT
"""

import json
import os
import sys

from dash import Dash, dcc, html

with open(os.environ["FLOOR_FIGURES"], encoding="utf-8") as figures:
    charts = [dcc.Graph(figure=figure) for figure in json.load(figures)]

app = Dash(__name__)
app.layout = html.Div([html.H1("The peer"), dcc.Dropdown(["a", "b", "c"], "a"), *charts])


@app.server.route("/_stcore/health")
def health() -> str:
    """Where tests.server looks to see that a server answers."""
    return "ok"


if __name__ == "__main__":
    app.run(port=int(sys.argv[1]), debug=False)
