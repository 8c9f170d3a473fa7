-- Money that waits to go back of one order and pays the one that takes the place of its goods: a refund of the first one and a payment of
-- the second one, each named by the other's code. What of it comes back goes the same way, perhaps in parts.
ALTER TABLE payments.refund
  DROP CONSTRAINT refund_returns_id_key,
  DROP CONSTRAINT refund_check2,
  ADD CONSTRAINT refund_way CHECK (payment_id IS NOT NULL OR method IN ('wallet', 'transfer', 'exchange')),
  ADD CONSTRAINT refund_exchange CHECK (method <> 'exchange' OR payment_id IS NOT NULL OR reference IS NOT NULL);
CREATE INDEX refund_returns ON payments.refund (returns_id) WHERE returns_id IS NOT NULL;

-- Writes that money which went back came again, all of it or a part. In: {refund, minor?, key?, reason?, and as payments.take: subject,
-- legalEntity, market, entries}. Whoever calls it holds what was paid for.
CREATE OR REPLACE FUNCTION payments.take_returned(request jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  now_at constant timestamptz := date_trunc('milliseconds', platform.company_now());
  before payments.refund;
  made payments.refund;
  posted jsonb;
BEGIN
  SELECT * INTO STRICT before FROM payments.refund r WHERE r.id = (request->>'refund')::bigint AND r.returns_id IS NULL;
  INSERT INTO payments.refund (kind, subject_kind, subject_id, subject_code, legal_entity_id, market_id, person_id, payment_id, method, currency,
    minor, reference, reason, at, key, payload_hash, returns_id)
  VALUES (before.kind, before.subject_kind, before.subject_id, before.subject_code, before.legal_entity_id, before.market_id,
    before.person_id, before.payment_id, before.method, before.currency, -coalesce((request->>'minor')::bigint, before.minor),
    before.reference, request->>'reason', now_at, coalesce(request->>'key', 'returned ' || before.id), before.payload_hash, before.id)
  RETURNING * INTO made;
  IF before.minor < (SELECT -sum(r.minor) FROM payments.refund r WHERE r.returns_id = before.id) THEN
    RAISE EXCEPTION 'more came again than the refund % took', before.id USING ERRCODE = 'check_violation';
  END IF;
  posted := payments.post(made.journal_client_id, 'payment.' || made.kind, request, now_at);
  IF NOT (posted->>'ok')::boolean THEN
    RAISE EXCEPTION 'what came again of the refund % was refused: %', before.id, posted->>'code';
  END IF;
END $$;

-- Looks through all payments for what the books say otherwise; an empty answer is the proof. Needs a viewer that sees everything.
CREATE OR REPLACE FUNCTION payments.audit() RETURNS TABLE (rule text, subject text, detail text)
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
    SELECT b.subject_id, k.account, b.minor FROM (VALUES ('cash'), ('bank'), ('wallet'), ('card'), ('exchange')) k (account),
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
  UNION ALL
  SELECT 'P4', 'payment ' || r.payment_id, 'the refund ' || r.id || ' was sent and has no journal'
  FROM payments.card_refund r WHERE r.state = 'sent' AND NOT EXISTS (
    SELECT 1 FROM payments.refund b WHERE b.payment_id = r.payment_id AND b.reference = r.reference)
  UNION ALL
  SELECT 'P5', 'orders ' || coalesce(o.gave, t.gave) || ' and ' || coalesce(o.took, t.took),
    'one gave ' || coalesce(o.minor, 0) || ', the other took ' || coalesce(t.minor, 0)
  FROM (
    SELECT r.subject_code AS gave, r.reference AS took, sum(r.minor)::bigint AS minor
    FROM payments.refund r WHERE r.method = 'exchange' AND r.payment_id IS NULL GROUP BY 1, 2
  ) o FULL JOIN (
    SELECT p.reference AS gave, p.subject_code AS took, sum(p.paid_minor - p.back_minor)::bigint AS minor
    FROM payments.v_payment p WHERE p.method = 'exchange' GROUP BY 1, 2
  ) t ON t.gave = o.gave AND t.took = o.took
  WHERE coalesce(o.minor, 0) <> coalesce(t.minor, 0)
$$;
