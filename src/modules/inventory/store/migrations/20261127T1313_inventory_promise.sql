-- As before. Where everything is at hand for everybody, which is nearly always, it is locked, counted and promised by one statement.
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
    CROSS JOIN LATERAL (
      SELECT r.pool_id FROM inventory.pool_rule r
      WHERE (r.market_id IS NULL OR r.market_id = (x->>'market')::bigint) AND (r.channel IS NULL OR r.channel = x->>'channel')
      ORDER BY r.position LIMIT 1
    ) p
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

-- Promises to each order all that it takes or nothing, those that come first before others, also of what is expected. In: [{place,
-- order, product, pool, stock, pieces, shown, each, remaining}], of counters that are locked.
CREATE FUNCTION inventory.promise_in_turn(asked jsonb, at timestamptz) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  refused jsonb := '{}';
  remaining jsonb;
  one record;
  short jsonb;
BEGIN
  IF EXISTS (
    SELECT FROM jsonb_array_elements(asked) a GROUP BY a->>'stock'
    HAVING sum((a->>'pieces')::bigint) > min((a->>'remaining')::bigint)
  ) THEN
    SELECT jsonb_object_agg(a->>'stock', a->'remaining') INTO remaining FROM jsonb_array_elements(asked) a;
    FOR one IN
      SELECT y.place, jsonb_agg(y) AS items FROM (
        SELECT (a->>'place')::integer AS place, a->>'stock' AS stock, sum((a->>'pieces')::bigint) AS pieces,
          -- Where several lines share a product, it is told by the one of which a piece takes least.
          (array_agg(a->>'shown' ORDER BY (a->>'each')::integer, a->>'shown'))[1] AS shown, min((a->>'each')::integer) AS each
        FROM jsonb_array_elements(asked) a GROUP BY 1, 2
      ) y GROUP BY y.place ORDER BY y.place
    LOOP
      SELECT i INTO short FROM jsonb_array_elements(one.items) i
      WHERE (i->>'pieces')::bigint > (remaining->>(i->>'stock'))::bigint ORDER BY i->>'shown' LIMIT 1;
      IF short IS NULL THEN
        SELECT remaining || jsonb_object_agg(i->>'stock', (remaining->>(i->>'stock'))::bigint - (i->>'pieces')::bigint)
        INTO remaining FROM jsonb_array_elements(one.items) i;
      ELSE
        refused := refused || jsonb_build_object(one.place, jsonb_build_object('ok', false, 'code', 'inventory.short', 'params',
          jsonb_build_object('product', short->'shown',
            'name', (SELECT n.name FROM catalog.v_product p JOIN catalog.v_product_name n ON n.id = p.id WHERE p.code = short->>'shown'),
            'left', greatest(0, (remaining->>(short->>'stock'))::bigint) / (short->>'each')::bigint)));
      END IF;
    END LOOP;
  END IF;
  WITH given AS MATERIALIZED (
    SELECT (a->>'order')::bigint AS order_id, (a->>'product')::bigint AS product_id, (a->>'pool')::bigint AS pool_id,
      sum((a->>'pieces')::integer) AS pieces, min((a->>'place')::integer) AS place
    FROM jsonb_array_elements(asked) a WHERE NOT refused ? (a->>'place') GROUP BY 1, 2, 3
  ), counted AS (
    UPDATE inventory.stock s SET promised = s.promised + g.pieces
    FROM (SELECT product_id, pool_id, sum(pieces) AS pieces FROM given GROUP BY 1, 2) g
    WHERE s.product_id = g.product_id AND s.pool_id = g.pool_id
    RETURNING s.product_id, s.pool_id, s.on_hand, s.promised - g.pieces AS before
  )
  INSERT INTO inventory.promise (order_id, product_id, pool_id, pieces, promised_at, waits_until)
  SELECT n.order_id, n.product_id, n.pool_id, n.pieces, at,
    CASE WHEN n.upto > n.on_hand THEN inventory.covered_on(n.product_id, n.pool_id, (n.upto - n.on_hand)::bigint) END
  FROM (
    SELECT g.*, c.on_hand, c.before + sum(g.pieces) OVER (PARTITION BY g.product_id, g.pool_id ORDER BY g.place) AS upto
    FROM given g JOIN counted c USING (product_id, pool_id)
  ) n;
  RETURN refused;
END $$;
REVOKE EXECUTE ON FUNCTION inventory.promise_in_turn(jsonb, timestamptz) FROM public;
