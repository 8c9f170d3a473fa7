-- The only ways to write the books. Each answers {"ok": true, …} or {"ok": false, "code": …, "params": {…}}; a refusal
-- has no effect. Amounts travel as decimal text, so that no number is ever rounded on the way.

-- The account of a kind, or null. Two questions instead of IS NOT DISTINCT FROM, which no index answers.
CREATE FUNCTION ledger.known_account(of_kind text, entity bigint, person bigint, unit text) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF person IS NULL THEN
    RETURN (SELECT a.id FROM ledger.account a
      WHERE a.kind = of_kind AND a.legal_entity_id = entity AND a.person_id IS NULL AND a.currency = unit);
  END IF;
  RETURN (SELECT a.id FROM ledger.account a
    WHERE a.kind = of_kind AND a.legal_entity_id = entity AND a.person_id = person AND a.currency = unit);
END $$;

-- The account of a kind, made when it is used for the first time.
CREATE FUNCTION ledger.account_of(of_kind text, entity bigint, person bigint, unit text) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  found_id bigint;
  kind_holder text;
BEGIN
  found_id := ledger.known_account(of_kind, entity, person, unit);
  IF found_id IS NOT NULL THEN
    RETURN found_id;
  END IF;
  SELECT k.holder INTO kind_holder FROM ledger.account_kind k WHERE k.code = of_kind;
  IF kind_holder IS NULL OR (kind_holder = 'person') <> (person IS NOT NULL) THEN
    RAISE EXCEPTION 'no account of kind % with this holder', of_kind USING ERRCODE = 'check_violation';
  END IF;
  INSERT INTO ledger.account (kind, legal_entity_id, person_id, currency)
  VALUES (of_kind, entity, person, unit) ON CONFLICT DO NOTHING;
  found_id := ledger.known_account(of_kind, entity, person, unit);
  IF kind_holder = 'person' THEN
    INSERT INTO ledger.balance (account_id) VALUES (found_id) ON CONFLICT DO NOTHING;
  END IF;
  RETURN found_id;
END $$;

CREATE TYPE ledger.movement AS (line integer, account_id bigint, currency text, minor bigint, is_wallet boolean);

-- The asked entries with their accounts found or made.
CREATE FUNCTION ledger.movements_of(entity bigint, first_line integer, entries jsonb) RETURNS ledger.movement[]
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(
    ROW(
      first_line + e.place - 1,
      ledger.account_of(
        e.item->>'account', entity, (e.item->>'person')::bigint, e.item->>'currency'
      ),
      e.item->>'currency', (e.item->>'minor')::bigint, e.item->>'person' IS NOT NULL
    )::ledger.movement ORDER BY e.place), '{}')
  FROM jsonb_array_elements(entries) WITH ORDINALITY e (item, place)
$$;

