-- A reported order that was taken before a cut counts when it was taken all the same. It is late: the close that made the cut
-- leaves it out, and its pay follows as a delta of that period.
ALTER TABLE orders."order" ADD COLUMN late boolean NOT NULL DEFAULT false;
CREATE INDEX order_late ON orders."order" (commission_at) WHERE late;

-- When an order counts: now by the company's clock, or when a reported one was taken. One that lies back waits for a cut that
-- is being made, and a cut for it, so that each order is on one side of it.
CREATE OR REPLACE FUNCTION orders.commission_time(taken timestamptz, calendar bigint) RETURNS timestamptz
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  now_at constant timestamptz := date_trunc('milliseconds', platform.company_now());
BEGIN
  IF taken IS NULL OR taken >= now_at THEN
    RETURN now_at;
  END IF;
  INSERT INTO orders.commission_cut (calendar_id, cut_at) VALUES (calendar, '-infinity') ON CONFLICT DO NOTHING;
  PERFORM FROM orders.commission_cut c WHERE c.calendar_id = calendar FOR SHARE;
  RETURN date_trunc('milliseconds', taken);
END $$;

-- Whether an order comes after the cut of the period that it counts in.
CREATE FUNCTION orders.mark_late() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.late := EXISTS (
    SELECT FROM orders.commission_cut c JOIN company.v_market m ON m.calendar_id = c.calendar_id
    WHERE m.id = NEW.market_id AND NEW.commission_at < c.cut_at);
  RETURN NEW;
END $$;
CREATE TRIGGER mark_late BEFORE INSERT ON orders."order"
  FOR EACH ROW WHEN (NEW.commission_at < NEW.placed_at) EXECUTE FUNCTION orders.mark_late();
REVOKE EXECUTE ON FUNCTION orders.mark_late() FROM public;

CREATE OR REPLACE VIEW orders.v_order WITH (security_invoker = true) AS
  SELECT id, code, legal_entity_id, market_id, channel, type, state, buyer_person_id, seller_person_id,
    sponsor_person_id, placed_at, commission_at, currency, subtotal_minor, shipping_minor, tax_minor, total_minor,
    pieces, cancelled_at, late
  FROM orders."order";
