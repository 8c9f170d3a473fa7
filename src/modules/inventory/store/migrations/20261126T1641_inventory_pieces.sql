-- Single pieces of what an order was promised are given back or leave, and pieces that left come back.
ALTER TABLE inventory.movement
  DROP CONSTRAINT movement_reason_check,
  ADD CONSTRAINT movement_reason_check
    CHECK (reason IN ('begun', 'received', 'counted', 'lost', 'found', 'sent', 'returned'));

-- Lowers what an order is promised; what is left of nothing is released. In: [{product, pieces}], each product once. Goods that were
-- not counted when the order was placed have no promise. Everybody locks counters in the same order, so that nobody waits in a circle.
CREATE FUNCTION inventory.release_pieces(of_order bigint, given jsonb, at timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  lowered integer;
BEGIN
  PERFORM FROM inventory.stock s
  WHERE (s.product_id, s.pool_id) IN (
    SELECT p.product_id, p.pool_id FROM inventory.promise p JOIN jsonb_to_recordset(given) w (product bigint)
      ON w.product = p.product_id
    WHERE p.order_id = of_order AND p.released_at IS NULL)
  ORDER BY s.product_id, s.pool_id FOR UPDATE;
  WITH lowered AS (
    UPDATE inventory.promise p
    SET pieces = CASE WHEN p.pieces = w.pieces THEN p.pieces ELSE p.pieces - w.pieces END,
      released_at = CASE WHEN p.pieces = w.pieces THEN at END
    FROM jsonb_to_recordset(given) w (product bigint, pieces integer)
    WHERE p.order_id = of_order AND p.product_id = w.product AND p.released_at IS NULL
    RETURNING p.product_id, p.pool_id, w.pieces
  )
  UPDATE inventory.stock s SET promised = s.promised - l.pieces
  FROM lowered l WHERE s.product_id = l.product_id AND s.pool_id = l.pool_id;
  GET DIAGNOSTICS lowered = ROW_COUNT;
  RETURN lowered;
END $$;

-- Pieces of an order leave: they are there no more and promised no more. In: [{product, pieces}], each product once, and who sends
-- them. Refused as `inventory.not_there` where fewer lie there, such as backorders before their delivery.
CREATE FUNCTION inventory.send_pieces(of_order bigint, sent jsonb, account bigint, at timestamptz) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  short record;
BEGIN
  PERFORM FROM inventory.stock s
  WHERE (s.product_id, s.pool_id) IN (
    SELECT p.product_id, p.pool_id FROM inventory.promise p JOIN jsonb_to_recordset(sent) w (product bigint)
      ON w.product = p.product_id
    WHERE p.order_id = of_order AND p.released_at IS NULL)
  ORDER BY s.product_id, s.pool_id FOR UPDATE;
  SELECT c.code, n.name, s.on_hand INTO short
  FROM inventory.promise p JOIN jsonb_to_recordset(sent) w (product bigint, pieces integer) ON w.product = p.product_id
  JOIN inventory.stock s ON s.product_id = p.product_id AND s.pool_id = p.pool_id
  JOIN catalog.v_product c ON c.id = p.product_id JOIN catalog.v_product_name n ON n.id = p.product_id
  WHERE p.order_id = of_order AND p.released_at IS NULL AND s.on_hand < w.pieces ORDER BY c.code LIMIT 1;
  IF FOUND THEN
    RETURN jsonb_build_object('ok', false, 'code', 'inventory.not_there',
      'params', jsonb_build_object('product', short.code, 'name', short.name, 'there', short.on_hand));
  END IF;
  PERFORM inventory.move(jsonb_build_object('product', p.product_id, 'pool', p.pool_id, 'pieces', -w.pieces, 'reason', 'sent',
    'account', account), at)
  FROM inventory.promise p JOIN jsonb_to_recordset(sent) w (product bigint, pieces integer) ON w.product = p.product_id
  WHERE p.order_id = of_order AND p.released_at IS NULL;
  PERFORM inventory.release_pieces(of_order, sent, at);
  RETURN jsonb_build_object('ok', true);
END $$;

-- Pieces of an order that were sent come back and can be sold again; they lie in the pool that they left. In: [{product, pieces}], each
-- product once, and who took them in. What was not counted when the order was placed is not counted here either.
CREATE FUNCTION inventory.take_in(of_order bigint, taken jsonb, account bigint, at timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  moved integer := 0;
  one record;
BEGIN
  FOR one IN
    SELECT p.product_id, p.pool_id, w.pieces
    FROM inventory.promise p JOIN jsonb_to_recordset(taken) w (product bigint, pieces integer) ON w.product = p.product_id
    WHERE p.order_id = of_order ORDER BY p.product_id, p.pool_id
  LOOP
    PERFORM inventory.move(jsonb_build_object('product', one.product_id, 'pool', one.pool_id, 'pieces', one.pieces,
      'reason', 'returned', 'account', account), at);
    moved := moved + 1;
  END LOOP;
  RETURN moved;
END $$;

REVOKE EXECUTE ON FUNCTION inventory.release_pieces(bigint, jsonb, timestamptz),
  inventory.send_pieces(bigint, jsonb, bigint, timestamptz), inventory.take_in(bigint, jsonb, bigint, timestamptz) FROM public;
