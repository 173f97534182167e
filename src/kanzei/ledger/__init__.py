"""The ledger: what was imported, assessed and filed, kept in one DuckDB file or in PostgreSQL."""
