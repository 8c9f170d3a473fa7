-- The only way to change an order that was placed. What was decided comes in as one document; everything that follows from it is
-- written in one transaction: the change with its lines, opposite volumes, stock, journal, and the order's state.

-- Keeps an order for whoever changes it: another change of it waits. False when there is none.
CREATE FUNCTION orders.hold(of_order bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM FROM orders."order" o WHERE o.id = of_order FOR NO KEY UPDATE;
  RETURN FOUND;
END $$;

-- What the pieces of a change take of the stock of goods, each product once.
CREATE FUNCTION orders.pieces_of(of_order bigint, of_number integer, became text) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(jsonb_agg(jsonb_build_object('product', s.product_id, 'pieces', s.pieces)), '[]') FROM (
    SELECT v.product_id, sum(v.pieces / l.quantity * x.quantity) AS pieces
    FROM orders.change_line x JOIN orders.order_line l ON l.order_id = x.order_id AND l.line = x.line
    JOIN orders.v_line_part v ON v.order_id = x.order_id AND v.line = x.line
    WHERE x.order_id = of_order AND x.number = of_number AND x.disposition IS NOT DISTINCT FROM became GROUP BY v.product_id
  ) s
$$;

-- Moves the goods of a change that is written already: the refusal of what cannot leave, or ok.
CREATE FUNCTION orders.move_pieces(target orders.order_change) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF target.kind = 'cancel' THEN
    PERFORM inventory.release_pieces(target.order_id, orders.pieces_of(target.order_id, target.number, NULL), target.at);
  ELSIF target.kind = 'return' THEN
    PERFORM inventory.take_in(target.order_id, orders.pieces_of(target.order_id, target.number, 'resaleable'),
      target.account_id, target.at);
  ELSE
    RETURN inventory.send_pieces(target.order_id, orders.pieces_of(target.order_id, target.number, NULL),
      target.account_id, target.at);
  END IF;
  RETURN jsonb_build_object('ok', true);
END $$;

-- Posts the journal of a change. A change of everything at once, with nothing kept, reverses the order's own journal.
CREATE FUNCTION orders.post_change(target orders."order", request jsonb, at timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  posted jsonb;
BEGIN
  IF (request->>'reverses')::boolean THEN
    posted := ledger.reverse(jsonb_build_object('id', request->>'journal', 'code', 'order.cancel', 'at', at,
      'of', target.journal_client_id));
  ELSIF request->'entries' <> '[]' THEN
    posted := ledger.post(jsonb_build_object('id', request->>'journal', 'code', 'order.' || (request->>'kind'), 'at', at,
      'legalEntity', target.legal_entity_id::text, 'market', target.market_id::text,
      'subject', jsonb_build_object('kind', 'order', 'id', target.id::text, 'code', target.code), 'entries', request->'entries'));
  END IF;
  -- The journal's id is made for this change, so that this is a defect and not an answer to a person.
  IF posted IS NOT NULL AND NOT (posted->>'ok')::boolean THEN
    RAISE EXCEPTION 'the journal of a change of order % was refused: %', target.code, posted->>'code';
  END IF;
END $$;

-- Writes one change of an order that the caller holds. In: {order, number, kind, reason?, account?, key, payloadHash (hex), tracking?,
-- goods, shipping, tax, fee, refunded, refundTo?, lines: [{line, quantity, minor, tax, discount, disposition?, volumes: {name: micro},
-- promotions: [{promotion, minor}]}], journal? (uuid), entries, reverses?}. Amounts are text. After a refusal the caller takes everything back.
CREATE FUNCTION orders.change(request jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  now_at constant timestamptz := date_trunc('milliseconds', platform.company_now());
  target orders."order";
  made orders.order_change;
  moved jsonb;
  remaining bigint;
  wrong bigint;
  came_back bigint;
  state_now text;
BEGIN
  SELECT * INTO STRICT target FROM orders."order" o WHERE o.id = (request->>'order')::bigint FOR NO KEY UPDATE;
  INSERT INTO orders.order_change (order_id, number, kind, at, reason, account_id, key, payload_hash, tracking, goods_minor,
    shipping_minor, tax_minor, fee_minor, refunded_minor, refund_to)
  VALUES (target.id, (request->>'number')::integer, request->>'kind', now_at, request->>'reason', (request->>'account')::bigint,
    request->>'key', decode(request->>'payloadHash', 'hex'), request->>'tracking', (request->>'goods')::bigint,
    (request->>'shipping')::bigint, (request->>'tax')::bigint, (request->>'fee')::bigint, (request->>'refunded')::bigint,
    request->>'refundTo')
  RETURNING * INTO made;
  INSERT INTO orders.change_line (order_id, number, line, quantity, minor, tax_minor, discount_minor, disposition)
  SELECT target.id, made.number, (l->>'line')::integer, (l->>'quantity')::integer, (l->>'minor')::bigint, (l->>'tax')::bigint,
    (l->>'discount')::bigint, l->>'disposition'
  FROM jsonb_array_elements(request->'lines') l;
  INSERT INTO orders.change_promotion (order_id, number, line, promotion_id, minor)
  SELECT target.id, made.number, (l->>'line')::integer, (s->>'promotion')::bigint, (s->>'minor')::bigint
  FROM jsonb_array_elements(request->'lines') l, jsonb_array_elements(l->'promotions') s;
  INSERT INTO orders.volume_entry
    (order_id, line, name, micro, opposite, commission_at, buyer_person_id, seller_person_id, change)
  SELECT target.id, (l->>'line')::integer, v.key, -v.value::bigint, true, now_at, target.buyer_person_id, target.seller_person_id,
    made.number
  FROM jsonb_array_elements(request->'lines') l, jsonb_each_text(l->'volumes') v;
  SELECT sum(s.placed - s.cancelled - s.returned), sum(s.returned),
    count(*) FILTER (WHERE s.cancelled + s.sent > s.placed OR s.returned > s.sent OR s.back_minor > l.total_minor)
  INTO remaining, came_back, wrong
  FROM orders.v_line_stand s JOIN orders.order_line l ON l.order_id = s.order_id AND l.line = s.line WHERE s.order_id = target.id;
  -- Whoever holds the order decided by what stands, so that this is a defect and not an answer to a person.
  IF wrong > 0 THEN
    RAISE EXCEPTION 'a change of order % takes more than there is', target.code;
  END IF;
  moved := orders.move_pieces(made);
  IF NOT (moved->>'ok')::boolean THEN
    RETURN moved;
  END IF;
  PERFORM orders.post_change(target, request, now_at);
  state_now := CASE WHEN remaining > 0 THEN 'placed' WHEN came_back > 0 THEN 'returned' ELSE 'cancelled' END;
  IF state_now <> 'placed' THEN
    UPDATE orders."order" o SET state = state_now,
      cancelled_at = CASE WHEN state_now = 'cancelled' THEN now_at END,
      cancel_reason = CASE WHEN state_now = 'cancelled' THEN request->>'reason' END
    WHERE o.id = target.id;
    PERFORM promotions.give_back(target.id, now_at);
  END IF;
  RETURN orders.answer_of(target.id, false) || jsonb_build_object('number', made.number, 'state', state_now,
    'changedAt', round(extract(epoch FROM now_at) * 1000)::bigint);
END $$;

-- Changes where an order that the caller holds is delivered. In: {order, number, reason?, account?, key, payloadHash (hex), address}.
CREATE FUNCTION orders.readdress(request jsonb) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  now_at constant timestamptz := date_trunc('milliseconds', platform.company_now());
BEGIN
  INSERT INTO orders.order_change (order_id, number, kind, at, reason, account_id, key, payload_hash)
  VALUES ((request->>'order')::bigint, (request->>'number')::integer, 'edit', now_at, request->>'reason',
    (request->>'account')::bigint, request->>'key', decode(request->>'payloadHash', 'hex'));
  INSERT INTO orders.delivery (order_id, address) VALUES ((request->>'order')::bigint, request->'address')
  ON CONFLICT (order_id) DO UPDATE SET address = EXCLUDED.address;
  RETURN now_at;
END $$;

-- A whole order is taken back by a change of everything that is left.
DROP TRIGGER give_back_promotions ON orders."order";
DROP FUNCTION orders.give_back_promotions();
DROP TRIGGER release_cancelled ON orders."order";
DROP FUNCTION orders.release_cancelled();
DROP FUNCTION orders.cancel(jsonb);

-- Promises that orders do not ask for: of an order that does not stand, or of other pieces than its lines still wait for. Nothing, unless
-- something is wrong.
CREATE OR REPLACE FUNCTION orders.audit_promises() RETURNS TABLE (order_id bigint, product_id bigint, promised bigint, taken bigint)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  WITH promised AS (
    SELECT p.order_id, p.product_id, sum(p.pieces) AS pieces FROM inventory.v_open_promise p GROUP BY 1, 2
  )
  SELECT p.order_id, p.product_id, p.pieces, coalesce(t.pieces, 0)
  FROM promised p LEFT JOIN orders."order" o ON o.id = p.order_id AND o.state = 'placed'
  LEFT JOIN LATERAL (
    SELECT sum(v.pieces / s.placed * (s.placed - s.cancelled - s.sent)) AS pieces
    FROM orders.v_line_part v JOIN orders.v_line_stand s ON s.order_id = v.order_id AND s.line = v.line
    WHERE v.order_id = o.id AND v.product_id = p.product_id
  ) t ON true
  WHERE p.pieces IS DISTINCT FROM t.pieces
$$;

-- What was taken back counts no more, neither for limits nor for what promotions ask of the past.
CREATE OR REPLACE FUNCTION orders.bought_lately(buyer bigint, asked jsonb, waits boolean, at timestamptz) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF waits THEN
    PERFORM pg_advisory_xact_lock(hashtextextended('orders.never_ordered', buyer));
  END IF;
  RETURN (
    SELECT coalesce(jsonb_object_agg(q.product, (
      SELECT coalesce(sum(s.placed - s.cancelled - s.returned), 0)
      FROM orders."order" o JOIN orders.order_line l ON l.order_id = o.id
      JOIN orders.v_line_stand s ON s.order_id = l.order_id AND s.line = l.line
      WHERE o.buyer_person_id = buyer AND o.state = 'placed' AND l.product_id = q.product AND NOT l.gift
        -- What is placed now has waited, so that all who were before it count, also at the same moment.
        AND o.placed_at >= at - make_interval(days => q.days) AND (waits OR o.placed_at < at)
    )), '{}')
    FROM jsonb_to_recordset(asked) AS q (product bigint, days integer)
  );
END $$;

CREATE OR REPLACE FUNCTION orders.bought_sums(buyer bigint, asked jsonb, at timestamptz) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(jsonb_object_agg(q.item->>'key', (
    SELECT coalesce(sum(CASE q.item->>'by' WHEN 'amount' THEN l.total_minor - s.back_minor
        WHEN 'quantity' THEN s.placed - s.cancelled - s.returned ELSE (
        SELECT sum(v.micro) FROM orders.v_volume_entry v
        WHERE v.order_id = l.order_id AND v.line = l.line AND v.name = q.item->>'volume') END), 0)::text
    FROM orders."order" o
    JOIN orders.order_line l ON l.order_id = o.id AND NOT l.gift
    JOIN orders.v_line_stand s ON s.order_id = l.order_id AND s.line = l.line
    JOIN catalog.v_product p ON p.id = l.product_id
    LEFT JOIN catalog.v_variant f ON f.product_id = l.product_id
    JOIN field.v_person b ON b.id = o.buyer_person_id
    WHERE o.state = 'placed' AND o.placed_at < at
      AND orders.is_of(q.item->'of', array_remove(ARRAY[p.code, f.family_code], NULL),
        array_remove(ARRAY[p.category_code, f.family_category_code], NULL), p.tags, l.unit_minor)
      AND CASE WHEN q.item->>'who' = 'buyer'
        THEN o.buyer_person_id = buyer AND o.placed_at >= at - make_interval(days => (q.item->>'days')::integer)
        ELSE o.buyer_person_id IN (
            SELECT s.id FROM field.v_person s WHERE s.served_by = buyer
            UNION SELECT t.person_id FROM genealogy.v_current_link t WHERE t.tree = 'sponsor' AND t.parent_id = buyer)
          AND o.placed_at < b.joined_at + make_interval(days => (q.item->>'days')::integer) END
  )), '{}')
  FROM jsonb_array_elements(asked) q (item)
$$;

REVOKE EXECUTE ON FUNCTION orders.hold(bigint), orders.pieces_of(bigint, integer, text),
  orders.move_pieces(orders.order_change), orders.post_change(orders."order", jsonb, timestamptz), orders.change(jsonb), orders.readdress(jsonb) FROM public;
GRANT EXECUTE ON FUNCTION orders.hold(bigint), orders.change(jsonb), orders.readdress(jsonb) TO openfield_app;
