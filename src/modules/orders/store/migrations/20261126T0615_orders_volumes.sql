-- The volumes that an order brings lie in one row: its lines by its names of volumes. Entries of their own are left for what
-- changes afterwards.

-- Names of volumes in their order. There are as many lists as prices have different ones.
CREATE FUNCTION orders.are_volume_names(list text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT list = ARRAY(SELECT DISTINCT n COLLATE "C" FROM unnest(list) n WHERE n ~ '^[A-Za-z][A-Za-z0-9_]{0,19}$' ORDER BY 1)
$$;
CREATE TABLE orders.volume_names (
  id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  names text[] NOT NULL UNIQUE CHECK (cardinality(names) > 0 AND orders.are_volume_names(names))
);
SELECT platform.read_only('orders.volume_names');

-- What an order counts for ranks and pay; never changed.
CREATE TABLE orders.order_volume (
  order_id bigint PRIMARY KEY REFERENCES orders."order",
  -- As the order says them, for readers of a period and for who may see the row.
  commission_at timestamptz NOT NULL,
  buyer_person_id bigint,
  seller_person_id bigint,
  names_id smallint NOT NULL REFERENCES orders.volume_names,
  -- Millionths: those of line 1 in the order of the names, then those of line 2 and so on; null where a line lacks one.
  micros bigint[] NOT NULL CHECK (array_ndims(micros) = 1)
);
CREATE INDEX order_volume_commission ON orders.order_volume (commission_at);
GRANT SELECT ON orders.order_volume TO openfield_app;
ALTER TABLE orders.order_volume ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders.order_volume FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON orders.order_volume TO CURRENT_USER USING (true);
CREATE POLICY viewer ON orders.order_volume FOR SELECT TO openfield_app
  USING (
    (SELECT platform.viewer_is_staff())
    OR buyer_person_id = (SELECT platform.viewer_person_id())
    OR seller_person_id = (SELECT platform.viewer_person_id())
  );

-- The number of a list of names, which is new when nobody had it before.
CREATE FUNCTION orders.volume_names_id(wanted text[]) RETURNS smallint
LANGUAGE plpgsql STRICT SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  known smallint;
BEGIN
  SELECT n.id INTO known FROM orders.volume_names n WHERE n.names = wanted;
  IF known IS NULL THEN
    -- Of two who bring it at once the later one waits here.
    INSERT INTO orders.volume_names (names) VALUES (wanted) ON CONFLICT DO NOTHING;
    SELECT n.id INTO STRICT known FROM orders.volume_names n WHERE n.names = wanted;
  END IF;
  RETURN known;
END $$;

-- What was written before moves here; of the entries those of cancelled orders stay.
INSERT INTO orders.volume_names (names)
SELECT DISTINCT array_agg(DISTINCT v.name COLLATE "C" ORDER BY v.name COLLATE "C")
FROM orders.volume_entry v WHERE NOT v.opposite GROUP BY v.order_id;
INSERT INTO orders.order_volume (order_id, commission_at, buyer_person_id, seller_person_id, names_id, micros)
SELECT o.order_id, o.commission_at, o.buyer_person_id, o.seller_person_id, n.id,
  ARRAY(
    SELECT v.micro FROM generate_series(1, o.lines) l (line) CROSS JOIN unnest(n.names) WITH ORDINALITY x (name, place)
    LEFT JOIN orders.volume_entry v ON v.order_id = o.order_id AND v.line = l.line AND v.name = x.name AND NOT v.opposite
    ORDER BY l.line, x.place
  )
FROM (
  SELECT v.order_id, v.commission_at, v.buyer_person_id, v.seller_person_id, max(v.line) AS lines,
    array_agg(DISTINCT v.name COLLATE "C" ORDER BY v.name COLLATE "C") AS names
  FROM orders.volume_entry v WHERE NOT v.opposite
  GROUP BY v.order_id, v.commission_at, v.buyer_person_id, v.seller_person_id
) o JOIN orders.volume_names n ON n.names = o.names;
CREATE TEMPORARY TABLE kept ON COMMIT DROP AS SELECT * FROM orders.volume_entry WHERE opposite;
ALTER TABLE orders.volume_entry DISABLE TRIGGER never_changed;
TRUNCATE orders.volume_entry;
ALTER TABLE orders.volume_entry ENABLE TRIGGER never_changed;
INSERT INTO orders.volume_entry OVERRIDING SYSTEM VALUE SELECT * FROM kept;

CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON orders.order_volume
  FOR EACH STATEMENT EXECUTE FUNCTION orders.refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON orders.volume_names
  FOR EACH STATEMENT EXECUTE FUNCTION orders.refuse_change();

-- For later modules; row-level security asks as their reader.
CREATE VIEW orders.v_volume_names WITH (security_invoker = true) AS SELECT id, names FROM orders.volume_names;
CREATE VIEW orders.v_order_volume WITH (security_invoker = true) AS
  SELECT order_id, commission_at, buyer_person_id, seller_person_id, names_id, micros FROM orders.order_volume;
CREATE VIEW orders.v_volume_change WITH (security_invoker = true) AS
  SELECT order_id, line, name, micro, opposite, commission_at, buyer_person_id, seller_person_id FROM orders.volume_entry;
-- Both, entry by entry.
DROP VIEW orders.v_volume_entry;
CREATE VIEW orders.v_volume_entry WITH (security_invoker = true) AS
  SELECT v.order_id, ((m.place - 1) / cardinality(n.names) + 1)::integer AS line,
    n.names[((m.place - 1) % cardinality(n.names) + 1)::integer] AS name, m.micro, false AS opposite,
    v.commission_at, v.buyer_person_id, v.seller_person_id
  FROM orders.order_volume v JOIN orders.volume_names n ON n.id = v.names_id
    CROSS JOIN unnest(v.micros) WITH ORDINALITY m (micro, place)
  WHERE m.micro IS NOT NULL
  UNION ALL
  SELECT order_id, line, name, micro, opposite, commission_at, buyer_person_id, seller_person_id FROM orders.volume_entry;
SELECT platform.read_only('orders.v_volume_names'), platform.read_only('orders.v_order_volume'),
  platform.read_only('orders.v_volume_change'), platform.read_only('orders.v_volume_entry');

CREATE OR REPLACE FUNCTION orders.answer_of(of_order bigint, again boolean) RETURNS jsonb
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
  SELECT jsonb_build_object('ok', true, 'again', again, 'order', o.id::text, 'code', o.code,
    'type', o.type, 'channel', o.channel, 'market', o.market_id::text,
    'buyer', o.buyer_person_id::text, 'seller', o.seller_person_id::text, 'sponsor', o.sponsor_person_id::text,
    'placedAt', round(extract(epoch FROM o.placed_at) * 1000)::bigint,
    'commissionAt', round(extract(epoch FROM o.commission_at) * 1000)::bigint,
    'currency', o.currency, 'subtotalMinor', o.subtotal_minor::text, 'totalMinor', o.total_minor::text,
    'volumes', (
      SELECT coalesce(jsonb_object_agg(s.name, s.micro), '{}') FROM (
        SELECT n.names[((m.place - 1) % cardinality(n.names) + 1)::integer] AS name, sum(m.micro)::bigint::text AS micro
        FROM orders.order_volume v JOIN orders.volume_names n ON n.id = v.names_id
          CROSS JOIN unnest(v.micros) WITH ORDINALITY m (micro, place)
        WHERE v.order_id = o.id AND m.micro IS NOT NULL GROUP BY 1
      ) s
    ))
  FROM orders."order" o WHERE o.id = of_order
$$;

-- Writes the volumes of an order that is being placed; none when its lines have none.
CREATE FUNCTION orders.write_volumes(of_order bigint, counted_at timestamptz, request jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO orders.order_volume (order_id, commission_at, buyer_person_id, seller_person_id, names_id, micros)
  SELECT of_order, counted_at, (request->>'buyer')::bigint, (request->>'seller')::bigint, orders.volume_names_id(n.names),
    ARRAY(
      SELECT (l.item->'volumes'->>x.name)::bigint
      FROM jsonb_array_elements(request->'lines') WITH ORDINALITY l (item, place)
        CROSS JOIN unnest(n.names) WITH ORDINALITY x (name, place)
      ORDER BY l.place, x.place
    )
  FROM (
    SELECT array_agg(DISTINCT k.name COLLATE "C" ORDER BY k.name COLLATE "C") AS names
    FROM jsonb_array_elements(request->'lines') l (item), jsonb_object_keys(l.item->'volumes') k (name)
  ) n
  WHERE n.names IS NOT NULL;
END $$;
REVOKE EXECUTE ON FUNCTION orders.are_volume_names(text[]), orders.volume_names_id(text[]),
  orders.write_volumes(bigint, timestamptz, jsonb) FROM public;

-- orders.place itself is replaced by 20261126T0721, in the same run of migrations: nobody places an order in between.

-- Takes a whole order back, at this moment. In: {order, reason, journal (uuid)}.
CREATE OR REPLACE FUNCTION orders.cancel(request jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  now_at constant timestamptz := date_trunc('milliseconds', platform.company_now());
  target orders."order";
  posted jsonb;
BEGIN
  SELECT * INTO target FROM orders."order" o WHERE o.id = (request->>'order')::bigint FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN jsonb_build_object('ok', false, 'code', 'orders.not_found', 'params', '{}'::jsonb);
  END IF;
  IF target.state = 'cancelled' THEN
    RETURN jsonb_build_object('ok', false, 'code', 'orders.cancelled_conflict',
      'params', jsonb_build_object('order', target.code));
  END IF;
  UPDATE orders."order" o SET state = 'cancelled', cancelled_at = now_at, cancel_reason = request->>'reason'
  WHERE o.id = target.id;
  INSERT INTO orders.volume_entry
    (order_id, line, name, micro, opposite, commission_at, buyer_person_id, seller_person_id)
  SELECT v.order_id, v.line, v.name, -v.micro, true, now_at, v.buyer_person_id, v.seller_person_id
  FROM orders.v_volume_entry v WHERE v.order_id = target.id AND NOT v.opposite;
  posted := ledger.reverse(jsonb_build_object('id', request->>'journal', 'code', 'order.cancel', 'at', now_at,
    'of', target.journal_client_id));
  IF NOT (posted->>'ok')::boolean THEN
    RAISE EXCEPTION 'the reversing journal of order % was refused: %', target.code, posted->>'code';
  END IF;
  RETURN orders.answer_of(target.id, false) || jsonb_build_object('cancelledAt', round(extract(epoch FROM now_at) * 1000)::bigint);
END $$;
