-- Version 1. Both engines run this text: BIGINT counts cents and numbers, DATE days, TEXT the rest; JSON and times (ISO 8601, UTC) are TEXT.
-- A later import, run or filing stands beside the earlier one, and the newest holds; rows change only when an importer's data is deleted.
-- Every table of data names importer and entry, so that one importer's rows can be taken out whole.

CREATE TABLE meta (name TEXT NOT NULL, value TEXT NOT NULL);

-- What was done to the ledger, by whom, with which release of the program. about: 'import 3', or counts as JSON; no name of an importer or a file.
CREATE TABLE events (
  event_id BIGINT NOT NULL, at_utc TEXT NOT NULL, by_whom TEXT NOT NULL, version TEXT NOT NULL, what TEXT NOT NULL, about TEXT NOT NULL
);

-- A command that brought files in: all of them or none. rows … unread_duty_cents: what its reconciliation says, NULL once a part was deleted.
CREATE TABLE imports (
  import_id BIGINT NOT NULL, at_utc TEXT NOT NULL, by_whom TEXT NOT NULL, version TEXT NOT NULL,
  row_count BIGINT, line_count BIGINT, entry_count BIGINT, value_cents BIGINT, duty_cents BIGINT, unread_count BIGINT, unread_duty_cents BIGINT,
  agrees BOOLEAN, oddity_counts TEXT NOT NULL
);

-- A file of an import. sha256: of its bytes. stated_*: totals the file states itself.
CREATE TABLE files (
  import_id BIGINT NOT NULL, file_number BIGINT NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL, layout TEXT NOT NULL, columns_taken TEXT NOT NULL,
  row_count BIGINT, value_cents BIGINT, duty_cents BIGINT, stated_value_cents BIGINT, stated_duty_cents BIGINT, notes TEXT NOT NULL
);

-- The state of an entry as one import tells it; NULL or '' where it does not say. lined: that import also tells what the lines are.
-- line_id: the one line that a state belongs to, where the file names no entry.
CREATE TABLE entries (
  import_id BIGINT NOT NULL, importer_number TEXT NOT NULL, entry_number TEXT NOT NULL, line_id BIGINT, source TEXT NOT NULL, lined BOOLEAN NOT NULL,
  entry_type TEXT NOT NULL, port TEXT NOT NULL, entered_on DATE, summary_on DATE, released_on DATE, deposited_on DATE, estimated_deposit BOOLEAN NOT NULL,
  liquidated_on DATE, liquidation_status TEXT NOT NULL, extended BOOLEAN, suspended BOOLEAN, under_review BOOLEAN, deemed_final BOOLEAN,
  reconciliation BOOLEAN, drawback BOOLEAN, protest_open BOOLEAN, protest_number TEXT NOT NULL, surety BOOLEAN, phase TEXT NOT NULL, other TEXT NOT NULL,
  corrected BOOLEAN
);

-- A line as one import tells it. line_key: entry and line number, or the import and the line where there is none; the same in every import of the line.
-- facts: what else the law looks at, as JSON.
CREATE TABLE lines (
  import_id BIGINT NOT NULL, line_id BIGINT NOT NULL, importer_number TEXT NOT NULL, entry_number TEXT NOT NULL, line_number TEXT NOT NULL,
  line_key TEXT NOT NULL, file_number BIGINT NOT NULL, place TEXT NOT NULL, hts TEXT NOT NULL, origin TEXT NOT NULL, entered_on DATE NOT NULL,
  value_cents BIGINT NOT NULL, paid_cents BIGINT, blended BOOLEAN NOT NULL, facts TEXT NOT NULL, warnings TEXT NOT NULL
);

-- Duty as filed, by number of the line; cents NULL where the file does not tell it apart.
CREATE TABLE duties (
  import_id BIGINT NOT NULL, line_id BIGINT NOT NULL, importer_number TEXT NOT NULL, entry_number TEXT NOT NULL, position BIGINT NOT NULL,
  number TEXT NOT NULL, cents BIGINT
);

-- What an import could not read, and what to look at. kind: see kanzei.entries.reconcile.
CREATE TABLE oddities (
  import_id BIGINT NOT NULL, importer_number TEXT NOT NULL, entry_number TEXT NOT NULL, line_number TEXT NOT NULL, unread BOOLEAN NOT NULL,
  kind TEXT NOT NULL, what TEXT NOT NULL, place TEXT NOT NULL, cents BIGINT
);

-- Money that came (REV-603) or came back (REV-613). kind: 'refund' | 'ach-reject'.
CREATE TABLE receipts (
  import_id BIGINT NOT NULL, file_number BIGINT NOT NULL, importer_number TEXT NOT NULL, entry_number TEXT NOT NULL, kind TEXT NOT NULL,
  refund_number TEXT NOT NULL, principal_cents BIGINT, interest_cents BIGINT, total_cents BIGINT, on_day DATE, reason TEXT NOT NULL,
  place TEXT NOT NULL, other TEXT NOT NULL
);

-- What became of an entry in a declaration (REV-615).
CREATE TABLE outcomes (
  import_id BIGINT NOT NULL, file_number BIGINT NOT NULL, importer_number TEXT NOT NULL, entry_number TEXT NOT NULL, declaration_number TEXT NOT NULL,
  status TEXT NOT NULL, reject_reason TEXT NOT NULL, refund_cents BIGINT, decided_on DATE, place TEXT NOT NULL, other TEXT NOT NULL
);

