-- Payments by card. What a payment is at the provider is called by the payment's reference; it is asked for by the payment's own key.
CREATE UNIQUE INDEX payment_intent ON payments.payment (reference) WHERE method = 'card' AND reference IS NOT NULL;

-- What the provider told by itself, once for each of its events; also what is about nothing of ours.
CREATE TABLE payments.card_event (
  id text PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 200),
  kind text NOT NULL CHECK (length(kind) BETWEEN 1 AND 200),
  -- What the provider calls the payment; null where the event is about none.
  intent text CHECK (length(intent) BETWEEN 1 AND 200),
  payment_id bigint REFERENCES payments.payment,
  made_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL
);
CREATE INDEX card_event_payment ON payments.card_event (payment_id, made_at) WHERE payment_id IS NOT NULL;
CREATE INDEX card_event_strange ON payments.card_event (received_at) WHERE payment_id IS NULL;

-- Money that is to go back to a card. It is held back from other refunds until the provider said how it ended; what it sent has a
-- refund with its journal.
CREATE TABLE payments.card_refund (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  payment_id bigint NOT NULL REFERENCES payments.payment,
  minor bigint NOT NULL CHECK (minor > 0),
  reason text,
  state text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'unknown', 'sent', 'failed')),
  reference text CHECK (length(reference) BETWEEN 1 AND 100),
  problem text,
  asked_at timestamptz NOT NULL,
  settled_at timestamptz,
  account_id bigint,
  -- What the provider knows it by, so that it is never sent twice.
  provider_key uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
  payload_hash bytea NOT NULL CHECK (octet_length(payload_hash) = 32),
  UNIQUE (payment_id, key),
  CHECK ((state IN ('sent', 'failed')) = (settled_at IS NOT NULL)),
  CHECK (state <> 'sent' OR reference IS NOT NULL)
);
CREATE INDEX card_refund_open ON payments.card_refund (asked_at) WHERE state IN ('asked', 'unknown');

-- A payment that its payer disputes with their bank: what the company is asked to show, until when, and how it ended.
CREATE TABLE payments.dispute (
  id text PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 100),
  payment_id bigint NOT NULL REFERENCES payments.payment,
  minor bigint NOT NULL CHECK (minor > 0),
  reason text NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'won', 'lost')),
  due_at timestamptz,
  made_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL
);
CREATE INDEX dispute_payment ON payments.dispute (payment_id);

DO $$
DECLARE
  of_table text;
BEGIN
  FOREACH of_table IN ARRAY ARRAY['card_event', 'card_refund', 'dispute'] LOOP
    EXECUTE format('CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON payments.%I
      FOR EACH STATEMENT EXECUTE FUNCTION payments.refuse_change()', of_table);
    EXECUTE format('GRANT SELECT ON payments.%I TO openfield_app', of_table);
    EXECUTE format('ALTER TABLE payments.%I ENABLE ROW LEVEL SECURITY', of_table);
    EXECUTE format('ALTER TABLE payments.%I FORCE ROW LEVEL SECURITY', of_table);
    EXECUTE format('CREATE POLICY keeper ON payments.%I TO CURRENT_USER USING (true)', of_table);
    -- What goes on between the company and the provider is the company's.
    EXECUTE format('CREATE POLICY viewer ON payments.%I FOR SELECT TO openfield_app
      USING ((SELECT platform.viewer_is_staff()))', of_table);
  END LOOP;
END $$;

-- Keeps an event of the provider; false where it is known already.
CREATE FUNCTION payments.keep_card_event(event_id text, event_kind text, about text, payment bigint, made timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO payments.card_event (id, kind, intent, payment_id, made_at, received_at)
  VALUES (event_id, event_kind, about, payment, made, date_trunc('milliseconds', platform.company_now()))
  ON CONFLICT (id) DO NOTHING;
  RETURN FOUND;
END $$;

-- Asks that money goes back to a card; gives its id. Whoever calls it holds what was paid for.
CREATE FUNCTION payments.ask_card_refund(payment bigint, amount bigint, why text, account bigint, of_key text, of_hash text) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO payments.card_refund (payment_id, minor, reason, account_id, key, payload_hash, asked_at)
  VALUES (payment, amount, why, account, of_key, decode(of_hash, 'hex'), date_trunc('milliseconds', platform.company_now()))
  RETURNING id
$$;

-- Says how far a refund to a card is; one that ended stays.
CREATE FUNCTION payments.say_card_refund(refund bigint, of_state text, of_reference text, of_problem text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE payments.card_refund r SET state = of_state, reference = coalesce(of_reference, r.reference), problem = of_problem,
    settled_at = CASE WHEN of_state IN ('sent', 'failed') THEN date_trunc('milliseconds', platform.company_now()) END
  WHERE r.id = refund AND r.state IN ('asked', 'unknown')
$$;

-- Keeps how a dispute stands; one that ended stays as it ended.
CREATE FUNCTION payments.keep_dispute(dispute text, payment bigint, amount bigint, why text, of_state text, due timestamptz, made timestamptz)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO payments.dispute AS d (id, payment_id, minor, reason, state, due_at, made_at, seen_at)
  VALUES (dispute, payment, amount, why, of_state, due, made, date_trunc('milliseconds', platform.company_now()))
  ON CONFLICT (id) DO UPDATE SET minor = excluded.minor, reason = excluded.reason, state = excluded.state, due_at = excluded.due_at,
    seen_at = excluded.seen_at
  WHERE d.state = 'open' AND (d.minor, d.reason, d.state, d.due_at) IS DISTINCT FROM
    (excluded.minor, excluded.reason, excluded.state, excluded.due_at)
$$;

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
    SELECT b.subject_id, k.account, b.minor FROM (VALUES ('cash'), ('bank'), ('wallet'), ('card')) k (account),
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
$$;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA payments FROM public;
GRANT EXECUTE ON FUNCTION payments.keep_card_event(text, text, text, bigint, timestamptz),
  payments.ask_card_refund(bigint, bigint, text, bigint, text, text), payments.say_card_refund(bigint, text, text, text),
  payments.keep_dispute(text, bigint, bigint, text, text, timestamptz, timestamptz) TO openfield_app;
