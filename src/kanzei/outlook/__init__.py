"""Scenarios: supposed instruments with dates and odds, planned shipments, and what waiting costs or saves (pure)."""
