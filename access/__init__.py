"""Who may see what: the page registry, sign-in and roles, the guard, and what happens at start-up.

A page begins with `access.guard()`, an officer's page with `access.guard("officer")`; both return the person's
Author, whom the store asks for at every change. A fragment on such a page begins with `access.still("officer")`.
"""

from access.navigation import guard, open_navigation, still
from access.registry import PAGES, Page
from access.sign_in import current_author

__all__ = ["PAGES", "Page", "current_author", "guard", "open_navigation", "still"]
