-- Orders know promotions: discounts on lines, gifts as lines of their own, and which promotion took off what.
ALTER TABLE orders."order" ADD COLUMN discount_minor bigint NOT NULL DEFAULT 0 CHECK (discount_minor >= 0);
ALTER TABLE orders.order_line
  ADD COLUMN discount_minor bigint NOT NULL DEFAULT 0 CHECK (discount_minor >= 0),
  ADD COLUMN gift boolean NOT NULL DEFAULT false;
-- What a line costs is less than its pieces by what was taken off. The subtotal of an order stays the sum of its lines.
DO $$
DECLARE
  before text;
BEGIN
  SELECT c.conname INTO STRICT before FROM pg_constraint c
  WHERE c.conrelid = 'orders.order_line'::regclass AND c.contype = 'c'
    AND pg_get_constraintdef(c.oid) LIKE '%total_minor = (unit_minor * quantity)%';
  EXECUTE format('ALTER TABLE orders.order_line DROP CONSTRAINT %I', before);
END $$;
ALTER TABLE orders.order_line ADD CONSTRAINT order_line_total
  CHECK (total_minor = unit_minor * quantity - discount_minor AND total_minor >= 0);

CREATE TABLE orders.line_promotion (
  order_id bigint NOT NULL,
  line integer NOT NULL,
  promotion_id bigint NOT NULL REFERENCES promotions.promotion,
  version_id bigint NOT NULL REFERENCES promotions.promotion_version,
  -- What it takes off the line; 0 where it gives it as a gift.
  minor bigint NOT NULL CHECK (minor >= 0),
  PRIMARY KEY (order_id, line, promotion_id),
  FOREIGN KEY (order_id, line) REFERENCES orders.order_line
);
CREATE INDEX line_promotion_promotion ON orders.line_promotion (promotion_id);
SELECT platform.read_only('orders.line_promotion');
ALTER TABLE orders.line_promotion ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders.line_promotion FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON orders.line_promotion TO CURRENT_USER USING (true);
CREATE POLICY viewer ON orders.line_promotion FOR SELECT TO openfield_app
  USING (
    (SELECT platform.viewer_is_staff())
    OR EXISTS (SELECT FROM orders."order" o WHERE o.id = line_promotion.order_id)
  );
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON orders.line_promotion
  FOR EACH STATEMENT EXECUTE FUNCTION orders.refuse_change();

-- What lies beside the goods in a basket: coupons that were typed, and gifts that were chosen.
CREATE TABLE orders.basket_coupon (
  basket_id bigint NOT NULL REFERENCES orders.basket ON DELETE CASCADE,
  code text NOT NULL CHECK (code ~ '^[A-Z0-9-]{3,40}$'),
  added_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (basket_id, code)
);
CREATE TABLE orders.basket_gift (
  basket_id bigint NOT NULL REFERENCES orders.basket ON DELETE CASCADE,
  promotion text NOT NULL CHECK (promotion ~ '^[a-z0-9][a-z0-9-]{0,59}$'),
  product_id bigint NOT NULL REFERENCES catalog.product,
  quantity integer NOT NULL CHECK (quantity BETWEEN 1 AND 999),
  PRIMARY KEY (basket_id, promotion, product_id)
);
SELECT platform.read_write_delete('orders.basket_coupon'), platform.read_write_delete('orders.basket_gift');
ALTER TABLE orders.basket_coupon ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders.basket_coupon FORCE ROW LEVEL SECURITY;
ALTER TABLE orders.basket_gift ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders.basket_gift FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON orders.basket_coupon TO CURRENT_USER USING (true);
CREATE POLICY keeper ON orders.basket_gift TO CURRENT_USER USING (true);
CREATE POLICY holder ON orders.basket_coupon TO openfield_app
  USING (EXISTS (SELECT FROM orders.basket b WHERE b.id = basket_coupon.basket_id));
CREATE POLICY holder ON orders.basket_gift TO openfield_app
  USING (EXISTS (SELECT FROM orders.basket b WHERE b.id = basket_gift.basket_id));

