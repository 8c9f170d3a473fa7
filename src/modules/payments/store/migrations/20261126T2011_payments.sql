-- Money that comes in for orders and goes back out, whoever brings it. The books hold the amounts; here stands who paid by which
-- method, and how far that is.
CREATE SCHEMA payments;
SELECT platform.open_schema('payments');

CREATE TABLE payments.payment (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- What it pays for. Orders are a later module, so that the id stands alone; the code is what people call it.
  subject_kind text NOT NULL CHECK (subject_kind IN ('order')),
  subject_id bigint NOT NULL,
  subject_code text NOT NULL,
  legal_entity_id bigint NOT NULL REFERENCES company.legal_entity,
  market_id bigint NOT NULL REFERENCES company.market,
  -- Who it is for; null for a guest.
  person_id bigint REFERENCES field.person,
  method text NOT NULL CHECK (method ~ '^[a-z_]+$' AND length(method) BETWEEN 2 AND 30),
  -- Unknown: whoever carries it out did not answer. It is asked again under the same key, and never tried under another one.
  state text NOT NULL CHECK (state IN ('created', 'pending', 'succeeded', 'failed', 'unknown')),
  currency text NOT NULL REFERENCES company.currency,
  -- What was asked for, and what came in.
  minor bigint NOT NULL CHECK (minor > 0),
  paid_minor bigint NOT NULL DEFAULT 0 CHECK (paid_minor >= 0),
  -- What a payer writes on a transfer, or what the bank, the till or a provider calls it.
  reference text CHECK (length(reference) BETWEEN 1 AND 100),
  created_at timestamptz NOT NULL,
  settled_at timestamptz,
  -- Who asked for it and who said how it ended; null for the program itself.
  created_by bigint,
  settled_by bigint,
  -- The same key with the same content is one payment; with other content it is refused.
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
  payload_hash bytea NOT NULL CHECK (octet_length(payload_hash) = 32),
  journal_client_id uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
  UNIQUE (subject_kind, subject_id, key),
  CHECK ((state = 'succeeded') = (paid_minor > 0)),
  CHECK ((state IN ('succeeded', 'failed')) = (settled_at IS NOT NULL))
);
CREATE INDEX payment_created ON payments.payment (created_at, id);
CREATE INDEX payment_person ON payments.payment (person_id, created_at) WHERE person_id IS NOT NULL;
CREATE INDEX payment_waits ON payments.payment (created_at) WHERE state IN ('created', 'pending', 'unknown');
CREATE INDEX payment_code ON payments.payment (subject_code text_pattern_ops);

-- Money that goes back: by the payment that brought it, or to the wallet. A reversal says that a payment did not hold: what it had
-- paid is owed again.
CREATE TABLE payments.refund (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('refund', 'reversal')),
  subject_kind text NOT NULL CHECK (subject_kind IN ('order')),
  subject_id bigint NOT NULL,
  subject_code text NOT NULL,
  legal_entity_id bigint NOT NULL REFERENCES company.legal_entity,
  market_id bigint NOT NULL REFERENCES company.market,
  person_id bigint REFERENCES field.person,
  -- By which payment it goes back; null: to the wallet.
  payment_id bigint REFERENCES payments.payment,
  method text NOT NULL,
  currency text NOT NULL REFERENCES company.currency,
  minor bigint NOT NULL CHECK (minor > 0),
  reference text CHECK (length(reference) BETWEEN 1 AND 100),
  reason text,
  at timestamptz NOT NULL,
  account_id bigint,
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
  payload_hash bytea NOT NULL CHECK (octet_length(payload_hash) = 32),
  journal_client_id uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
  UNIQUE (subject_kind, subject_id, key),
  CHECK (kind = 'refund' OR payment_id IS NOT NULL),
  CHECK (payment_id IS NOT NULL OR method = 'wallet')
);
CREATE INDEX refund_payment ON payments.refund (payment_id) WHERE payment_id IS NOT NULL;
CREATE INDEX refund_at ON payments.refund (at, id);
CREATE INDEX refund_code ON payments.refund (subject_code text_pattern_ops);

