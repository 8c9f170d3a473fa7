-- The only ways to write orders. What was decided comes in as one document; everything that follows from it is written
-- in one transaction: order, lines, volumes, journal. Nothing here waits for another order.

CREATE FUNCTION orders.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'lines and volumes of an order are never changed' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON orders.volume_entry
  FOR EACH STATEMENT EXECUTE FUNCTION orders.refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON orders.order_line
  FOR EACH STATEMENT EXECUTE FUNCTION orders.refuse_change();

-- Of an order only its state moves.
CREATE FUNCTION orders.check_order_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  moving constant text[] := ARRAY['state', 'cancelled_at', 'cancel_reason'];
BEGIN
  IF to_jsonb(NEW) - moving IS DISTINCT FROM to_jsonb(OLD) - moving OR OLD.state = 'cancelled' THEN
    RAISE EXCEPTION 'order % is not changed in this way', OLD.code USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER only_state BEFORE UPDATE ON orders."order"
  FOR EACH ROW EXECUTE FUNCTION orders.check_order_change();

-- When an order counts: now by the company's clock, or when a reported one was taken, unless that time was cut already.
-- Only a reported order that lies back looks at the cut; a cut waits for those that looked before it.
CREATE FUNCTION orders.commission_time(taken timestamptz, calendar bigint) RETURNS timestamptz
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  now_at constant timestamptz := date_trunc('milliseconds', platform.company_now());
  cut timestamptz;
BEGIN
  IF taken IS NULL OR taken >= now_at THEN
    RETURN now_at;
  END IF;
  INSERT INTO orders.commission_cut (calendar_id, cut_at) VALUES (calendar, '-infinity') ON CONFLICT DO NOTHING;
  SELECT c.cut_at INTO STRICT cut FROM orders.commission_cut c WHERE c.calendar_id = calendar FOR SHARE;
  RETURN CASE WHEN taken >= cut THEN date_trunc('milliseconds', taken) ELSE now_at END;
END $$;

