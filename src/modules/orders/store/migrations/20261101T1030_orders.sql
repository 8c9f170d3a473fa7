-- Orders, their lines, and the volumes that they bring. The program reads, and writes by the functions of the next
-- migration only. Names and addresses lie apart from the order, so that erasing a person keeps the books whole.
CREATE SCHEMA orders;
SELECT platform.open_schema('orders');

CREATE TABLE orders."order" (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  code text NOT NULL UNIQUE CHECK (code ~ '^[0-9]{2,20}$'),
  legal_entity_id bigint NOT NULL REFERENCES company.legal_entity,
  market_id bigint NOT NULL REFERENCES company.market,
  channel text NOT NULL CHECK (channel IN ('shop', 'office', 'reported', 'desk', 'import')),
  type text NOT NULL CHECK (type IN ('order', 'first', 'autoship', 'upgrade', 'return')),
  state text NOT NULL DEFAULT 'placed' CHECK (state IN ('placed', 'cancelled')),
  -- Null for a guest.
  buyer_person_id bigint REFERENCES field.person,
  -- Null when the company itself sold.
  seller_person_id bigint REFERENCES field.person,
  -- The buyer's sponsor at that moment, or the seller's for a guest.
  sponsor_person_id bigint REFERENCES field.person,
  price_kind text NOT NULL CHECK (price_kind IN ('retail', 'preferred', 'distributor')),
  placed_at timestamptz NOT NULL,
  -- When a reported order was taken from the consumer.
  taken_at timestamptz,
  -- Decides the period. Set once, by the company's clock and the market's rule; never changed.
  commission_at timestamptz,
  currency text NOT NULL REFERENCES company.currency,
  subtotal_minor bigint NOT NULL CHECK (subtotal_minor >= 0),
  shipping_minor bigint NOT NULL CHECK (shipping_minor >= 0),
  -- Contained in the total.
  tax_minor bigint NOT NULL CHECK (tax_minor >= 0),
  total_minor bigint NOT NULL,
  pieces integer NOT NULL CHECK (pieces > 0),
  payment text NOT NULL CHECK (payment IN ('pay_later')),
  catalog_version bigint NOT NULL,
  tax_version bigint NOT NULL,
  -- Opens the status page without an account.
  status_hash bytea UNIQUE CHECK (octet_length(status_hash) = 32),
  journal_client_id uuid NOT NULL UNIQUE,
  cancelled_at timestamptz,
  cancel_reason text,
  CHECK (total_minor = subtotal_minor + shipping_minor),
  CHECK (tax_minor <= total_minor),
  CHECK ((state = 'cancelled') = (cancelled_at IS NOT NULL))
);
CREATE INDEX order_placed ON orders."order" (placed_at DESC, id DESC);
CREATE INDEX order_buyer ON orders."order" (buyer_person_id, placed_at DESC) WHERE buyer_person_id IS NOT NULL;
CREATE INDEX order_seller ON orders."order" (seller_person_id, placed_at DESC) WHERE seller_person_id IS NOT NULL;
CREATE INDEX order_market ON orders."order" (market_id, placed_at DESC);
CREATE INDEX order_commission ON orders."order" (commission_at);

CREATE TABLE orders.order_line (
  order_id bigint NOT NULL REFERENCES orders."order",
  line integer NOT NULL CHECK (line > 0),
  product_id bigint NOT NULL REFERENCES catalog.product,
  quantity integer NOT NULL CHECK (quantity > 0),
  unit_minor bigint NOT NULL CHECK (unit_minor >= 0),
  total_minor bigint NOT NULL,
  tax_minor bigint NOT NULL CHECK (tax_minor BETWEEN 0 AND total_minor),
  PRIMARY KEY (order_id, line),
  CHECK (total_minor = unit_minor * quantity)
);
CREATE INDEX order_line_product ON orders.order_line (product_id);

-- What counts for ranks and pay. An entry is never changed; a cancelled order brings opposite entries at its moment.
CREATE TABLE orders.volume_entry (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id bigint NOT NULL,
  line integer NOT NULL,
  name text NOT NULL CHECK (name ~ '^[A-Za-z][A-Za-z0-9_]{0,19}$'),
  -- Millionths.
  micro bigint NOT NULL,
  opposite boolean NOT NULL DEFAULT false,
  commission_at timestamptz NOT NULL,
  buyer_person_id bigint REFERENCES field.person,
  seller_person_id bigint REFERENCES field.person,
  UNIQUE (order_id, line, name, opposite),
  FOREIGN KEY (order_id, line) REFERENCES orders.order_line
);
CREATE INDEX volume_entry_commission ON orders.volume_entry (commission_at);

-- The same key with the same content gives the same order; with other content it is refused.
CREATE TABLE orders.order_key (
  channel text NOT NULL,
  scope text NOT NULL,
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 100),
  payload_hash bytea NOT NULL CHECK (octet_length(payload_hash) = 32),
  order_id bigint,
  PRIMARY KEY (channel, scope, key)
);

