-- Money that was sent back and came again, as a refund that a bank did not take: the same once more, below zero, with a journal of its own.
ALTER TABLE payments.refund
  ADD COLUMN returns_id bigint UNIQUE REFERENCES payments.refund,
  DROP CONSTRAINT refund_minor_check,
  ADD CHECK (minor <> 0 AND (minor < 0) = (returns_id IS NOT NULL)),
  -- What did not go back to a card may go another way than to the wallet.
  DROP CONSTRAINT refund_check1,
  ADD CHECK (payment_id IS NOT NULL OR method IN ('wallet', 'transfer'));

-- Pending: the provider has it, and the bank not yet.
ALTER TABLE payments.card_refund
  DROP CONSTRAINT card_refund_state_check,
  ADD CONSTRAINT card_refund_state_check CHECK (state IN ('asked', 'unknown', 'pending', 'sent', 'failed'));
DROP INDEX payments.card_refund_open;
CREATE INDEX card_refund_open ON payments.card_refund (asked_at) WHERE state IN ('asked', 'unknown', 'pending');

-- Says how a refund to a card is; one that ended stays, but that one which was sent may come again.
CREATE OR REPLACE FUNCTION payments.say_card_refund(refund bigint, of_state text, of_reference text, of_problem text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE payments.card_refund r SET state = of_state, reference = coalesce(of_reference, r.reference), problem = of_problem,
    settled_at = CASE WHEN of_state IN ('sent', 'failed') THEN date_trunc('milliseconds', platform.company_now()) END
  WHERE r.id = refund AND (r.state IN ('asked', 'unknown', 'pending') OR (r.state = 'sent' AND of_state = 'failed'))
    AND (r.state, r.problem) IS DISTINCT FROM (of_state, of_problem)
$$;

-- Writes that money which went back came again. In: {refund, reason?, and as payments.take: subject, legalEntity, market, entries}.
CREATE FUNCTION payments.take_returned(request jsonb) RETURNS void
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
    before.person_id, before.payment_id, before.method, before.currency, -before.minor, before.reference, request->>'reason', now_at,
    'returned ' || before.id, before.payload_hash, before.id)
  RETURNING * INTO made;
  posted := payments.post(made.journal_client_id, 'payment.' || made.kind, request, now_at);
  IF NOT (posted->>'ok')::boolean THEN
    RAISE EXCEPTION 'what came again of the refund % was refused: %', before.id, posted->>'code';
  END IF;
END $$;

CREATE OR REPLACE VIEW payments.v_movement WITH (security_invoker = true) AS
  SELECT 'payment' AS kind, p.id, p.subject_code, p.market_id, p.person_id, p.method, p.state, p.currency,
    CASE WHEN p.state = 'succeeded' THEN p.paid_minor ELSE p.minor END AS minor, p.reference, p.created_at AS at, p.settled_at
  FROM payments.payment p
  UNION ALL
  SELECT CASE WHEN r.minor < 0 THEN 'returned' ELSE r.kind END, r.id, r.subject_code, r.market_id, r.person_id, r.method, 'succeeded',
    r.currency, -r.minor, r.reference, r.at, r.at
  FROM payments.refund r;

REVOKE EXECUTE ON FUNCTION payments.take_returned(jsonb) FROM public;
GRANT EXECUTE ON FUNCTION payments.take_returned(jsonb) TO openfield_app;
