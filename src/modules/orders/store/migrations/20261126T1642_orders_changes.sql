-- What happens to an order after it was placed: pieces are taken back before they are sent, they are sent, and they come back. The
-- order's lines stay as they were placed; what stands is what was placed less its changes.
CREATE TABLE orders.order_change (
  order_id bigint NOT NULL REFERENCES orders."order",
  -- 1, 2, … of each order.
  number integer NOT NULL CHECK (number > 0),
  -- Only cancel and return take something back; edit changes what is said of the order beside its goods.
  kind text NOT NULL CHECK (kind IN ('cancel', 'send', 'return', 'edit')),
  at timestamptz NOT NULL,
  reason text,
  -- Who did it; null for the program itself.
  account_id bigint,
  -- The same key with the same content is one change; with other content it is refused.
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
  payload_hash bytea NOT NULL CHECK (octet_length(payload_hash) = 32),
  tracking text,
  -- What pieces bring back, as their lines say, and delivery with it; taxes are contained.
  goods_minor bigint NOT NULL DEFAULT 0 CHECK (goods_minor >= 0),
  shipping_minor bigint NOT NULL DEFAULT 0 CHECK (shipping_minor >= 0),
  tax_minor bigint NOT NULL DEFAULT 0 CHECK (tax_minor BETWEEN 0 AND goods_minor + shipping_minor),
  -- Kept of it; the rest lowers what the buyer owes, and what was paid already is refunded.
  fee_minor bigint NOT NULL DEFAULT 0 CHECK (fee_minor BETWEEN 0 AND goods_minor + shipping_minor),
  refunded_minor bigint NOT NULL DEFAULT 0 CHECK (refunded_minor >= 0),
  refund_to text CHECK (refund_to IN ('payment', 'wallet')),
  PRIMARY KEY (order_id, number),
  UNIQUE (order_id, key),
  CHECK (kind IN ('cancel', 'return') OR goods_minor + shipping_minor + fee_minor = 0)
);
CREATE INDEX order_change_at ON orders.order_change (at) WHERE kind IN ('cancel', 'return');

CREATE TABLE orders.change_line (
  order_id bigint NOT NULL,
  number integer NOT NULL,
  line integer NOT NULL,
  quantity integer NOT NULL CHECK (quantity > 0),
  -- The share of these pieces in what the line cost, in its tax and in what was taken off it.
  minor bigint NOT NULL DEFAULT 0 CHECK (minor >= 0),
  tax_minor bigint NOT NULL DEFAULT 0 CHECK (tax_minor BETWEEN 0 AND minor),
  discount_minor bigint NOT NULL DEFAULT 0 CHECK (discount_minor >= 0),
  -- What became of pieces that came back.
  disposition text CHECK (disposition IN ('resaleable', 'damaged', 'lost')),
  PRIMARY KEY (order_id, number, line),
  FOREIGN KEY (order_id, number) REFERENCES orders.order_change,
  FOREIGN KEY (order_id, line) REFERENCES orders.order_line
);
CREATE INDEX change_line_line ON orders.change_line (order_id, line);

-- The share of these pieces in what each promotion took off their line.
CREATE TABLE orders.change_promotion (
  order_id bigint NOT NULL,
  number integer NOT NULL,
  line integer NOT NULL,
  promotion_id bigint NOT NULL,
  minor bigint NOT NULL CHECK (minor >= 0),
  PRIMARY KEY (order_id, number, line, promotion_id),
  FOREIGN KEY (order_id, number, line) REFERENCES orders.change_line,
  FOREIGN KEY (order_id, line, promotion_id) REFERENCES orders.line_promotion
);

-- Opposite volumes say which change brought them.
ALTER TABLE orders.volume_entry
  ADD COLUMN change integer NOT NULL DEFAULT 1 CHECK (change > 0),
  DROP CONSTRAINT volume_entry_order_id_line_name_opposite_key,
  ADD UNIQUE (order_id, change, line, name);
CREATE OR REPLACE VIEW orders.v_volume_change WITH (security_invoker = true) AS
  SELECT order_id, line, name, micro, opposite, commission_at, buyer_person_id, seller_person_id, change FROM orders.volume_entry;
-- Both, entry by entry; what the order itself brought has the change 0.
CREATE OR REPLACE VIEW orders.v_volume_entry WITH (security_invoker = true) AS
  SELECT v.order_id, ((m.place - 1) / cardinality(n.names) + 1)::integer AS line,
    n.names[((m.place - 1) % cardinality(n.names) + 1)::integer] AS name, m.micro, false AS opposite,
    v.commission_at, v.buyer_person_id, v.seller_person_id, 0 AS change
  FROM orders.order_volume v JOIN orders.volume_names n ON n.id = v.names_id
    CROSS JOIN unnest(v.micros) WITH ORDINALITY m (micro, place)
  WHERE m.micro IS NOT NULL
  UNION ALL
  SELECT order_id, line, name, micro, opposite, commission_at, buyer_person_id, seller_person_id, change FROM orders.volume_entry;

GRANT SELECT ON orders.order_change, orders.change_line, orders.change_promotion TO openfield_app;
DO $$
DECLARE
  of_table text;
