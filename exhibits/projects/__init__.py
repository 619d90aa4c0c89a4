"""Transform projects: the register, a highlight report, status, dates, risks, and which reports are missing."""