-- Notices of liquidation (ES-701); each also makes a state in entries.
CREATE TABLE notices (
  import_id BIGINT NOT NULL, file_number BIGINT NOT NULL, importer_number TEXT NOT NULL, entry_number TEXT NOT NULL, liquidated_on DATE,
  notice_type TEXT NOT NULL, reason TEXT NOT NULL, change_cents BIGINT, place TEXT NOT NULL, other TEXT NOT NULL
);

-- Declarations, protests and corrections that were filed. remedy: an id of kanzei.refund.remedies.
CREATE TABLE filings (
  filing_id BIGINT NOT NULL, importer_number TEXT NOT NULL, entry_number TEXT NOT NULL, remedy TEXT NOT NULL, filed_on DATE NOT NULL,
  reference TEXT NOT NULL, at_utc TEXT NOT NULL, by_whom TEXT NOT NULL, version TEXT NOT NULL
);

-- A re-rating of the lines that held then. lawbook: digest of law and schedule; known_on: its day of knowledge; seen_on: the day the remedies are seen from.
-- last_import: the newest import it looked at. scope: '' for all, else an importer number.
CREATE TABLE runs (
  run_id BIGINT NOT NULL, at_utc TEXT NOT NULL, by_whom TEXT NOT NULL, version TEXT NOT NULL, lawbook TEXT NOT NULL, known_on DATE NOT NULL,
  seen_on DATE NOT NULL, switches TEXT NOT NULL, value_as_given BOOLEAN NOT NULL, scope TEXT NOT NULL, last_import BIGINT NOT NULL
);

-- A line re-rated. status: 'ok' | 'error' | 'not-covered' | 'repeat'. Amounts as in kanzei.refund.rerate.Rerate.
CREATE TABLE assessments (
  run_id BIGINT NOT NULL, import_id BIGINT NOT NULL, line_id BIGINT NOT NULL, importer_number TEXT NOT NULL, entry_number TEXT NOT NULL,
  line_number TEXT NOT NULL, line_key TEXT NOT NULL, status TEXT NOT NULL, error TEXT NOT NULL, paid_cents BIGINT, when_filed_cents BIGINT,
  charged_cents BIGINT, owed_cents BIGINT, refundable_cents BIGINT, refundable_low_cents BIGINT, displaced_cents BIGINT, split TEXT NOT NULL,
  filed_as_known DATE, notes TEXT NOT NULL
);

-- Its duty by authority, in the layout of the law: as paid, as charged by the law known, and as owed.
CREATE TABLE assessed_duties (
  run_id BIGINT NOT NULL, import_id BIGINT NOT NULL, line_id BIGINT NOT NULL, importer_number TEXT NOT NULL, entry_number TEXT NOT NULL,
  line_key TEXT NOT NULL, authority TEXT NOT NULL, paid_cents BIGINT, charged_cents BIGINT, owed_cents BIGINT
);

-- Why paid and owed differ: rows of a line sum to paid less owed. void: the authority is held void for the entry.
CREATE TABLE differences (
  run_id BIGINT NOT NULL, import_id BIGINT NOT NULL, line_id BIGINT NOT NULL, importer_number TEXT NOT NULL, entry_number TEXT NOT NULL,
  line_key TEXT NOT NULL, position BIGINT NOT NULL, cause TEXT NOT NULL, instrument TEXT NOT NULL, authority TEXT NOT NULL, heading TEXT NOT NULL,
  cents BIGINT NOT NULL, void BOOLEAN NOT NULL, because TEXT NOT NULL, citation TEXT NOT NULL, confidence TEXT NOT NULL
);

-- Remedies of an entry as seen on the day of the run. reaches: authority -> cents, as JSON.
CREATE TABLE remedies (
  run_id BIGINT NOT NULL, importer_number TEXT NOT NULL, entry_number TEXT NOT NULL, entry_key TEXT NOT NULL, position BIGINT NOT NULL,
  remedy TEXT NOT NULL, name TEXT NOT NULL, direction TEXT NOT NULL, is_open BOOLEAN NOT NULL, why_not TEXT NOT NULL, last_day DATE, file_by DATE,
  moved_to DATE, estimated BOOLEAN NOT NULL, rule TEXT NOT NULL, citation TEXT NOT NULL, grade TEXT NOT NULL, confidence TEXT NOT NULL,
  reaches TEXT NOT NULL, cents BIGINT NOT NULL, notes TEXT NOT NULL
);

-- The lines that hold: those of the newest import that tells the lines of their entry. A line without an entry number always holds.
CREATE VIEW current_lines AS
SELECT l.import_id, l.line_id, l.importer_number, l.entry_number, l.line_number, l.line_key, l.file_number, l.place, l.hts, l.origin, l.entered_on,
       l.value_cents, l.paid_cents, l.blended, l.facts, l.warnings
FROM lines AS l
LEFT JOIN (SELECT entry_number, MAX(import_id) AS import_id FROM entries WHERE lined AND entry_number <> '' GROUP BY entry_number) AS newest
  ON newest.entry_number = l.entry_number
WHERE l.entry_number = '' OR l.import_id = newest.import_id;
