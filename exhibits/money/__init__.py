"""Money: cost, savings, variances, and what a service gives for what it costs."""
