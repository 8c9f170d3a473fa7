-- Journals of the company's own accounts are posted many at once.

-- An open journal may be off, so that nothing waits for the end of the transaction while it is open. What is checked of a journal
-- that is pending or posted is the same as before.
DROP TRIGGER balanced ON ledger.journal;
CREATE CONSTRAINT TRIGGER balanced AFTER INSERT OR UPDATE OF state ON ledger.journal
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state IN ('pending', 'posted'))
  EXECUTE FUNCTION ledger.check_balanced();

-- Posts journals that nobody asked for before and that move no wallet. In: [what ledger.post takes]. Another one with the same id
-- is an error and no answer: whoever calls this has made sure of its ids. Answers how many.
CREATE FUNCTION ledger.post_together(requests jsonb) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  made bigint[];
BEGIN
  IF jsonb_path_exists(requests, '$[*].entries[*].person ? (@ != null)') THEN
    RAISE EXCEPTION 'a journal that moves wallets is posted by itself';
  END IF;
  -- Accounts that are used for the first time are made, in one order by all.
  PERFORM ledger.account_of(a.kind, a.entity, NULL, a.currency) FROM (
    SELECT DISTINCT e->>'account' AS kind, (r->>'legalEntity')::bigint AS entity, e->>'currency' AS currency
    FROM jsonb_array_elements(requests) r, jsonb_array_elements(r->'entries') e ORDER BY 1, 2, 3
  ) a
  WHERE NOT EXISTS (
    SELECT FROM ledger.account k
    WHERE k.kind = a.kind AND k.legal_entity_id = a.entity AND k.person_id IS NULL AND k.currency = a.currency);
  WITH asked AS MATERIALIZED (
    SELECT r, nextval('ledger.journal_id_seq') AS id, (r->>'legalEntity')::bigint AS entity
    FROM jsonb_array_elements(requests) r
  ), journals AS (
    INSERT INTO ledger.journal
      (id, client_id, request_hash, code, legal_entity_id, market_id, at, subject_kind, subject_id, subject_code)
    OVERRIDING SYSTEM VALUE
    SELECT a.id, (a.r->>'id')::uuid, sha256(convert_to((a.r - 'id')::text, 'UTF8')), a.r->>'code', a.entity,
      (a.r->>'market')::bigint, (a.r->>'at')::timestamptz, a.r->'subject'->>'kind', (a.r->'subject'->>'id')::bigint,
      coalesce(a.r->'subject'->>'code', a.r->'subject'->>'id')
    FROM asked a
  ), entries AS (
    INSERT INTO ledger.entry (journal_id, line, account_id, currency, minor)
    SELECT a.id, e.line, k.id, e.item->>'currency', (e.item->>'minor')::bigint
    FROM asked a
    CROSS JOIN jsonb_array_elements(a.r->'entries') WITH ORDINALITY e (item, line)
    JOIN ledger.account k ON k.kind = e.item->>'account' AND k.legal_entity_id = a.entity AND k.person_id IS NULL
      AND k.currency = e.item->>'currency'
  )
  SELECT array_agg(a.id) INTO made FROM asked a;
  UPDATE ledger.journal j SET state = 'posted' WHERE j.id = ANY (made);
  RETURN cardinality(made);
END $$;
REVOKE EXECUTE ON FUNCTION ledger.post_together(jsonb) FROM public;
