"""Channel shift: take-up, channels, services online, who gets through, avoided cost."""
