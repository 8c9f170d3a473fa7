-- Entities and markets of journals are looked up for all rows of a statement at once.
SELECT platform.drop_key('ledger.journal', 'legal_entity_id'), platform.drop_key('ledger.journal', 'market_id');

CREATE FUNCTION ledger.require_known() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  wrong record;
BEGIN
  SELECT n.client_id, n.legal_entity_id, n.market_id INTO wrong
  FROM added n LEFT JOIN company.v_legal_entity e ON e.id = n.legal_entity_id LEFT JOIN company.v_market m ON m.id = n.market_id
  WHERE e.id IS NULL OR (n.market_id IS NOT NULL AND m.id IS NULL) LIMIT 1;
  IF FOUND THEN
    RAISE foreign_key_violation USING MESSAGE = format('journal %s names legal entity %s and market %s, of which one is not there',
      wrong.client_id, wrong.legal_entity_id, coalesce(wrong.market_id::text, 'none'));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER known AFTER INSERT ON ledger.journal REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.require_known();

-- Journals are looked at together, when they stop to take entries: none comes in afterwards, so that what is right then stays so.
-- One that is written as posted takes none at all.
DROP TRIGGER balanced ON ledger.journal;
CREATE OR REPLACE FUNCTION ledger.check_balanced() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  wrong record;
BEGIN
  SELECT e.journal_id, e.currency, sum(e.minor) AS minor INTO wrong
  FROM changed c JOIN ledger.entry e ON e.journal_id = c.id WHERE c.state IN ('pending', 'posted')
  GROUP BY e.journal_id, e.currency HAVING sum(e.minor) <> 0 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'journal % is off by % %', wrong.journal_id, wrong.minor, wrong.currency USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER balanced AFTER UPDATE ON ledger.journal REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.check_balanced();
