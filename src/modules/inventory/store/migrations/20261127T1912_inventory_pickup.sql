-- A rule may also say how orders come to their buyers: to an address, to the host of a party, or picked up at whoever sells or at a
-- showroom, at any or at one.
ALTER TABLE inventory.pool_rule
  ADD COLUMN pickup text CHECK (pickup IN ('address', 'host', 'seller', 'showroom')),
  ADD COLUMN showroom_id bigint REFERENCES shipping.showroom,
  ADD CHECK (showroom_id IS NULL OR pickup = 'showroom');

-- The pool that serves an order: that of the first rule that fits it.
CREATE FUNCTION inventory.pool_rows(of_market bigint, of_channel text, of_pickup text, of_showroom bigint)
RETURNS TABLE (pool_id bigint) LANGUAGE sql STABLE ROWS 1 AS $$
  SELECT r.pool_id FROM inventory.pool_rule r
  WHERE (r.market_id IS NULL OR r.market_id = of_market) AND (r.channel IS NULL OR r.channel = of_channel)
    AND (r.pickup IS NULL OR r.pickup = coalesce(of_pickup, 'address'))
    AND (r.showroom_id IS NULL OR r.showroom_id = of_showroom)
  ORDER BY r.position LIMIT 1
$$;
GRANT EXECUTE ON FUNCTION inventory.pool_rows(bigint, text, text, bigint) TO openfield_app;

-- As before, from the pool that also fits how the order comes to its buyer (`pickup`, an address where nothing is said, and `showroom`).
CREATE OR REPLACE FUNCTION inventory.promise_together(wanted jsonb, at timestamptz) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  is_at_hand boolean;
  asked jsonb;
BEGIN
  -- Everybody locks counters in the same order, so that nobody waits in a circle; what is read is what stands after the wait.
  WITH w AS MATERIALIZED (
    SELECT (x->>'place')::integer AS place, (x->>'order')::bigint AS order_id, (x->>'product')::bigint AS product_id,
      (x->>'pieces')::integer AS pieces, x->>'shown' AS shown, (x->>'each')::integer AS each, p.pool_id
    FROM jsonb_array_elements(wanted) x
    CROSS JOIN LATERAL inventory.pool_rows((x->>'market')::bigint, x->>'channel', x->>'pickup', (x->>'showroom')::bigint) p
  ), locked AS MATERIALIZED (
    SELECT s.product_id, s.pool_id, s.on_hand - s.promised AS at_hand,
      s.on_hand + CASE WHEN s.backorders THEN s.expected ELSE 0 END - s.promised AS remaining
    FROM inventory.stock s
    WHERE (s.product_id, s.pool_id) IN (SELECT w.product_id, w.pool_id FROM w)
    ORDER BY s.product_id, s.pool_id FOR UPDATE
  ), counted AS MATERIALIZED (
    SELECT w.*, l.at_hand, l.remaining FROM w JOIN locked l USING (product_id, pool_id)
  ), enough AS MATERIALIZED (
    SELECT NOT EXISTS (
      SELECT FROM counted c GROUP BY c.product_id, c.pool_id HAVING sum(c.pieces) > min(c.at_hand)) AS is_at_hand
  ), moved AS (
    UPDATE inventory.stock s SET promised = s.promised + g.pieces
    FROM (SELECT c.product_id, c.pool_id, sum(c.pieces) AS pieces FROM counted c GROUP BY 1, 2) g
    WHERE s.product_id = g.product_id AND s.pool_id = g.pool_id AND (SELECT e.is_at_hand FROM enough e)
  ), promised AS (
    INSERT INTO inventory.promise (order_id, product_id, pool_id, pieces, promised_at)
    SELECT c.order_id, c.product_id, c.pool_id, sum(c.pieces), at
    FROM counted c WHERE (SELECT e.is_at_hand FROM enough e) GROUP BY 1, 2, 3
  )
  SELECT e.is_at_hand, CASE WHEN NOT e.is_at_hand THEN (
    SELECT jsonb_agg(jsonb_build_object('place', c.place, 'order', c.order_id, 'product', c.product_id, 'pool', c.pool_id,
      'stock', c.product_id || ' ' || c.pool_id, 'pieces', c.pieces, 'shown', c.shown, 'each', c.each, 'remaining', c.remaining)
      ORDER BY c.place, c.product_id) FROM counted c) END
  INTO is_at_hand, asked FROM enough e;
  IF is_at_hand THEN
    RETURN '{}';
  END IF;
  RETURN inventory.promise_in_turn(asked, at);
END $$;