BEGIN
  FOREACH of_table IN ARRAY ARRAY['order_change', 'change_line', 'change_promotion'] LOOP
    EXECUTE format('ALTER TABLE orders.%I ENABLE ROW LEVEL SECURITY', of_table);
    EXECUTE format('ALTER TABLE orders.%I FORCE ROW LEVEL SECURITY', of_table);
    EXECUTE format('CREATE POLICY keeper ON orders.%I TO CURRENT_USER USING (true)', of_table);
    EXECUTE format('CREATE POLICY viewer ON orders.%I FOR SELECT TO openfield_app USING ((SELECT platform.viewer_is_staff())
      OR EXISTS (SELECT FROM orders."order" o WHERE o.id = %I.order_id))', of_table, of_table);
    EXECUTE format('CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON orders.%I
      FOR EACH STATEMENT EXECUTE FUNCTION orders.refuse_change()', of_table);
  END LOOP;
END $$;

-- An order of which everything came back is returned; one of which nothing was sent is cancelled.
ALTER TABLE orders."order"
  DROP CONSTRAINT order_state_check,
  ADD CONSTRAINT order_state_check CHECK (state IN ('placed', 'cancelled', 'returned'));
CREATE OR REPLACE FUNCTION orders.check_order_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  moving constant text[] := ARRAY['state', 'cancelled_at', 'cancel_reason'];
BEGIN
  IF to_jsonb(NEW) - moving IS DISTINCT FROM to_jsonb(OLD) - moving OR OLD.state <> 'placed' THEN
    RAISE EXCEPTION 'order % is not changed in this way', OLD.code USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

-- What was placed of each line, and where its pieces are now.
CREATE VIEW orders.v_line_stand WITH (security_invoker = true) AS
  SELECT l.order_id, l.line, l.quantity AS placed, coalesce(c.cancelled, 0)::integer AS cancelled,
    coalesce(c.sent, 0)::integer AS sent, coalesce(c.returned, 0)::integer AS returned, coalesce(c.minor, 0)::bigint AS back_minor
  FROM orders.order_line l CROSS JOIN LATERAL (
    SELECT sum(x.quantity) FILTER (WHERE h.kind = 'cancel') AS cancelled, sum(x.quantity) FILTER (WHERE h.kind = 'send') AS sent,
      sum(x.quantity) FILTER (WHERE h.kind = 'return') AS returned, sum(x.minor) AS minor
    FROM orders.change_line x JOIN orders.order_change h ON h.order_id = x.order_id AND h.number = x.number
    WHERE x.order_id = l.order_id AND x.line = l.line
  ) c;
-- For later modules: what was taken back, and when.
CREATE VIEW orders.v_order_change WITH (security_invoker = true) AS
  SELECT order_id, number, kind, at, goods_minor FROM orders.order_change WHERE kind IN ('cancel', 'return');
CREATE VIEW orders.v_change_line WITH (security_invoker = true) AS
  SELECT h.order_id, h.number, h.at, x.line, p.code AS product_code, p.category_code, x.quantity, x.minor
  FROM orders.order_change h JOIN orders.change_line x ON x.order_id = h.order_id AND x.number = h.number
  JOIN orders.order_line l ON l.order_id = x.order_id AND l.line = x.line JOIN catalog.v_product p ON p.id = l.product_id
  WHERE h.kind IN ('cancel', 'return');
SELECT platform.read_only('orders.v_line_stand'), platform.read_only('orders.v_order_change'),
  platform.read_only('orders.v_change_line');

-- Writes the change of orders that were taken back as a whole without one; answers how many they were.
CREATE FUNCTION orders.carry_cancelled() RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  carried bigint;
BEGIN
  INSERT INTO orders.order_change (order_id, number, kind, at, reason, key, payload_hash, goods_minor, shipping_minor, tax_minor)
  SELECT o.id, 1, 'cancel', o.cancelled_at, o.cancel_reason, 'whole', sha256(convert_to('whole', 'UTF8')), o.subtotal_minor, o.shipping_minor, o.tax_minor
  FROM orders."order" o
  WHERE o.state = 'cancelled' AND NOT EXISTS (SELECT FROM orders.order_change c WHERE c.order_id = o.id);
  GET DIAGNOSTICS carried = ROW_COUNT;
  INSERT INTO orders.change_line (order_id, number, line, quantity, minor, tax_minor, discount_minor)
  SELECT l.order_id, 1, l.line, l.quantity, l.total_minor, l.tax_minor, l.discount_minor
  FROM orders.order_change c JOIN orders.order_line l ON l.order_id = c.order_id
  WHERE c.key = 'whole' AND NOT EXISTS (SELECT FROM orders.change_line x WHERE x.order_id = c.order_id);
  INSERT INTO orders.change_promotion (order_id, number, line, promotion_id, minor)
  SELECT s.order_id, 1, s.line, s.promotion_id, s.minor
  FROM orders.order_change c JOIN orders.line_promotion s ON s.order_id = c.order_id
  WHERE c.key = 'whole' AND NOT EXISTS (SELECT FROM orders.change_promotion x WHERE x.order_id = c.order_id);
  RETURN carried;
END $$;
SELECT orders.carry_cancelled();
REVOKE EXECUTE ON FUNCTION orders.carry_cancelled() FROM public;
