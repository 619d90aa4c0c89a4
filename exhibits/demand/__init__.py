"""IT demand: what drove a month, the backlog, demand against capacity, and trends."""
