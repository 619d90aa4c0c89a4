"""The room of cyber security and resilience: attacks, tests and plans, outages, lessons."""
