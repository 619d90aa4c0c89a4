"""Words and figures explained: the glossary, and what is known about each measure besides its figures."""