-- Personal data of an order. The seller sees what a guest is called, never where the guest lives.
CREATE TABLE orders.guest (
  order_id bigint PRIMARY KEY REFERENCES orders."order",
  name text NOT NULL
);
CREATE TABLE orders.delivery (
  order_id bigint PRIMARY KEY REFERENCES orders."order",
  contact jsonb,
  address jsonb
);

-- Up to where the commission time of a calendar was cut; a reported order of before then counts now instead.
CREATE TABLE orders.commission_cut (
  calendar_id bigint PRIMARY KEY REFERENCES company.calendar,
  cut_at timestamptz NOT NULL
);

-- A basket belongs to whoever knows its token.
CREATE TABLE orders.basket (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
  market_id bigint NOT NULL REFERENCES company.market,
  seller_person_id bigint REFERENCES field.person,
  language text,
  touched_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX basket_touched ON orders.basket (touched_at);
CREATE TABLE orders.basket_line (
  basket_id bigint NOT NULL REFERENCES orders.basket ON DELETE CASCADE,
  product_id bigint NOT NULL REFERENCES catalog.product,
  quantity integer NOT NULL CHECK (quantity > 0),
  added_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (basket_id, product_id)
);
SELECT platform.read_write_delete('orders.basket');
SELECT platform.read_write_delete('orders.basket_line');

GRANT SELECT ON orders."order", orders.order_line, orders.volume_entry, orders.guest, orders.delivery,
  orders.commission_cut TO openfield_app;

ALTER TABLE orders."order" ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders."order" FORCE ROW LEVEL SECURITY;
ALTER TABLE orders.order_line ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders.order_line FORCE ROW LEVEL SECURITY;
ALTER TABLE orders.volume_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders.volume_entry FORCE ROW LEVEL SECURITY;
ALTER TABLE orders.order_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders.order_key FORCE ROW LEVEL SECURITY;
ALTER TABLE orders.guest ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders.guest FORCE ROW LEVEL SECURITY;
ALTER TABLE orders.delivery ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders.delivery FORCE ROW LEVEL SECURITY;
ALTER TABLE orders.basket ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders.basket FORCE ROW LEVEL SECURITY;
ALTER TABLE orders.basket_line ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders.basket_line FORCE ROW LEVEL SECURITY;

-- The functions that write orders run as their owner.
CREATE POLICY keeper ON orders."order" TO CURRENT_USER USING (true);
CREATE POLICY keeper ON orders.order_line TO CURRENT_USER USING (true);
CREATE POLICY keeper ON orders.volume_entry TO CURRENT_USER USING (true);
CREATE POLICY keeper ON orders.order_key TO CURRENT_USER USING (true);
CREATE POLICY keeper ON orders.guest TO CURRENT_USER USING (true);
CREATE POLICY keeper ON orders.delivery TO CURRENT_USER USING (true);
CREATE POLICY keeper ON orders.basket TO CURRENT_USER USING (true);
CREATE POLICY keeper ON orders.basket_line TO CURRENT_USER USING (true);

-- The hash of the token that this transaction was shown, of a status page or a basket.
CREATE FUNCTION orders.shown_token() RETURNS bytea LANGUAGE sql STABLE AS
  $$ SELECT decode(nullif(current_setting('openfield.orders_token', true), ''), 'hex') $$;

CREATE POLICY viewer ON orders."order" FOR SELECT TO openfield_app
  USING (
    (SELECT platform.viewer_is_staff())
    OR buyer_person_id = (SELECT platform.viewer_person_id())
    OR seller_person_id = (SELECT platform.viewer_person_id())
    OR status_hash = (SELECT orders.shown_token())
  );
CREATE POLICY viewer ON orders.order_line FOR SELECT TO openfield_app
  USING (
    (SELECT platform.viewer_is_staff()) OR EXISTS (SELECT FROM orders."order" o WHERE o.id = order_line.order_id)
  );
CREATE POLICY viewer ON orders.volume_entry FOR SELECT TO openfield_app
  USING (
    (SELECT platform.viewer_is_staff())
    OR buyer_person_id = (SELECT platform.viewer_person_id())
    OR seller_person_id = (SELECT platform.viewer_person_id())
  );
CREATE POLICY viewer ON orders.guest FOR SELECT TO openfield_app
  USING (
    (SELECT platform.viewer_is_staff()) OR EXISTS (SELECT FROM orders."order" o WHERE o.id = guest.order_id)
  );
CREATE POLICY viewer ON orders.delivery FOR SELECT TO openfield_app
  USING (
    (SELECT platform.viewer_is_staff())
    OR EXISTS (
      SELECT FROM orders."order" o WHERE o.id = delivery.order_id
        AND (o.buyer_person_id = (SELECT platform.viewer_person_id()) OR o.status_hash = (SELECT orders.shown_token()))
    )
  );
CREATE POLICY holder ON orders.basket TO openfield_app
  USING ((SELECT platform.viewer_realm()) = 'system' OR token_hash = (SELECT orders.shown_token()));
CREATE POLICY holder ON orders.basket_line TO openfield_app
  USING (EXISTS (SELECT FROM orders.basket b WHERE b.id = basket_line.basket_id));
