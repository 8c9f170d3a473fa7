-- What keeps the books right, whoever writes: these guards bind the owner too.

-- A journal sums to zero in every currency once it is pending or posted. Checked at the end of the transaction, as the
-- owner: row-level security of the one who acts must not hide entries from the sum.
CREATE FUNCTION ledger.check_balanced() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  wrong record;
BEGIN
  IF NEW.state NOT IN ('pending', 'posted') THEN
    RETURN NULL;
  END IF;
  SELECT e.currency, sum(e.minor) AS minor INTO wrong
  FROM ledger.entry e WHERE e.journal_id = NEW.id GROUP BY e.currency HAVING sum(e.minor) <> 0 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'journal % is off by % %', NEW.id, wrong.minor, wrong.currency USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER balanced AFTER INSERT OR UPDATE OF state ON ledger.journal
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger.check_balanced();

-- Entries come only into an open journal; the lock keeps it open until they are in.
CREATE FUNCTION ledger.check_journal_open() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT FROM (
      SELECT j.state FROM ledger.journal j
      WHERE j.id IN (SELECT a.journal_id FROM added a) FOR SHARE
    ) locked WHERE locked.state <> 'open'
  ) THEN
    RAISE EXCEPTION 'a journal that is no longer open takes no entries' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER journal_is_open AFTER INSERT ON ledger.entry
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger.check_journal_open();

CREATE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the books are never changed; write a correcting journal' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.entry
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.chunk
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON ledger.journal
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.account
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON ledger.balance
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

-- Of a journal only the state moves, and only forward.
CREATE FUNCTION ledger.check_journal_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF to_jsonb(NEW) - 'state' IS DISTINCT FROM to_jsonb(OLD) - 'state'
    OR NOT (
      (OLD.state = 'open' AND NEW.state IN ('pending', 'posted', 'voided'))
      OR (OLD.state = 'pending' AND NEW.state IN ('posted', 'voided'))
    )
  THEN
    RAISE EXCEPTION 'journal % cannot go from % to %', OLD.id, OLD.state, NEW.state
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER only_forward BEFORE UPDATE ON ledger.journal
  FOR EACH ROW EXECUTE FUNCTION ledger.check_journal_change();
