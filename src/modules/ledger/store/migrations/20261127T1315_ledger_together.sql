-- Entries come into a journal that is open, or all at once and balanced into one that is written as posted by the same transaction
-- and has no others.
CREATE OR REPLACE FUNCTION ledger.check_journal_open() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  wrong record;
BEGIN
  WITH locked AS MATERIALIZED (
    SELECT j.id, j.state, j.state = 'posted' AND j.recorded_at = now() AS is_new
    FROM ledger.journal j WHERE j.id IN (SELECT a.journal_id FROM added a) FOR SHARE
  ), off AS MATERIALIZED (
    SELECT e.journal_id, e.currency, sum(e.minor) AS minor
    FROM locked l JOIN ledger.entry e ON e.journal_id = l.id WHERE l.is_new GROUP BY 1, 2 HAVING sum(e.minor) <> 0
  ), more AS MATERIALIZED (
    SELECT l.id FROM locked l JOIN ledger.entry e ON e.journal_id = l.id
    LEFT JOIN added a ON a.journal_id = e.journal_id AND a.line = e.line WHERE l.is_new AND a.line IS NULL
  )
  SELECT a.journal_id, a.account_id, a.currency, l.id AS journal, k.id AS account, o.minor INTO wrong
  FROM added a
  LEFT JOIN locked l ON l.id = a.journal_id
  LEFT JOIN ledger.account k ON k.id = a.account_id AND k.currency = a.currency
  LEFT JOIN off o ON o.journal_id = a.journal_id AND o.currency = a.currency
  WHERE l.id IS NULL OR k.id IS NULL OR o.journal_id IS NOT NULL
    OR (l.state <> 'open' AND (NOT l.is_new OR l.id IN (SELECT m.id FROM more m)))
  LIMIT 1;
  IF FOUND THEN
    IF wrong.journal IS NULL OR wrong.account IS NULL THEN
      RAISE foreign_key_violation USING MESSAGE = format(
        'journal %s, or account %s in %s, is not there', wrong.journal_id, wrong.account_id, wrong.currency);
    ELSIF wrong.minor IS NOT NULL THEN
      RAISE EXCEPTION 'journal % is off by % %', wrong.journal_id, wrong.minor, wrong.currency USING ERRCODE = 'check_violation';
    END IF;
    RAISE EXCEPTION 'a journal that is no longer open takes no entries' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;

-- As before; journals are written as posted, and accounts that are missing are made only when the journals turn out to need them.
CREATE OR REPLACE FUNCTION ledger.post_together(requests jsonb) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  made bigint[];
BEGIN
  IF jsonb_path_exists(requests, '$[*].entries[*].person ? (@ != null)') THEN
    RAISE EXCEPTION 'a journal that moves wallets is posted by itself';
  END IF;
  FOR attempt IN 1..2 LOOP
    WITH asked AS MATERIALIZED (
      SELECT r, nextval('ledger.journal_id_seq') AS id, (r->>'legalEntity')::bigint AS entity
      FROM jsonb_array_elements(requests) r
    ), moves AS MATERIALIZED (
      SELECT a.id, e.line, k.id AS account, e.item->>'currency' AS currency, (e.item->>'minor')::bigint AS minor
      FROM asked a CROSS JOIN jsonb_array_elements(a.r->'entries') WITH ORDINALITY e (item, line)
      LEFT JOIN ledger.account k ON k.kind = e.item->>'account' AND k.legal_entity_id = a.entity AND k.person_id IS NULL
        AND k.currency = e.item->>'currency'
    ), ready AS MATERIALIZED (
      SELECT NOT EXISTS (SELECT FROM moves m WHERE m.account IS NULL) AS is_ready
    ), journals AS (
      INSERT INTO ledger.journal
        (id, client_id, request_hash, code, state, legal_entity_id, market_id, at, subject_kind, subject_id, subject_code)
      OVERRIDING SYSTEM VALUE
      SELECT a.id, (a.r->>'id')::uuid, sha256(convert_to((a.r - 'id')::text, 'UTF8')), a.r->>'code', 'posted', a.entity,
        (a.r->>'market')::bigint, (a.r->>'at')::timestamptz, a.r->'subject'->>'kind', (a.r->'subject'->>'id')::bigint,
        coalesce(a.r->'subject'->>'code', a.r->'subject'->>'id')
      FROM asked a WHERE (SELECT y.is_ready FROM ready y)
    ), entries AS (
      INSERT INTO ledger.entry (journal_id, line, account_id, currency, minor)
      SELECT m.id, m.line, m.account, m.currency, m.minor FROM moves m WHERE (SELECT y.is_ready FROM ready y)
    )
    SELECT array_agg(a.id) INTO made FROM asked a WHERE (SELECT y.is_ready FROM ready y);
    EXIT WHEN made IS NOT NULL;
    -- Accounts that are used for the first time are made, in one order by all.
    PERFORM ledger.account_of(a.kind, a.entity, NULL, a.currency) FROM (
      SELECT DISTINCT e->>'account' AS kind, (r->>'legalEntity')::bigint AS entity, e->>'currency' AS currency
      FROM jsonb_array_elements(requests) r, jsonb_array_elements(r->'entries') e ORDER BY 1, 2, 3
    ) a;
  END LOOP;
  RETURN cardinality(made);
END $$;
