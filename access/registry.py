"""The one list of pages. A page that is not in it cannot be opened."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """One page: its file (seen from dashboard.py), its name in the navigation, its address, and who may open it.

    says: one sentence on what the page is for, shown as the tooltip of its name.
    needs_figures: the page has nothing to show while the store is empty.
    """

    file: str
    title: str
    url_path: str
    says: str
    officers_only: bool = False
    needs_figures: bool = True


PAGES: tuple[Page, ...] = (
    Page(
        "pages/overview.py",
        "Overview",
        "overview",
        "What is new: the newest month of every measure, and what nobody has explained yet.",
    ),
    Page(
        "pages/it_demand.py",
        "IT demand",
        "it_demand",
        "Calls on the IT service desk: was the newest month unusual, why, and what do the officers say.",
    ),
    Page(
        "pages/channel_shift.py",
        "Channel shift",
        "channel_shift",
        "How far services have moved online, what that saves, and whether anyone is left behind.",
    ),
    Page(
        "pages/projects.py",
        "Projects",
        "projects",
        "What each project did, will do and is worried about, and whether its status is believable.",
    ),
    Page(
        "pages/money.py",
        "Money",
        "money",
        "What the strategy cost, costs and will cost, and which budget pays while which budget saves.",
    ),
    Page(
        "pages/upload.py",
        "Upload",
        "upload",
        "Bring in a month's CSV files: see what they change before it is public.",
        officers_only=True,
        needs_figures=False,
    ),
    Page(
        "pages/submissions.py",
        "Submissions",
        "submissions",
        "Every file that came in, what happened to it, and the way to take it back.",
        officers_only=True,
        needs_figures=False,
    ),
    Page(
        "pages/due.py",
        "Due",
        "due",
        "Who owes which figure or report by when, and the templates to fill in.",
        officers_only=True,
    ),
    Page(
        "pages/explain.py",
        "Explain",
        "explain",
        "Say what happened in an unusual month, leave an exceptional one out, or declare a change.",
        officers_only=True,
    ),
    Page(
        "pages/sign_in.py",
        "Officer sign in",
        "sign_in",
        "For the council's officers: sign in to upload and explain figures, or sign out.",
        needs_figures=False,
    ),
)
HOME = PAGES[0]
