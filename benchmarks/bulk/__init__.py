"""Bulk assessment measured: against the floor, a join in SQL, a rules engine, and itself."""
