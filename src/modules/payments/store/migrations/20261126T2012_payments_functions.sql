-- The only ways to write payments. Whoever calls them holds what is paid for, so that what was decided by what stands holds still.

-- Posts the journal of a payment or refund: what ledger.post answers. The id is made for it, so that only a wallet can refuse.
CREATE FUNCTION payments.post(journal uuid, of_code text, request jsonb, at timestamptz) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  posted constant jsonb := ledger.post(jsonb_build_object('id', journal, 'code', of_code, 'at', at, 'legalEntity', request->'legalEntity',
    'market', request->'market', 'subject', request->'subject', 'entries', request->'entries'));
BEGIN
  IF NOT (posted->>'ok')::boolean AND posted->>'code' <> 'ledger.balance_short' THEN
    RAISE EXCEPTION 'the journal of a % about % was refused: %', of_code, request->'subject'->>'code', posted->>'code';
  END IF;
  RETURN posted;
END $$;

-- Writes a payment. In: {subject: {kind, id, code}, legalEntity, market, person?, method, state, currency, minor, paid, reference?, account?,
-- key, payloadHash (hex), entries: of what succeeded}. Amounts and ids are text. After a refusal the caller takes
-- everything back.
CREATE FUNCTION payments.take(request jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  now_at constant timestamptz := date_trunc('milliseconds', platform.company_now());
  subject constant jsonb := request->'subject';
  is_settled constant boolean := request->>'state' IN ('succeeded', 'failed');
  made payments.payment;
  posted jsonb;
BEGIN
  INSERT INTO payments.payment (subject_kind, subject_id, subject_code, legal_entity_id, market_id, person_id, method, state, currency, minor,
    paid_minor, reference, created_at, settled_at, created_by, settled_by, key, payload_hash)
  VALUES (subject->>'kind', (subject->>'id')::bigint, subject->>'code', (request->>'legalEntity')::bigint, (request->>'market')::bigint,
    (request->>'person')::bigint, request->>'method', request->>'state', request->>'currency', (request->>'minor')::bigint,
    (request->>'paid')::bigint, request->>'reference', now_at, CASE WHEN is_settled THEN now_at END, (request->>'account')::bigint,
    CASE WHEN is_settled THEN (request->>'account')::bigint END, request->>'key', decode(request->>'payloadHash', 'hex'))
  RETURNING * INTO made;
  IF made.state = 'succeeded' THEN
    posted := payments.post(made.journal_client_id, 'payment', request, now_at);
    IF NOT (posted->>'ok')::boolean THEN
      RETURN posted;
    END IF;
  END IF;
  RETURN jsonb_build_object('ok', true, 'payment', made.id::text, 'state', made.state, 'at', round(extract(epoch FROM now_at) * 1000)::bigint);
END $$;

-- Says how a payment is that was not settled. In: {payment, state, paid, reference?, account?, and as payments.take: subject, legalEntity,
-- market, entries}.
CREATE FUNCTION payments.settle(request jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  now_at constant timestamptz := date_trunc('milliseconds', platform.company_now());
  is_settled constant boolean := request->>'state' IN ('succeeded', 'failed');
  made payments.payment;
  posted jsonb;
BEGIN
  UPDATE payments.payment p SET state = request->>'state', paid_minor = (request->>'paid')::bigint,
    reference = coalesce(request->>'reference', p.reference), settled_at = CASE WHEN is_settled THEN now_at END,
    settled_by = CASE WHEN is_settled THEN (request->>'account')::bigint END
  WHERE p.id = (request->>'payment')::bigint RETURNING * INTO STRICT made;
  IF made.state = 'succeeded' THEN
    posted := payments.post(made.journal_client_id, 'payment', request, now_at);
    IF NOT (posted->>'ok')::boolean THEN
      RETURN posted;
    END IF;
  END IF;
  RETURN jsonb_build_object('ok', true, 'payment', made.id::text, 'state', made.state, 'at', round(extract(epoch FROM now_at) * 1000)::bigint);
END $$;

-- What is paid in another way, or is no longer to be paid, is not waited for any longer.
CREATE FUNCTION payments.expect_no_more(of_kind text, subject bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE payments.payment p SET state = 'failed', settled_at = date_trunc('milliseconds', platform.company_now())
  WHERE p.subject_kind = of_kind AND p.subject_id = subject AND p.state = 'pending' AND p.method = 'transfer'
$$;

-- Writes that money goes back. In: {kind, subject, legalEntity, market, person?, payment?, method, currency, minor, reference?, reason?,
-- account?, key, payloadHash (hex), entries}.
CREATE FUNCTION payments.give_back(request jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  now_at constant timestamptz := date_trunc('milliseconds', platform.company_now());
  subject constant jsonb := request->'subject';
  made payments.refund;
  of_payment payments.payment;
  posted jsonb;
BEGIN
  IF request->>'payment' IS NOT NULL THEN
    SELECT * INTO STRICT of_payment FROM payments.payment p WHERE p.id = (request->>'payment')::bigint FOR NO KEY UPDATE;
  END IF;
  INSERT INTO payments.refund (kind, subject_kind, subject_id, subject_code, legal_entity_id, market_id, person_id, payment_id, method, currency,
    minor, reference, reason, at, account_id, key, payload_hash)
  VALUES (request->>'kind', subject->>'kind', (subject->>'id')::bigint, subject->>'code', (request->>'legalEntity')::bigint,
    (request->>'market')::bigint, (request->>'person')::bigint, (request->>'payment')::bigint, request->>'method', request->>'currency',
    (request->>'minor')::bigint, request->>'reference', request->>'reason', now_at, (request->>'account')::bigint, request->>'key',
    decode(request->>'payloadHash', 'hex'))
  RETURNING * INTO made;
  -- Whoever holds what was paid for decided by what stands, so that this is a defect and not an answer to a person.
  IF made.payment_id IS NOT NULL AND (of_payment.subject_id <> made.subject_id OR of_payment.paid_minor < (
      SELECT sum(r.minor) FROM payments.refund r WHERE r.payment_id = made.payment_id)) THEN
    RAISE EXCEPTION 'payment % gives back more than it brought', made.payment_id USING ERRCODE = 'check_violation';
  END IF;
  posted := payments.post(made.journal_client_id, 'payment.' || made.kind, request, now_at);
  IF NOT (posted->>'ok')::boolean THEN
    RETURN posted;
  END IF;
  RETURN jsonb_build_object('ok', true, 'refund', made.id::text, 'at', round(extract(epoch FROM now_at) * 1000)::bigint);
END $$;

-- How much a person may owe at once from now on; null: as the market says.
CREATE FUNCTION payments.limit_credit(person bigint, most bigint, why text, account bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO payments.credit_limit (person_id, minor, reason, at, account_id)
  VALUES (person, most, why, date_trunc('milliseconds', platform.company_now()), account)
$$;

-- The own limit of a person, for whoever places an order of theirs, also who may not see it; null for none.
CREATE FUNCTION payments.own_limit_of(person bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT c.minor FROM payments.credit_limit c WHERE c.person_id = person ORDER BY c.id DESC LIMIT 1
$$;

-- What payments brought for things, less those that did not hold, and what went back out of it. Sums only: whoever asks may see the
-- things, as their own module says.
CREATE FUNCTION payments.sums_about(of_kind text, subjects bigint[]) RETURNS TABLE (subject_id bigint, paid_minor bigint, refunded_minor bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT s.id,
    coalesce((SELECT sum(p.paid_minor) FROM payments.payment p WHERE p.subject_kind = of_kind AND p.subject_id = s.id), 0)::bigint
      - coalesce((SELECT sum(r.minor) FROM payments.refund r
        WHERE r.subject_kind = of_kind AND r.subject_id = s.id AND r.kind = 'reversal'), 0)::bigint,
    coalesce((SELECT sum(r.minor) FROM payments.refund r
      WHERE r.subject_kind = of_kind AND r.subject_id = s.id AND r.kind = 'refund'), 0)::bigint
  FROM unnest(subjects) s (id)
$$;

-- Looks through all payments for what the books say otherwise; an empty answer is the proof. Needs a viewer that sees everything.
CREATE FUNCTION payments.audit() RETURNS TABLE (rule text, subject text, detail text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  WITH ours AS (
    SELECT p.subject_id, CASE p.method WHEN 'transfer' THEN 'bank' ELSE p.method END AS account, -p.paid_minor AS minor
    FROM payments.payment p WHERE p.subject_kind = 'order' AND p.state = 'succeeded'
    UNION ALL
    SELECT r.subject_id, CASE r.method WHEN 'transfer' THEN 'bank' ELSE r.method END, r.minor
    FROM payments.refund r WHERE r.subject_kind = 'order'
  ), summed AS (
    SELECT o.subject_id, o.account, sum(o.minor)::bigint AS minor FROM ours o GROUP BY o.subject_id, o.account
  ), booked AS (
    SELECT b.subject_id, k.account, b.minor FROM (VALUES ('cash'), ('bank'), ('wallet')) k (account),
      LATERAL ledger.posted_about('order', ARRAY['payment', 'payment.refund', 'payment.reversal'], k.account) b
  )
  SELECT 'P1', 'order ' || coalesce(s.subject_id, b.subject_id),
    coalesce(s.account, b.account) || ': payments say ' || coalesce(s.minor, 0) || ', the books ' || coalesce(b.minor, 0)
  FROM summed s FULL JOIN booked b ON b.subject_id = s.subject_id AND b.account = s.account
  WHERE coalesce(s.minor, 0) <> coalesce(b.minor, 0)
  UNION ALL
  SELECT 'P2', 'payment ' || v.id, 'brought ' || v.paid_minor || ', gave back ' || v.back_minor
  FROM payments.v_payment v WHERE v.back_minor > v.paid_minor
  UNION ALL
  SELECT 'P3', 'order ' || n.subject_id, 'paid ' || s.paid_minor || ', refunded ' || s.refunded_minor
  FROM (SELECT DISTINCT p.subject_id FROM payments.payment p WHERE p.subject_kind = 'order') n,
    LATERAL payments.sums_about('order', ARRAY[n.subject_id]) s
  WHERE s.refunded_minor > s.paid_minor
$$;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA payments FROM public;
GRANT EXECUTE ON FUNCTION payments.take(jsonb), payments.settle(jsonb), payments.expect_no_more(text, bigint), payments.give_back(jsonb),
  payments.limit_credit(bigint, bigint, text, bigint), payments.own_limit_of(bigint), payments.sums_about(text, bigint[]), payments.audit() TO openfield_app;