-- How much one person may owe at once, instead of what the market says; the newest row holds. Null: as the market says again.
CREATE TABLE payments.credit_limit (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  person_id bigint NOT NULL REFERENCES field.person,
  minor bigint CHECK (minor >= 0),
  reason text,
  at timestamptz NOT NULL,
  account_id bigint
);
CREATE INDEX credit_limit_person ON payments.credit_limit (person_id, id);

CREATE FUNCTION payments.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'money that moved is never changed; write what takes it back' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON payments.payment
  FOR EACH STATEMENT EXECUTE FUNCTION payments.refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON payments.refund
  FOR EACH STATEMENT EXECUTE FUNCTION payments.refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON payments.credit_limit
  FOR EACH STATEMENT EXECUTE FUNCTION payments.refuse_change();

-- Of a payment only how far it is moves, and only forward.
CREATE FUNCTION payments.check_payment_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  moving constant text[] := ARRAY['state', 'paid_minor', 'reference', 'settled_at', 'settled_by'];
BEGIN
  IF to_jsonb(NEW) - moving IS DISTINCT FROM to_jsonb(OLD) - moving
    OR NOT (
      (OLD.state = 'created' AND NEW.state IN ('pending', 'succeeded', 'failed', 'unknown'))
      OR (OLD.state = 'pending' AND NEW.state IN ('succeeded', 'failed', 'unknown'))
      OR (OLD.state = 'unknown' AND NEW.state IN ('pending', 'succeeded', 'failed'))
    )
  THEN
    RAISE EXCEPTION 'payment % cannot go from % to %', OLD.id, OLD.state, NEW.state USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER only_forward BEFORE UPDATE ON payments.payment
  FOR EACH ROW EXECUTE FUNCTION payments.check_payment_change();

-- The program reads, and writes by the functions of the next migration. A person sees the own payments only.
DO $$
DECLARE
  of_table text;
BEGIN
  FOREACH of_table IN ARRAY ARRAY['payment', 'refund', 'credit_limit'] LOOP
    EXECUTE format('GRANT SELECT ON payments.%I TO openfield_app', of_table);
    EXECUTE format('ALTER TABLE payments.%I ENABLE ROW LEVEL SECURITY', of_table);
    EXECUTE format('ALTER TABLE payments.%I FORCE ROW LEVEL SECURITY', of_table);
    EXECUTE format('CREATE POLICY keeper ON payments.%I TO CURRENT_USER USING (true)', of_table);
    EXECUTE format('CREATE POLICY viewer ON payments.%I FOR SELECT TO openfield_app
      USING ((SELECT platform.viewer_is_staff()) OR person_id = (SELECT platform.viewer_person_id()))', of_table);
  END LOOP;
END $$;

-- A payment with what of it went back.
CREATE VIEW payments.v_payment WITH (security_invoker = true) AS
  SELECT p.id, p.subject_kind, p.subject_id, p.subject_code, p.legal_entity_id, p.market_id, p.person_id, p.method, p.state, p.currency,
    p.minor, p.paid_minor, coalesce((SELECT sum(r.minor) FROM payments.refund r WHERE r.payment_id = p.id), 0)::bigint AS back_minor,
    p.reference, p.created_at, p.settled_at, p.created_by, p.settled_by
  FROM payments.payment p;
-- The own limit of people, where they have one.
CREATE VIEW payments.v_own_limit WITH (security_invoker = true) AS
  SELECT DISTINCT ON (person_id) person_id, minor, reason, at, account_id FROM payments.credit_limit ORDER BY person_id, id DESC;
-- What came in and what went back, in one list; what went back is below zero.
CREATE VIEW payments.v_movement WITH (security_invoker = true) AS
  SELECT 'payment' AS kind, p.id, p.subject_code, p.market_id, p.person_id, p.method, p.state, p.currency,
    CASE WHEN p.state = 'succeeded' THEN p.paid_minor ELSE p.minor END AS minor, p.reference, p.created_at AS at, p.settled_at
  FROM payments.payment p
  UNION ALL
  SELECT r.kind, r.id, r.subject_code, r.market_id, r.person_id, r.method, 'succeeded', r.currency, -r.minor, r.reference, r.at, r.at
  FROM payments.refund r;
SELECT platform.read_only('payments.v_payment'), platform.read_only('payments.v_own_limit'),
  platform.read_only('payments.v_movement');
