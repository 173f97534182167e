-- PostgreSQL alone: DuckDB reads its columns whole and needs none.
CREATE INDEX IF NOT EXISTS entries_by_number ON entries (entry_number, import_id);
CREATE INDEX IF NOT EXISTS lines_by_entry ON lines (entry_number, import_id);
CREATE INDEX IF NOT EXISTS duties_by_line ON duties (import_id, line_id);
CREATE INDEX IF NOT EXISTS receipts_by_entry ON receipts (entry_number);
CREATE INDEX IF NOT EXISTS assessments_by_line ON assessments (run_id, entry_number);
CREATE INDEX IF NOT EXISTS assessed_duties_by_line ON assessed_duties (run_id, entry_number);
CREATE INDEX IF NOT EXISTS differences_by_line ON differences (run_id, entry_number);
CREATE INDEX IF NOT EXISTS remedies_by_entry ON remedies (run_id, entry_number);
