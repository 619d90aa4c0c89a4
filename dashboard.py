"""The front door: opens the navigation. Start it with `python serve.py` or `streamlit run dashboard.py`."""

import access

access.open_navigation()
