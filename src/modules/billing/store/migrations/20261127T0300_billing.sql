-- Invoices and credit notes: what they said when they were issued, by numbers without gaps.
CREATE SCHEMA billing;
SELECT platform.open_schema('billing');

-- The last number of each row of numbers. Only a document that is written moves it.
CREATE TABLE billing.counter (
  legal_entity_id bigint NOT NULL REFERENCES company.legal_entity,
  kind text NOT NULL CHECK (kind IN ('invoice', 'credit_note')),
  year integer NOT NULL CHECK (year BETWEEN 1970 AND 9999),
  last integer NOT NULL DEFAULT 0 CHECK (last >= 0),
  PRIMARY KEY (legal_entity_id, kind, year)
);
SELECT platform.read_only('billing.counter');

CREATE TABLE billing.document (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('invoice', 'credit_note')),
  legal_entity_id bigint NOT NULL REFERENCES company.legal_entity,
  market_id bigint NOT NULL REFERENCES company.market,
  year integer NOT NULL,
  serial integer NOT NULL CHECK (serial > 0),
  number text NOT NULL,
  order_id bigint NOT NULL REFERENCES orders."order",
  order_code text NOT NULL,
  -- The change of the order that it takes back; 0 for the invoice of what was placed.
  change integer NOT NULL CHECK (change >= 0),
  corrects_id bigint REFERENCES billing.document,
  buyer_person_id bigint REFERENCES field.person,
  issued_at timestamptz NOT NULL,
  currency text NOT NULL REFERENCES company.currency,
  total_minor bigint NOT NULL CHECK (total_minor >= 0),
  tax_minor bigint NOT NULL CHECK (tax_minor >= 0),
  -- What it says, as canonical text, and the hash of exactly these bytes.
  content text NOT NULL,
  content_hash bytea NOT NULL CHECK (content_hash = sha256(convert_to(content, 'UTF8'))),
  UNIQUE (legal_entity_id, kind, year, serial),
  UNIQUE (legal_entity_id, number),
  UNIQUE (order_id, change),
  CHECK ((kind = 'credit_note') = (corrects_id IS NOT NULL)),
  CHECK ((kind = 'credit_note') = (change > 0))
);
CREATE INDEX document_issued ON billing.document (issued_at DESC, id DESC);
CREATE INDEX document_market ON billing.document (market_id);
CREATE INDEX document_order_code ON billing.document (order_code text_pattern_ops);
CREATE INDEX document_corrects ON billing.document (corrects_id);
CREATE INDEX document_buyer ON billing.document (buyer_person_id);
CREATE INDEX document_currency ON billing.document (currency);
SELECT platform.append_only('billing.document');
ALTER TABLE billing.document ENABLE ROW LEVEL SECURITY;
ALTER TABLE billing.document FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON billing.document TO CURRENT_USER USING (true);
-- Whoever sees the order as its buyer sees what was issued for it; its seller, who is told no address, does not.
CREATE POLICY viewer ON billing.document FOR SELECT TO openfield_app
  USING (
    (SELECT platform.viewer_is_staff())
    OR EXISTS (
      SELECT FROM orders.v_order o WHERE o.id = document.order_id
        AND ((SELECT platform.viewer_person_id()) IS NULL
          OR o.buyer_person_id = (SELECT platform.viewer_person_id())
          OR (o.buyer_person_id IS NULL AND o.seller_person_id IS DISTINCT FROM (SELECT platform.viewer_person_id())))
    )
  );
CREATE POLICY issues ON billing.document FOR INSERT TO openfield_app WITH CHECK ((SELECT platform.viewer_is_staff()));

-- The next number of a row of numbers; whoever asks for one of the same row waits until this transaction ends.
CREATE FUNCTION billing.next_serial(entity bigint, of_kind text, of_year integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO billing.counter (legal_entity_id, kind, year) VALUES (entity, of_kind, of_year) ON CONFLICT DO NOTHING;
  RETURN (SELECT c.last + 1 FROM billing.counter c
    WHERE c.legal_entity_id = entity AND c.kind = of_kind AND c.year = of_year FOR UPDATE);
END $$;
REVOKE EXECUTE ON FUNCTION billing.next_serial(bigint, text, integer) FROM public;
GRANT EXECUTE ON FUNCTION billing.next_serial(bigint, text, integer) TO openfield_app;

-- A document takes exactly the next number, and credit notes never take back more than their invoice says.
CREATE FUNCTION billing.check_document() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  invoice record;
  back record;
BEGIN
  UPDATE billing.counter SET last = NEW.serial
  WHERE legal_entity_id = NEW.legal_entity_id AND kind = NEW.kind AND year = NEW.year AND last = NEW.serial - 1;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the % % of % is not the next one', NEW.kind, NEW.serial, NEW.year USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.corrects_id IS NOT NULL THEN
    SELECT d.kind, d.order_id, d.currency, d.total_minor, d.tax_minor INTO invoice
    FROM billing.document d WHERE d.id = NEW.corrects_id FOR UPDATE;
    SELECT coalesce(sum(d.total_minor), 0) AS total, coalesce(sum(d.tax_minor), 0) AS tax INTO back
    FROM billing.document d WHERE d.corrects_id = NEW.corrects_id;
    IF invoice.kind <> 'invoice' OR invoice.order_id <> NEW.order_id OR invoice.currency <> NEW.currency
      OR back.total + NEW.total_minor > invoice.total_minor OR back.tax + NEW.tax_minor > invoice.tax_minor THEN
      RAISE EXCEPTION 'the credit note % takes back what its invoice does not say', NEW.number USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER check_document BEFORE INSERT ON billing.document FOR EACH ROW EXECUTE FUNCTION billing.check_document();

CREATE FUNCTION billing.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what was issued stays as it is' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON billing.document
  FOR EACH STATEMENT EXECUTE FUNCTION billing.refuse_change();
