-- A long journal names thousands of wallets: they are found in one question and made in one statement, instead of one by
-- one. What the functions answer and write is the same.

-- Makes the wallets that entries name for the first time.
CREATE FUNCTION ledger.open_wallets(entity bigint, entries jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  wrong text;
BEGIN
  SELECT e.account INTO wrong FROM (
    SELECT DISTINCT item->>'account' AS account FROM jsonb_array_elements(entries) item WHERE item->>'person' IS NOT NULL
  ) e
  WHERE NOT EXISTS (SELECT FROM ledger.account_kind k WHERE k.code = e.account AND k.holder = 'person') LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'no account of kind % with this holder', wrong USING ERRCODE = 'check_violation';
  END IF;
  -- In order, so that two journals that make the same wallets wait for each other and not both ways round.
  WITH made AS (
    INSERT INTO ledger.account (kind, legal_entity_id, person_id, currency)
    SELECT DISTINCT e.account, entity, e.person, e.currency
    FROM jsonb_to_recordset(entries) e (account text, person bigint, currency text)
    WHERE e.person IS NOT NULL AND NOT EXISTS (
      SELECT FROM ledger.account a
      WHERE a.kind = e.account AND a.legal_entity_id = entity AND a.person_id = e.person AND a.currency = e.currency)
    ORDER BY 3, 1, 4 ON CONFLICT DO NOTHING RETURNING id
  )
  INSERT INTO ledger.balance (account_id) SELECT id FROM made ON CONFLICT DO NOTHING;
END $$;

CREATE OR REPLACE FUNCTION ledger.movements_of(entity bigint, first_line integer, entries jsonb) RETURNS ledger.movement[]
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF jsonb_path_exists(entries, '$[*].person ? (@ != null)') THEN
    PERFORM ledger.open_wallets(entity, entries);
  END IF;
  RETURN (
    SELECT coalesce(array_agg(
      ROW(
        first_line + e.place - 1,
        CASE WHEN e.person IS NULL THEN ledger.account_of(e.account, entity, NULL, e.currency) ELSE a.id END,
        e.currency, e.minor, e.person IS NOT NULL
      )::ledger.movement ORDER BY e.place), '{}')
    FROM (
      SELECT place, item->>'account' AS account, (item->>'person')::bigint AS person, item->>'currency' AS currency,
        (item->>'minor')::bigint AS minor
      FROM jsonb_array_elements(entries) WITH ORDINALITY x (item, place)
    ) e
    LEFT JOIN ledger.account a
      ON a.kind = e.account AND a.legal_entity_id = entity AND a.person_id = e.person AND a.currency = e.currency
  );
END $$;

REVOKE EXECUTE ON FUNCTION ledger.open_wallets(bigint, jsonb) FROM public;
