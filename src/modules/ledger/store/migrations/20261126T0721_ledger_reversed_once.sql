-- A journal is reversed at most once, as before; journals that reverse nothing, nearly all, are left out of the index.
ALTER TABLE ledger.journal DROP CONSTRAINT journal_reverses_id_key;
CREATE UNIQUE INDEX journal_reverses ON ledger.journal (reverses_id) WHERE reverses_id IS NOT NULL;
