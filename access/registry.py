"""The one list of pages. A page that is not in it cannot be opened."""

from dataclasses import dataclass
from typing import Literal

# "members" is everybody, unless access.members_sign_in asks members to sign in; "public" is everybody in any case
Audience = Literal["public", "members", "officers"]


@dataclass(frozen=True)
class Page:
    """One page: its file (seen from dashboard.py), its name in the navigation, its address, and who may open it.

    An exhibit has the audience of the page that shows it, unless only officers see it (exhibits/common/audience.py).
    says: one sentence on what the page is for, shown as the tooltip of its name.
    needs_figures: the page has nothing to show while the store is empty. in_navigation: members find it there; else by
    a link on other pages.
    """

    file: str
    title: str
    url_path: str
    says: str
    audience: Audience = "members"
    needs_figures: bool = True
    in_navigation: bool = True

    @property
    def officers_only(self) -> bool:
        """Whether members may not open it."""
        return self.audience == "officers"


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
        "pages/cyber.py",
        "Cyber and resilience",
        "cyber",
        "Whether attacks got through, what is tested and in date, how long services were down, and lessons learned.",
    ),
    Page(
        "pages/people.py",
        "People and equipment",
        "people",
        "How old members' and staff's devices are and when they are renewed, and whether IT has the people it needs.",
    ),
    Page(
        "pages/inclusion.py",
        "Digital inclusion",
        "inclusion",
        "Who needs help to go online, what training, tablets and libraries do, and which groups and areas are behind.",
    ),
    Page(
        "pages/actions.py",
        "Actions",
        "actions",
        "What the committee asked, recommended or was promised, and what became of it.",
    ),
    Page(
        "pages/meetings.py",
        "Meetings",
        "meetings",
        "When the committee meets, and every briefing that was published for it.",
    ),
    Page(
        "pages/chosen.py",
        "My list",
        "chosen",
        "The exhibits that you chose, on one page: to read, to print, and to take along as a PDF.",
        in_navigation=False,
    ),
    Page(
        "pages/reading.py",
        "How to read these charts",
        "reading",
        "Five steps with examples: the sentence, what is usual, what is news, who is left behind, then and now.",
        in_navigation=False,
    ),
    Page(
        "pages/about.py",
        "Words and figures explained",
        "about",
        "Every word in plain English, and of each measure its definition, approval and benchmark.",
        in_navigation=False,
    ),
    Page(
        "pages/upload.py",
        "Upload",
        "upload",
        "Bring in a month's CSV files: see what they change before it is public.",
        audience="officers",
        needs_figures=False,
    ),
    Page(
        "pages/submissions.py",
        "Submissions",
        "submissions",
        "Every file that came in, what happened to it, and the way to take it back.",
        audience="officers",
        needs_figures=False,
    ),
    Page(
        "pages/due.py",
        "Due",
        "due",
        "Who owes which figure or report by when, and the templates to fill in.",
        audience="officers",
    ),
    Page(
        "pages/explain.py",
        "Explain",
        "explain",
        "Say what happened in an unusual month, leave an exceptional one out, or declare a change.",
        audience="officers",
    ),
    Page(
        "pages/sign_in.py",
        "Officer sign in",
        "sign_in",
        "For the council's officers: sign in to upload and explain figures, or sign out.",
        audience="public",
        needs_figures=False,
    ),
)
HOME = PAGES[0]