-- How many orders of a buyer stand that were placed before a moment. `waits`: two that are placed at once wait here for each other, so that each of them
-- knows which it is; looking at a basket waits for nobody.
CREATE FUNCTION orders.order_count(buyer bigint, waits boolean, before timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF waits THEN
    PERFORM pg_advisory_xact_lock(hashtextextended('orders.never_ordered', buyer));
  END IF;
  -- What is placed now has waited, so that all who were before it count, also at the same moment.
  RETURN (SELECT count(*) FROM orders."order" o
    WHERE o.buyer_person_id = buyer AND o.state = 'placed' AND (waits OR o.placed_at < before));
END $$;

-- Whether goods are of a selection: {products?, categories?, tags?, priceFrom?, priceUntil?, except?}. Goods have no tags yet.
CREATE FUNCTION orders.is_of(selection jsonb, product text, category text, unit bigint) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (NOT selection ? 'products' OR selection->'products' ? product)
    AND (NOT selection ? 'categories' OR selection->'categories' ? category)
    AND NOT selection ? 'tags'
    AND (NOT selection ? 'priceFrom' OR unit >= (selection->>'priceFrom')::bigint)
    AND (NOT selection ? 'priceUntil' OR unit <= (selection->>'priceUntil')::bigint)
    AND (NOT selection ? 'except' OR NOT orders.is_of(selection->'except', product, category, unit));
END $$;

-- Answers questions about what a buyer bought before, or customers whom the buyer brought, as {key: number}. In: [{key,
-- who: buyer | recruited, days, by: amount | quantity | volume, volume?, of: selection}]. Sums only: whoever asks need not be
-- allowed to see the orders. What was taken back counts no more.
CREATE FUNCTION orders.bought_sums(buyer bigint, asked jsonb, at timestamptz) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(jsonb_object_agg(q.item->>'key', (
    SELECT coalesce(sum(CASE q.item->>'by' WHEN 'amount' THEN l.total_minor WHEN 'quantity' THEN l.quantity ELSE (
        SELECT sum(v.micro) FROM orders.v_volume_entry v
        WHERE v.order_id = l.order_id AND v.line = l.line AND v.name = q.item->>'volume' AND NOT v.opposite) END), 0)::text
    FROM orders."order" o
    JOIN orders.order_line l ON l.order_id = o.id AND NOT l.gift
    JOIN catalog.v_product p ON p.id = l.product_id
    JOIN field.v_person b ON b.id = o.buyer_person_id
    WHERE o.state = 'placed' AND o.placed_at < at AND orders.is_of(q.item->'of', p.code, p.category_code, l.unit_minor)
      AND CASE WHEN q.item->>'who' = 'buyer'
        THEN o.buyer_person_id = buyer AND o.placed_at >= at - make_interval(days => (q.item->>'days')::integer)
        ELSE o.buyer_person_id IN (
            SELECT s.id FROM field.v_person s WHERE s.served_by = buyer
            UNION SELECT t.person_id FROM genealogy.v_current_link t WHERE t.tree = 'sponsor' AND t.parent_id = buyer)
          AND o.placed_at < b.joined_at + make_interval(days => (q.item->>'days')::integer) END
  )), '{}')
  FROM jsonb_array_elements(asked) q (item)
$$;

-- What an order uses of promotions, and which of them took off what of its lines; the answer of promotions.consume.
CREATE FUNCTION orders.use_promotions(of_order bigint, request jsonb, at timestamptz) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO orders.line_promotion (order_id, line, promotion_id, version_id, minor)
  SELECT of_order, l.place, (s->>'promotion')::bigint, (s->>'version')::bigint, (s->>'minor')::bigint
  FROM jsonb_array_elements(request->'lines') WITH ORDINALITY l (item, place), jsonb_array_elements(l.item->'promotions') s;
  RETURN promotions.consume(request->'promotions' || jsonb_build_object('order', of_order, 'market', request->'market',
    'buyer', request->'buyer', 'at', at));
END $$;

-- What lies in a basket beside its goods is taken out; few baskets have anything.
CREATE FUNCTION orders.empty_basket(of_token bytea) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
  WITH coupons AS (
    DELETE FROM orders.basket_coupon c USING orders.basket b WHERE c.basket_id = b.id AND b.token_hash = of_token
  )
  DELETE FROM orders.basket_gift g USING orders.basket b WHERE g.basket_id = b.id AND b.token_hash = of_token
$$;

-- What a cancelled order used is given back.
CREATE FUNCTION orders.give_back_promotions() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM promotions.give_back(NEW.id, NEW.cancelled_at);
  RETURN NULL;
END $$;
CREATE TRIGGER give_back_promotions AFTER UPDATE ON orders."order"
  FOR EACH ROW WHEN (NEW.state = 'cancelled' AND OLD.state <> 'cancelled')
  EXECUTE FUNCTION orders.give_back_promotions();

REVOKE EXECUTE ON FUNCTION orders.order_count(bigint, boolean, timestamptz), orders.is_of(jsonb, text, text, bigint),
  orders.bought_sums(bigint, jsonb, timestamptz), orders.use_promotions(bigint, jsonb, timestamptz),
  orders.empty_basket(bytea), orders.give_back_promotions() FROM public;
GRANT EXECUTE ON FUNCTION orders.order_count(bigint, boolean, timestamptz), orders.bought_sums(bigint, jsonb, timestamptz)
  TO openfield_app;
