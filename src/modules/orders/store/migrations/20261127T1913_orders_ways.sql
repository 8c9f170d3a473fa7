-- How an order comes to its buyer where a way was chosen: by which, and where it is picked up, as it was when it was ordered. An order
-- without such a row goes by the usual way of its moment.
CREATE TABLE orders.delivery_way (
  order_id bigint PRIMARY KEY REFERENCES orders."order",
  way_id bigint NOT NULL REFERENCES shipping.way,
  kind text NOT NULL CHECK (kind IN ('parcel', 'showroom', 'seller')),
  name text NOT NULL,
  showroom_id bigint REFERENCES shipping.showroom,
  place jsonb,
  ready_at timestamptz,
  CHECK ((kind = 'parcel') = (place IS NULL) AND (kind = 'showroom') = (showroom_id IS NOT NULL)),
  CHECK (ready_at IS NULL OR kind <> 'parcel')
);
CREATE INDEX delivery_way_showroom ON orders.delivery_way (showroom_id, order_id) WHERE showroom_id IS NOT NULL;
GRANT SELECT ON orders.delivery_way TO openfield_app;
ALTER TABLE orders.delivery_way ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders.delivery_way FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON orders.delivery_way TO CURRENT_USER USING (true);
CREATE POLICY viewer ON orders.delivery_way FOR SELECT TO openfield_app
  USING (
    (SELECT platform.viewer_is_staff()) OR EXISTS (SELECT FROM orders."order" o WHERE o.id = delivery_way.order_id)
  );

-- Keeps the way of an order that was just placed. In: {order, way, kind, name, showroom?, place?}.
CREATE FUNCTION orders.keep_way(request jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO orders.delivery_way (order_id, way_id, kind, name, showroom_id, place)
  SELECT (request->>'order')::bigint, (request->>'way')::bigint, request->>'kind', request->>'name',
    (request->>'showroom')::bigint, nullif(request->'place', 'null')
$$;

-- Says that an order that is picked up is ready; the moment at which it was said first.
CREATE FUNCTION orders.make_ready(of_order bigint) RETURNS timestamptz
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE orders.delivery_way w
  SET ready_at = coalesce(w.ready_at, date_trunc('milliseconds', platform.company_now()))
  WHERE w.order_id = of_order AND w.kind <> 'parcel' RETURNING w.ready_at
$$;
REVOKE EXECUTE ON FUNCTION orders.keep_way(jsonb), orders.make_ready(bigint) FROM public;
GRANT EXECUTE ON FUNCTION orders.keep_way(jsonb), orders.make_ready(bigint) TO openfield_app;

-- What a basket's buyer chose, and what comes with every order of an autoship; nothing is the usual way.
ALTER TABLE orders.basket ADD COLUMN way_code text, ADD COLUMN place_code text;
ALTER TABLE orders.autoship ADD COLUMN way_code text, ADD COLUMN place_code text;
GRANT UPDATE (way_code, place_code) ON orders.autoship TO openfield_app;

-- As before; what is taken from stock also says where an order is picked up, so that the pool fits.
-- The keys of orders that are new here, each with a number of its own; one that was used before keeps what it has. In: [what
-- orders.place takes, and place]. Answers the new ones, each with `order`; what they take from stock: the product of each line, or
-- the parts of a kit as the version of the catalogue says by which it was priced (an order of another system was promised its goods
-- there); and what they use of promotions.
CREATE OR REPLACE FUNCTION orders.claim_together(requests jsonb, OUT now_at timestamptz, OUT claimed jsonb, OUT goods jsonb, OUT uses jsonb)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- A copy that is sent at the same time waits here until the first one is through; all take their keys in one order.
  WITH wanted AS MATERIALIZED (
    SELECT r, place, nextval('orders.order_id_seq') AS id FROM jsonb_array_elements(requests) WITH ORDINALITY x (r, place)
  ), taken AS (
    INSERT INTO orders.order_key (channel, scope, key, payload_hash, order_id)
    SELECT w.r->>'channel', w.r->>'scope', w.r->>'key', decode(w.r->>'payloadHash', 'hex'), w.id
    FROM wanted w ORDER BY 3, 2, 1 ON CONFLICT DO NOTHING RETURNING order_id
  ), fresh AS MATERIALIZED (
    SELECT w.r || jsonb_build_object('order', w.id) AS r, w.place FROM wanted w JOIN taken t ON t.order_id = w.id
  ), moment AS MATERIALIZED (
    SELECT date_trunc('milliseconds', n.now_at) AS at FROM platform.now_rows() n
  )
  SELECT m.at, (SELECT coalesce(jsonb_agg(f.r ORDER BY f.place), '[]') FROM fresh f),
    (SELECT jsonb_agg(jsonb_build_object('place', r->'place', 'order', r->'order', 'market', r->'market', 'channel', r->'channel',
        'pickup', r->'pickup', 'showroom', r->'showroom',
        'product', coalesce(k.part_id, (l->>'product')::bigint), 'shown', p.code, 'each', coalesce(k.quantity, 1),
        'pieces', (l->>'quantity')::integer * coalesce(k.quantity, 1)))
      FROM fresh f CROSS JOIN jsonb_array_elements(f.r->'lines') l
      JOIN catalog.v_product p ON p.id = (l->>'product')::bigint
      LEFT JOIN catalog.v_kit_part k ON k.kit_id = p.id AND k.from_version <= (f.r->>'catalogVersion')::bigint
        AND (k.until_version IS NULL OR k.until_version > (f.r->>'catalogVersion')::bigint)
      WHERE f.r->>'channel' <> 'import'),
    (SELECT jsonb_agg(f.r->'promotions' || jsonb_build_object('place', f.r->'place', 'order', f.r->'order', 'market', f.r->'market',
        'buyer', f.r->'buyer', 'at', m.at))
      FROM fresh f WHERE f.r ? 'promotions')
  INTO now_at, claimed, goods, uses FROM moment m;
END $$;
