-- Orders are promised what they take from stock, before anything else of them is used or written.

-- What orders take: the product of each line, or the parts of a kit as the version of the catalogue says by which it was priced. An
-- order of another system was promised its goods there.
CREATE FUNCTION orders.promise_stock(claimed jsonb, at timestamptz) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  wanted jsonb;
BEGIN
  SELECT jsonb_agg(jsonb_build_object('place', r->'place', 'order', r->'order', 'market', r->'market', 'channel', r->'channel',
    'product', coalesce(k.part_id, (l->>'product')::bigint), 'shown', p.code, 'each', coalesce(k.quantity, 1),
    'pieces', (l->>'quantity')::integer * coalesce(k.quantity, 1)))
  INTO wanted
  FROM jsonb_array_elements(claimed) r CROSS JOIN jsonb_array_elements(r->'lines') l
  JOIN catalog.v_product p ON p.id = (l->>'product')::bigint
  LEFT JOIN catalog.v_kit_part k ON k.kit_id = p.id AND k.from_version <= (r->>'catalogVersion')::bigint
    AND (k.until_version IS NULL OR k.until_version > (r->>'catalogVersion')::bigint)
  WHERE r->>'channel' <> 'import';
  RETURN CASE WHEN wanted IS NULL THEN '{}' ELSE inventory.promise_together(wanted, at) END;
END $$;

-- Takes the keys of refused orders back and gives the claimed ones that are left.
CREATE FUNCTION orders.without_refused(claimed jsonb, refused jsonb) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM orders.order_key k USING jsonb_array_elements(claimed) r
  WHERE refused ? (r->>'place') AND k.channel = r->>'channel' AND k.scope = r->>'scope' AND k.key = r->>'key';
  RETURN (SELECT coalesce(jsonb_agg(r), '[]') FROM jsonb_array_elements(claimed) r WHERE NOT refused ? (r->>'place'));
END $$;

-- What was promised and used by orders: the refusals by place, with nothing kept for a refused order.
CREATE FUNCTION orders.take_together(claimed jsonb, at timestamptz) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  short constant jsonb := orders.promise_stock(claimed, at);
  promised jsonb := claimed;
  refused jsonb;
BEGIN
  IF short <> '{}' THEN
    SELECT coalesce(jsonb_agg(r), '[]') INTO promised FROM jsonb_array_elements(claimed) r WHERE NOT short ? (r->>'place');
  END IF;
  refused := orders.use_together(promised, at);
  IF refused <> '{}' THEN
    PERFORM inventory.unpromise_together(array_agg((r->>'order')::bigint), at)
    FROM jsonb_array_elements(promised) r WHERE refused ? (r->>'place');
  END IF;
  RETURN short || refused;
END $$;

CREATE OR REPLACE FUNCTION orders.place_together(requests jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  now_at constant timestamptz := date_trunc('milliseconds', platform.company_now());
  now_ms constant bigint := round(extract(epoch FROM now_at) * 1000);
  claimed jsonb;
  firsts jsonb := '[]';
  refused jsonb;
  written jsonb := '{}';
  followed integer;
BEGIN
  IF jsonb_path_exists(requests, '$[*] ? (@.holdsUntil <= $now)', jsonb_build_object('now', now_ms)) THEN
    RAISE EXCEPTION 'what orders were priced by holds no longer' USING ERRCODE = 'OF001';
  END IF;
  claimed := orders.claim_keys(requests);
  IF jsonb_path_exists(claimed, '$[*] ? (@.mayBeFirst == true)') THEN
    firsts := orders.decide_first(claimed);
  END IF;
  refused := orders.take_together(claimed, now_at);
  IF refused <> '{}' THEN
    claimed := orders.without_refused(claimed, refused);
  END IF;
  IF claimed <> '[]' THEN
    written := orders.write_together(claimed, firsts, now_at);
    followed := orders.follow_together(claimed, written);
  END IF;
  IF jsonb_path_exists(claimed, '$[*].basket') THEN
    DELETE FROM orders.basket_line b USING orders.basket k, jsonb_array_elements(claimed) r
    WHERE b.basket_id = k.id AND k.token_hash = decode(r->>'basket', 'hex');
    PERFORM orders.empty_basket(decode(r->>'basket', 'hex')) FROM jsonb_array_elements(claimed) r WHERE r ? 'basket';
  END IF;
  RETURN (
    SELECT jsonb_agg(coalesce(refused->(r->>'place'), written->(r->>'place'), orders.placed_before(r->>'channel', r->>'scope',
      r->>'key', decode(r->>'payloadHash', 'hex'))) ORDER BY n)
    FROM jsonb_array_elements(requests) WITH ORDINALITY x (r, n)
  );
END $$;

-- An order that is taken back gives its goods back to whoever comes next.
CREATE FUNCTION orders.release_cancelled() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM inventory.release_together(ARRAY[NEW.id], NEW.cancelled_at);
  RETURN NULL;
END $$;
CREATE TRIGGER release_cancelled AFTER UPDATE OF state ON orders."order"
  FOR EACH ROW WHEN (NEW.state = 'cancelled' AND OLD.state <> 'cancelled') EXECUTE FUNCTION orders.release_cancelled();

-- Promises that orders do not ask for: of an order that is not placed, or of other pieces than its lines take. Nothing, unless
-- something is wrong.
CREATE FUNCTION orders.audit_promises() RETURNS TABLE (order_id bigint, product_id bigint, promised bigint, taken bigint)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  WITH promised AS (
    SELECT p.order_id, p.product_id, sum(p.pieces) AS pieces FROM inventory.v_open_promise p GROUP BY 1, 2
  )
  SELECT p.order_id, p.product_id, p.pieces, coalesce(t.pieces, 0)
  FROM promised p LEFT JOIN orders."order" o ON o.id = p.order_id AND o.state = 'placed'
  LEFT JOIN LATERAL (
    SELECT sum(v.pieces) AS pieces FROM orders.v_line_part v WHERE v.order_id = o.id AND v.product_id = p.product_id
  ) t ON true
  WHERE p.pieces IS DISTINCT FROM t.pieces
$$;

REVOKE EXECUTE ON FUNCTION orders.promise_stock(jsonb, timestamptz), orders.without_refused(jsonb, jsonb),
  orders.take_together(jsonb, timestamptz), orders.release_cancelled(), orders.audit_promises() FROM public;
GRANT EXECUTE ON FUNCTION orders.audit_promises() TO openfield_app;
