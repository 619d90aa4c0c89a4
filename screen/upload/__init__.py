"""Everything that only the Upload page shows."""