-- Brings what posted journals left waiting into the balance rows of some wallets, which the caller has locked.
CREATE FUNCTION ledger.roll_accounts(accounts bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  WITH gone AS (
    DELETE FROM ledger.awaiting w USING ledger.journal j
    WHERE w.account_id = ANY (accounts) AND j.id = w.journal_id AND j.state = 'posted'
    RETURNING w.account_id, w.credit_minor, w.debit_minor
  ), sums AS (
    SELECT g.account_id, sum(g.credit_minor)::bigint AS credit, sum(g.debit_minor)::bigint AS debit
    FROM gone g GROUP BY g.account_id
  )
  UPDATE ledger.balance b
  SET posted_minor = b.posted_minor + s.credit + s.debit, reserved_minor = b.reserved_minor - s.debit
  FROM sums s WHERE b.account_id = s.account_id;
END $$;

-- Locks the wallets that entries move, in order, and answers the first one that could not bear its debits, or null.
CREATE FUNCTION ledger.lock_wallets(moves ledger.movement[]) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  debited bigint[];
  short_account bigint;
BEGIN
  PERFORM FROM ledger.balance b
  WHERE b.account_id IN (SELECT m.account_id FROM unnest(moves) m WHERE m.is_wallet)
  ORDER BY b.account_id FOR UPDATE;
  SELECT array_agg(DISTINCT m.account_id) INTO debited FROM unnest(moves) m WHERE m.is_wallet AND m.minor < 0;
  IF debited IS NULL THEN
    RETURN NULL;
  END IF;
  PERFORM ledger.roll_accounts(debited);
  SELECT b.account_id INTO short_account
  FROM ledger.balance b
  JOIN (SELECT m.account_id, sum(m.minor) AS net, sum(least(m.minor, 0)) AS debit
    FROM unnest(moves) m WHERE m.is_wallet GROUP BY m.account_id) d ON d.account_id = b.account_id
  WHERE NOT b.may_owe AND d.net < 0 AND b.posted_minor + b.reserved_minor + d.net < 0
  ORDER BY b.account_id LIMIT 1;
  RETURN short_account;
END $$;

CREATE FUNCTION ledger.refusal(code text, params jsonb DEFAULT '{}') RETURNS jsonb LANGUAGE sql IMMUTABLE AS
  $$ SELECT jsonb_build_object('ok', false, 'code', code, 'params', params) $$;

-- What was answered to the first request with this id; null when there was none.
CREATE FUNCTION ledger.answer_again(request_id uuid, hash bytea) RETURNS jsonb
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN j.request_hash = hash
    THEN jsonb_build_object('ok', true, 'journal', j.id::text, 'state', j.state, 'again', true)
    ELSE ledger.refusal('ledger.id_conflict') END
  FROM ledger.journal j WHERE j.client_id = request_id
$$;

-- The wallets' net movement of a journal whose entries are in: at once when it is posted, set aside until then otherwise.
CREATE FUNCTION ledger.move_wallets(of_journal bigint, moves ledger.movement[], posted boolean) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF posted THEN
    UPDATE ledger.balance b SET posted_minor = b.posted_minor + d.net
    FROM (SELECT m.account_id, sum(m.minor)::bigint AS net FROM unnest(moves) m WHERE m.is_wallet GROUP BY 1) d
    WHERE b.account_id = d.account_id;
    RETURN;
  END IF;
  INSERT INTO ledger.awaiting (account_id, journal_id, credit_minor, debit_minor)
  SELECT d.account_id, of_journal, greatest(d.net, 0), least(d.net, 0)
  FROM (SELECT m.account_id, sum(m.minor)::bigint AS net FROM unnest(moves) m WHERE m.is_wallet GROUP BY 1) d
  WHERE d.net <> 0
  ON CONFLICT (account_id, journal_id) DO UPDATE
  SET credit_minor = awaiting.credit_minor + EXCLUDED.credit_minor,
    debit_minor = awaiting.debit_minor + EXCLUDED.debit_minor;
  UPDATE ledger.balance b SET reserved_minor = b.reserved_minor + d.net
  FROM (SELECT m.account_id, sum(m.minor)::bigint AS net FROM unnest(moves) m WHERE m.is_wallet GROUP BY 1) d
  WHERE b.account_id = d.account_id AND d.net < 0;
END $$;

-- Writes a journal with its entries. In: {id (uuid), code, legalEntity, market?, at, subject?: {kind, id, code?}, reverses?,
-- state?: posted | pending | open, entries: [{account, person?, currency, minor}]}. An open one takes more entries by
-- ledger.append until ledger.settle.
CREATE FUNCTION ledger.post(request jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  hash constant bytea := sha256(convert_to((request - 'id')::text, 'UTF8'));
  wanted constant uuid := (request->>'id')::uuid;
  target constant text := coalesce(request->>'state', 'posted');
  entity constant bigint := (request->>'legalEntity')::bigint;
  answer jsonb;
  moves ledger.movement[];
  short_account bigint;
  made bigint;
BEGIN
  answer := ledger.answer_again(wanted, hash);
  IF answer IS NOT NULL THEN
    RETURN answer;
  END IF;
  moves := ledger.movements_of(entity, 1, coalesce(request->'entries', '[]'));
  short_account := ledger.lock_wallets(moves);
  IF short_account IS NOT NULL THEN
    -- Whoever held the lock may have been the same request.
    RETURN coalesce(ledger.answer_again(wanted, hash), ledger.refusal('ledger.balance_short'));
  END IF;
  INSERT INTO ledger.journal
    (client_id, request_hash, code, legal_entity_id, market_id, at, subject_kind, subject_id, subject_code,
    reverses_id)
  VALUES (wanted, hash, request->>'code', entity, (request->>'market')::bigint, (request->>'at')::timestamptz,
    request->'subject'->>'kind', (request->'subject'->>'id')::bigint,
    coalesce(request->'subject'->>'code', request->'subject'->>'id'), (request->>'reverses')::bigint)
  ON CONFLICT (client_id) DO NOTHING RETURNING id INTO made;
  IF made IS NULL THEN
    RETURN ledger.answer_again(wanted, hash);
  END IF;
  INSERT INTO ledger.entry (journal_id, line, account_id, currency, minor)
  SELECT made, m.line, m.account_id, m.currency, m.minor FROM unnest(moves) m;
  PERFORM ledger.move_wallets(made, moves, target = 'posted');
  IF target <> 'open' THEN
    UPDATE ledger.journal SET state = target WHERE id = made;
  END IF;
  RETURN jsonb_build_object('ok', true, 'journal', made::text, 'state', target, 'again', false);
END $$;

-- Adds one chunk of entries to an open journal; chunks are numbered from 1, and a repeated one is not added twice.
CREATE FUNCTION ledger.append(journal_uuid uuid, chunk_number integer, entries jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  hash constant bytea := sha256(convert_to(entries::text, 'UTF8'));
  target record;
  known bytea;
  moves ledger.movement[];
  last_line integer;
BEGIN
  -- One chunk of a journal after the other: the lines are numbered on.
  SELECT j.id, j.state, j.legal_entity_id INTO target FROM ledger.journal j
  WHERE j.client_id = journal_uuid FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN ledger.refusal('ledger.journal_not_found');
  END IF;
  SELECT c.request_hash INTO known FROM ledger.chunk c
  WHERE c.journal_id = target.id AND c.number = chunk_number;
  IF known IS NOT NULL THEN
    RETURN CASE WHEN known = hash THEN jsonb_build_object('ok', true, 'again', true)
      ELSE ledger.refusal('ledger.id_conflict') END;
  END IF;
  IF target.state <> 'open' THEN
    RETURN ledger.refusal('ledger.state_conflict', jsonb_build_object('state', target.state));
  END IF;
  SELECT coalesce(max(e.line), 0) INTO last_line FROM ledger.entry e WHERE e.journal_id = target.id;
  moves := ledger.movements_of(target.legal_entity_id, last_line + 1, entries);
  IF ledger.lock_wallets(moves) IS NOT NULL THEN
    RETURN ledger.refusal('ledger.balance_short');
  END IF;
  INSERT INTO ledger.chunk (journal_id, number, request_hash) VALUES (target.id, chunk_number, hash);
  INSERT INTO ledger.entry (journal_id, line, account_id, currency, minor)
  SELECT target.id, m.line, m.account_id, m.currency, m.minor FROM unnest(moves) m;
  PERFORM ledger.move_wallets(target.id, moves, false);
  RETURN jsonb_build_object('ok', true, 'again', false);
END $$;

-- Posts or voids an open or pending journal: one row is changed, however long the journal is.
CREATE FUNCTION ledger.settle(journal_uuid uuid, outcome text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  target record;
BEGIN
  SELECT j.id, j.state INTO target FROM ledger.journal j
  WHERE j.client_id = journal_uuid FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN ledger.refusal('ledger.journal_not_found');
  END IF;
  IF target.state = outcome THEN
    RETURN jsonb_build_object('ok', true, 'journal', target.id::text, 'state', outcome, 'again', true);
  END IF;
  IF target.state NOT IN ('open', 'pending') OR outcome NOT IN ('posted', 'voided') THEN
    RETURN ledger.refusal('ledger.state_conflict', jsonb_build_object('state', target.state));
  END IF;
  UPDATE ledger.journal SET state = outcome WHERE id = target.id;
  IF outcome = 'voided' THEN
    PERFORM FROM ledger.balance b
    WHERE b.account_id IN (SELECT w.account_id FROM ledger.awaiting w WHERE w.journal_id = target.id)
    ORDER BY b.account_id FOR UPDATE;
    WITH gone AS (
      DELETE FROM ledger.awaiting w WHERE w.journal_id = target.id RETURNING w.account_id, w.debit_minor
    )
    UPDATE ledger.balance b SET reserved_minor = b.reserved_minor - g.debit_minor
    FROM gone g WHERE b.account_id = g.account_id AND g.debit_minor < 0;
  END IF;
  RETURN jsonb_build_object('ok', true, 'journal', target.id::text, 'state', outcome, 'again', false);
END $$;

-- Writes the opposite of a posted journal. In: {id, code, at, of (uuid of the journal)}.
CREATE FUNCTION ledger.reverse(request jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  original ledger.journal;
  opposite jsonb;
BEGIN
  SELECT * INTO original FROM ledger.journal j WHERE j.client_id = (request->>'of')::uuid FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN ledger.refusal('ledger.journal_not_found');
  END IF;
  IF original.state <> 'posted' THEN
    RETURN ledger.refusal('ledger.state_conflict', jsonb_build_object('state', original.state));
  END IF;
  IF EXISTS (
    SELECT FROM ledger.journal r
    WHERE r.reverses_id = original.id AND r.client_id <> (request->>'id')::uuid
  ) THEN
    RETURN ledger.refusal('ledger.reversed_conflict');
  END IF;
  SELECT jsonb_agg(jsonb_build_object('account', a.kind, 'person', a.person_id::text, 'currency', e.currency,
    'minor', (-e.minor)::text) ORDER BY e.line)
  INTO opposite FROM ledger.entry e JOIN ledger.account a ON a.id = e.account_id WHERE e.journal_id = original.id;
  RETURN ledger.post(jsonb_build_object('id', request->>'id', 'code', request->>'code', 'at', request->>'at',
    'legalEntity', original.legal_entity_id::text, 'market', original.market_id::text,
    'subject', CASE WHEN original.subject_kind IS NULL THEN NULL ELSE
      jsonb_build_object('kind', original.subject_kind, 'id', original.subject_id::text,
        'code', original.subject_code) END,
    'reverses', original.id::text, 'entries', coalesce(opposite, '[]')));
END $$;

-- Brings up to so many wallets up to date after a long journal was posted; answers how many had something waiting.
CREATE FUNCTION ledger.roll_wallets(most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  accounts bigint[];
BEGIN
  SELECT array_agg(chosen.account_id) INTO accounts FROM (
    SELECT b.account_id FROM ledger.balance b
    WHERE b.account_id IN (
      SELECT w.account_id FROM ledger.awaiting w JOIN ledger.journal j ON j.id = w.journal_id
      WHERE j.state = 'posted' ORDER BY w.account_id LIMIT most)
    ORDER BY b.account_id FOR UPDATE
  ) chosen;
  IF accounts IS NULL THEN
    RETURN 0;
  END IF;
  PERFORM ledger.roll_accounts(accounts);
  RETURN cardinality(accounts);
END $$;

-- Lets a wallet go below zero, or forbids it again while it does not.
CREATE FUNCTION ledger.set_may_owe(account bigint, allowed boolean) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
  $$ UPDATE ledger.balance SET may_owe = allowed WHERE account_id = account $$;

-- Only these five are for callers.
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA ledger FROM public;
GRANT EXECUTE ON FUNCTION ledger.post(jsonb), ledger.append(uuid, integer, jsonb), ledger.settle(uuid, text),
  ledger.reverse(jsonb), ledger.roll_wallets(integer), ledger.set_may_owe(bigint, boolean) TO openfield_app;

-- Looks through all books for what can never be; an empty answer is the proof. Needs a viewer that sees everything.
CREATE FUNCTION ledger.audit() RETURNS TABLE (rule text, subject text, detail text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT 'J1', 'journal ' || e.journal_id, 'off by ' || sum(e.minor) || ' ' || e.currency
  FROM ledger.entry e JOIN ledger.journal j ON j.id = e.journal_id
  WHERE j.state IN ('pending', 'posted') GROUP BY e.journal_id, e.currency HAVING sum(e.minor) <> 0
  UNION ALL
  SELECT 'J2', t.name, p.name || ' is granted'
  FROM (VALUES ('ledger.journal'), ('ledger.entry'), ('ledger.account'), ('ledger.balance'), ('ledger.awaiting')) t (name),
    (VALUES ('INSERT'), ('UPDATE'), ('DELETE'), ('TRUNCATE')) p (name)
  WHERE has_table_privilege('openfield_app', t.name, p.name)
  UNION ALL
  SELECT 'J2', c.relname, 'trigger ' || t.tgname || ' is switched off'
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
  WHERE c.relnamespace = 'ledger'::regnamespace AND t.tgenabled = 'D'
  UNION ALL
  SELECT 'J3', 'account ' || b.account_id, 'balance ' || w.balance_minor || ', entries ' || coalesce(s.minor, 0)
  FROM ledger.balance b JOIN ledger.v_wallet w ON w.account_id = b.account_id
  LEFT JOIN (
    SELECT e.account_id, sum(e.minor) AS minor FROM ledger.entry e JOIN ledger.journal j ON j.id = e.journal_id
    WHERE j.state = 'posted' GROUP BY e.account_id
  ) s ON s.account_id = b.account_id
  WHERE w.balance_minor <> coalesce(s.minor, 0)
  UNION ALL
  SELECT 'J3', 'account ' || b.account_id, 'reserved ' || b.reserved_minor || ', awaiting ' || coalesce(s.minor, 0)
  FROM ledger.balance b
  LEFT JOIN (SELECT a.account_id, sum(a.debit_minor) AS minor FROM ledger.awaiting a GROUP BY a.account_id) s
    ON s.account_id = b.account_id
  WHERE b.reserved_minor <> coalesce(s.minor, 0)
  UNION ALL
  SELECT 'J4', 'journal ' || min(j.id), count(*) || ' journals with one id'
  FROM ledger.journal j GROUP BY j.client_id HAVING count(*) > 1
  UNION ALL
  SELECT 'J5', 'account ' || b.account_id, 'below zero: ' || (b.posted_minor + b.reserved_minor)
  FROM ledger.balance b WHERE NOT b.may_owe AND b.posted_minor + b.reserved_minor < 0
$$;
GRANT EXECUTE ON FUNCTION ledger.audit() TO openfield_app;
