-- Places one order. In: {channel, scope, key, payloadHash (hex), market, calendar, legalEntity, type, mayBeFirst?, buyer?, seller?, sponsor?,
-- priceKind, takenAt?, placedAt? (import only), currency, subtotal, shipping, tax, total, pieces, payment, catalogVersion, taxVersion,
-- discount?, statusHash? (hex), basket? (hex of its token's hash), guestName?, contact?, address?, journal (uuid), entries,
-- lines: [{product, quantity, unit, discount?, gift?, total, tax, volumes: {name: micro}, promotions: [{promotion, version, minor}]}],
-- promotions?: what promotions.consume takes}. Amounts are text of minor units. After a refusal the caller takes everything back.
CREATE OR REPLACE FUNCTION orders.place(request jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  -- An order of another system that the program itself brings in keeps the time that it had there.
  brought_in constant boolean := request->>'channel' = 'import' AND platform.viewer_realm() = 'system';
  now_at constant timestamptz := date_trunc('milliseconds',
    CASE WHEN brought_in THEN (request->>'placedAt')::timestamptz ELSE platform.company_now() END);
  hash constant bytea := decode(request->>'payloadHash', 'hex');
  made constant bigint := nextval('orders.order_id_seq');
  made_code text;
  counted_at timestamptz;
  posted jsonb;
  is_first boolean := false;
  used jsonb;
BEGIN
  -- A copy sent at the same time waits here until the first one is through.
  INSERT INTO orders.order_key (channel, scope, key, payload_hash, order_id)
  VALUES (request->>'channel', request->>'scope', request->>'key', hash, made) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    RETURN orders.placed_before(request->>'channel', request->>'scope', request->>'key', hash);
  END IF;
  IF (request->>'mayBeFirst')::boolean THEN
    is_first := orders.never_ordered((request->>'buyer')::bigint);
  END IF;
  counted_at := CASE WHEN brought_in THEN now_at
    ELSE orders.commission_time((request->>'takenAt')::timestamptz, (request->>'calendar')::bigint) END;
  INSERT INTO orders."order" (id, code, legal_entity_id, market_id, channel, type, buyer_person_id, seller_person_id,
    sponsor_person_id, price_kind, placed_at, taken_at, commission_at, currency, subtotal_minor, discount_minor,
    shipping_minor, tax_minor, total_minor, pieces, payment, catalog_version, tax_version, status_hash, journal_client_id)
  OVERRIDING SYSTEM VALUE
  VALUES (made, company.next_code('order'), (request->>'legalEntity')::bigint, (request->>'market')::bigint,
    request->>'channel', CASE WHEN is_first THEN 'first' ELSE request->>'type' END, (request->>'buyer')::bigint,
    (request->>'seller')::bigint, (request->>'sponsor')::bigint, request->>'priceKind', now_at, (request->>'takenAt')::timestamptz, counted_at,
    request->>'currency', (request->>'subtotal')::bigint,
    coalesce((request->>'discount')::bigint, 0), (request->>'shipping')::bigint, (request->>'tax')::bigint,
    (request->>'total')::bigint, (request->>'pieces')::integer, request->>'payment',
    (request->>'catalogVersion')::bigint, (request->>'taxVersion')::bigint, decode(request->>'statusHash', 'hex'),
    (request->>'journal')::uuid)
  RETURNING code INTO made_code;
  INSERT INTO orders.order_line (order_id, line, product_id, quantity, unit_minor, discount_minor, gift, total_minor, tax_minor)
  SELECT made, l.place, (l.item->>'product')::bigint, (l.item->>'quantity')::integer, (l.item->>'unit')::bigint,
    coalesce((l.item->>'discount')::bigint, 0), coalesce((l.item->>'gift')::boolean, false), (l.item->>'total')::bigint,
    (l.item->>'tax')::bigint
  FROM jsonb_array_elements(request->'lines') WITH ORDINALITY l (item, place);
  PERFORM orders.write_volumes(made, counted_at, request);
  IF request ? 'promotions' THEN
    used := orders.use_promotions(made, request, now_at);
    IF NOT (used->>'ok')::boolean THEN
      RETURN used;
    END IF;
  END IF;
  IF request->>'guestName' IS NOT NULL THEN
    INSERT INTO orders.guest (order_id, name) VALUES (made, request->>'guestName');
  END IF;
  IF request ? 'contact' OR request ? 'address' THEN
    INSERT INTO orders.delivery (order_id, contact, address)
    VALUES (made, nullif(request->'contact', 'null'), nullif(request->'address', 'null'));
  END IF;
  IF request->>'basket' IS NOT NULL THEN
    DELETE FROM orders.basket_line b USING orders.basket k
    WHERE b.basket_id = k.id AND k.token_hash = decode(request->>'basket', 'hex');
    PERFORM orders.empty_basket(decode(request->>'basket', 'hex'));
  END IF;

  posted := ledger.post(jsonb_build_object('id', request->>'journal', 'code', 'order', 'at', now_at,
    'legalEntity', request->>'legalEntity', 'market', request->>'market',
    'subject', jsonb_build_object('kind', 'order', 'id', made::text, 'code', made_code), 'entries', request->'entries'));
  IF NOT (posted->>'ok')::boolean THEN
    -- The journal's id is made for this order, so that this is a defect and not an answer to a buyer.
    RAISE EXCEPTION 'the journal of an order was refused: %', posted->>'code';
  END IF;
  RETURN orders.answer_of(made, false);
END $$;