-- From now on no order of the calendar counts before the given time, unless it is being placed at this very moment.
CREATE FUNCTION orders.cut_commission(calendar bigint, until timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO orders.commission_cut AS c (calendar_id, cut_at) VALUES (calendar, until)
  ON CONFLICT (calendar_id) DO UPDATE SET cut_at = greatest(c.cut_at, EXCLUDED.cut_at)
$$;

-- What the caller learns of an order, for the answer and for telling others: ids, codes and numbers only.
CREATE FUNCTION orders.answer_of(of_order bigint, again boolean) RETURNS jsonb
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
  SELECT jsonb_build_object('ok', true, 'again', again, 'order', o.id::text, 'code', o.code,
    'type', o.type, 'channel', o.channel, 'market', o.market_id::text,
    'buyer', o.buyer_person_id::text, 'seller', o.seller_person_id::text, 'sponsor', o.sponsor_person_id::text,
    'placedAt', round(extract(epoch FROM o.placed_at) * 1000)::bigint,
    'commissionAt', round(extract(epoch FROM o.commission_at) * 1000)::bigint,
    'currency', o.currency, 'subtotalMinor', o.subtotal_minor::text, 'totalMinor', o.total_minor::text,
    'volumes', (
      SELECT coalesce(jsonb_object_agg(s.name, s.micro), '{}') FROM (
        SELECT v.name, sum(v.micro)::bigint::text AS micro FROM orders.volume_entry v
        WHERE v.order_id = o.id AND NOT v.opposite GROUP BY v.name
      ) s
    ))
  FROM orders."order" o WHERE o.id = of_order
$$;

-- What a key was answered before; null when it is new.
CREATE FUNCTION orders.placed_before(of_channel text, of_scope text, of_key text, hash bytea) RETURNS jsonb
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN k.payload_hash = hash THEN orders.answer_of(k.order_id, true)
    ELSE jsonb_build_object('ok', false, 'code', 'idempotency.conflict', 'params', '{}'::jsonb) END
  FROM orders.order_key k WHERE k.channel = of_channel AND k.scope = of_scope AND k.key = of_key
$$;

-- Places one order. In: {channel, scope, key, payloadHash (hex), market, calendar, legalEntity, type, buyer?, seller?, sponsor?,
-- priceKind, takenAt?, placedAt? (import only), currency, subtotal, shipping, tax, total, pieces, payment, catalogVersion, taxVersion,
-- statusHash? (hex), basket? (hex of its token's hash), guestName?, contact?, address?, journal (uuid), entries,
-- lines: [{product, quantity, unit, total, tax, volumes: {name: micro}}]}. Amounts are text of minor units.
CREATE FUNCTION orders.place(request jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  -- An order of another system that the program itself brings in keeps the time that it had there.
  brought_in constant boolean := request->>'channel' = 'import' AND platform.viewer_realm() = 'system';
  now_at constant timestamptz := date_trunc('milliseconds',
    CASE WHEN brought_in THEN (request->>'placedAt')::timestamptz ELSE platform.company_now() END);
  hash constant bytea := decode(request->>'payloadHash', 'hex');
  made bigint;
  made_code text;
  counted_at timestamptz;
  posted jsonb;
BEGIN
  -- A copy sent at the same time waits here until the first one is through.
  INSERT INTO orders.order_key (channel, scope, key, payload_hash)
  VALUES (request->>'channel', request->>'scope', request->>'key', hash) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    RETURN orders.placed_before(request->>'channel', request->>'scope', request->>'key', hash);
  END IF;
  counted_at := CASE WHEN brought_in THEN now_at
    ELSE orders.commission_time((request->>'takenAt')::timestamptz, (request->>'calendar')::bigint) END;
  INSERT INTO orders."order" (code, legal_entity_id, market_id, channel, type, buyer_person_id, seller_person_id,
    sponsor_person_id, price_kind, placed_at, taken_at, commission_at, currency, subtotal_minor, shipping_minor,
    tax_minor, total_minor, pieces, payment, catalog_version, tax_version, status_hash, journal_client_id)
  VALUES (company.next_code('order'), (request->>'legalEntity')::bigint, (request->>'market')::bigint,
    request->>'channel', request->>'type', (request->>'buyer')::bigint, (request->>'seller')::bigint,
    (request->>'sponsor')::bigint, request->>'priceKind', now_at, (request->>'takenAt')::timestamptz, counted_at,
    request->>'currency', (request->>'subtotal')::bigint, (request->>'shipping')::bigint, (request->>'tax')::bigint,
    (request->>'total')::bigint, (request->>'pieces')::integer, request->>'payment',
    (request->>'catalogVersion')::bigint, (request->>'taxVersion')::bigint, decode(request->>'statusHash', 'hex'),
    (request->>'journal')::uuid)
  RETURNING id, code INTO made, made_code;
  UPDATE orders.order_key k SET order_id = made
  WHERE k.channel = request->>'channel' AND k.scope = request->>'scope' AND k.key = request->>'key';

  INSERT INTO orders.order_line (order_id, line, product_id, quantity, unit_minor, total_minor, tax_minor)
  SELECT made, l.place, (l.item->>'product')::bigint, (l.item->>'quantity')::integer, (l.item->>'unit')::bigint,
    (l.item->>'total')::bigint, (l.item->>'tax')::bigint
  FROM jsonb_array_elements(request->'lines') WITH ORDINALITY l (item, place);
  INSERT INTO orders.volume_entry (order_id, line, name, micro, commission_at, buyer_person_id, seller_person_id)
  SELECT made, l.place, v.key, v.value::bigint, counted_at, (request->>'buyer')::bigint, (request->>'seller')::bigint
  FROM jsonb_array_elements(request->'lines') WITH ORDINALITY l (item, place), jsonb_each_text(l.item->'volumes') v;
  IF request->>'guestName' IS NOT NULL THEN
    INSERT INTO orders.guest (order_id, name) VALUES (made, request->>'guestName');
  END IF;
  IF request ? 'contact' OR request ? 'address' THEN
    INSERT INTO orders.delivery (order_id, contact, address)
    VALUES (made, nullif(request->'contact', 'null'), nullif(request->'address', 'null'));
  END IF;
  DELETE FROM orders.basket_line b USING orders.basket k
  WHERE b.basket_id = k.id AND k.token_hash = decode(request->>'basket', 'hex');

  posted := ledger.post(jsonb_build_object('id', request->>'journal', 'code', 'order', 'at', now_at,
    'legalEntity', request->>'legalEntity', 'market', request->>'market',
    'subject', jsonb_build_object('kind', 'order', 'id', made::text, 'code', made_code), 'entries', request->'entries'));
  IF NOT (posted->>'ok')::boolean THEN
    -- The journal's id is made for this order, so that this is a defect and not an answer to a buyer.
    RAISE EXCEPTION 'the journal of an order was refused: %', posted->>'code';
  END IF;
  RETURN orders.answer_of(made, false);
END $$;

-- Takes a whole order back, at this moment. In: {order, reason, journal (uuid)}.
CREATE FUNCTION orders.cancel(request jsonb) RETURNS jsonb
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
  FROM orders.volume_entry v WHERE v.order_id = target.id AND NOT v.opposite;
  posted := ledger.reverse(jsonb_build_object('id', request->>'journal', 'code', 'order.cancel', 'at', now_at,
    'of', target.journal_client_id));
  IF NOT (posted->>'ok')::boolean THEN
    RAISE EXCEPTION 'the reversing journal of order % was refused: %', target.code, posted->>'code';
  END IF;
  RETURN orders.answer_of(target.id, false) || jsonb_build_object('cancelledAt', round(extract(epoch FROM now_at) * 1000)::bigint);
END $$;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA orders FROM public;
GRANT EXECUTE ON FUNCTION orders.placed_before(text, text, text, bytea), orders.place(jsonb), orders.cancel(jsonb), orders.cut_commission(bigint, timestamptz),
  orders.shown_token() TO openfield_app;

-- For later modules' joins; row-level security asks as their reader.
CREATE VIEW orders.v_order WITH (security_invoker = true) AS
  SELECT id, code, legal_entity_id, market_id, channel, type, state, buyer_person_id, seller_person_id,
    sponsor_person_id, placed_at, commission_at, currency, subtotal_minor, shipping_minor, tax_minor, total_minor,
    pieces, cancelled_at
  FROM orders."order";
CREATE VIEW orders.v_order_line WITH (security_invoker = true) AS
  SELECT l.order_id, l.line, l.product_id, p.code AS product_code, p.category_code, l.quantity, l.unit_minor,
    l.total_minor, l.tax_minor
  FROM orders.order_line l JOIN catalog.v_product p ON p.id = l.product_id;
CREATE VIEW orders.v_volume_entry WITH (security_invoker = true) AS
  SELECT id, order_id, line, name, micro, opposite, commission_at, buyer_person_id, seller_person_id
  FROM orders.volume_entry;
SELECT platform.read_only('orders.v_order'), platform.read_only('orders.v_order_line'),
  platform.read_only('orders.v_volume_entry');
