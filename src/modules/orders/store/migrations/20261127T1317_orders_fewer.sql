-- Orders are placed as before by fewer statements: each of them says all that the next one takes.

DROP FUNCTION orders.claim_keys(jsonb), orders.use_together(jsonb, timestamptz), orders.promise_stock(jsonb, timestamptz),
  orders.take_together(jsonb, timestamptz), orders.write_together(jsonb, jsonb, timestamptz), orders.follow_together(jsonb, jsonb);

-- The keys of orders that are new here, each with a number of its own; one that was used before keeps what it has. In: [what
-- orders.place takes, and place]. Answers the new ones, each with `order`; what they take from stock: the product of each line, or
-- the parts of a kit as the version of the catalogue says by which it was priced (an order of another system was promised its goods
-- there); and what they use of promotions.
CREATE FUNCTION orders.claim_together(requests jsonb, OUT now_at timestamptz, OUT claimed jsonb, OUT goods jsonb, OUT uses jsonb)
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

-- What orders use of promotions; the refusals by place, as promotions.consume_together gives them. An order that brings coupons or
-- entitlements comes alone, and after a refusal its caller takes everything back.
CREATE FUNCTION orders.use_promotions(uses jsonb, orders integer) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  answer jsonb;
BEGIN
  IF uses IS NULL THEN
    RETURN '{}';
  END IF;
  IF orders > 1 OR NOT (jsonb_path_exists(uses, '$[*].coupons[*]') OR jsonb_path_exists(uses, '$[*].applied[*].uses[*]')) THEN
    RETURN promotions.consume_together(uses);
  END IF;
  answer := promotions.consume(uses->0);
  RETURN CASE WHEN (answer->>'ok')::boolean THEN '{}' ELSE jsonb_build_object(uses->0->>'place', answer) END;
END $$;

-- What is promised to and used by orders, of what orders.claim_together answered: the refusals by place, with nothing kept for a
-- refused order.
CREATE FUNCTION orders.take_together(goods jsonb, uses jsonb, orders integer, at timestamptz) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  short constant jsonb := CASE WHEN goods IS NULL THEN '{}' ELSE inventory.promise_together(goods, at) END;
  wanted jsonb := uses;
  refused jsonb;
BEGIN
  IF short <> '{}' THEN
    SELECT jsonb_agg(u) INTO wanted FROM jsonb_array_elements(uses) u WHERE NOT short ? (u->>'place');
  END IF;
  refused := orders.use_promotions(wanted, orders);
  IF refused <> '{}' THEN
    PERFORM inventory.unpromise_together(array_agg(DISTINCT (g->>'order')::bigint), at)
    FROM jsonb_array_elements(goods) g WHERE refused ? (g->>'place');
  END IF;
  RETURN short || refused;
END $$;

-- Writes orders whose keys are claimed with all that lies beside them. Answers what the caller learns of each, by place (ids, codes
-- and numbers only) and in order; the journals that they post, the facts that are told of them, and who placed them where the caller
-- says it.
CREATE FUNCTION orders.write_together(claimed jsonb, firsts jsonb, now_at timestamptz,
  OUT written jsonb, OUT answers jsonb, OUT journals jsonb, OUT facts jsonb, OUT notes jsonb)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  may_date constant boolean := platform.viewer_realm() = 'system';
BEGIN
  WITH decided AS MATERIALIZED (
    SELECT r, (r->>'place')::integer AS place, (r->>'order')::bigint AS id, company.next_code('order') AS code,
      CASE WHEN firsts ? (r->>'buyer') AND (r->>'mayBeFirst')::boolean THEN 'first' ELSE r->>'type' END AS type,
      -- An order of another system that the program itself brings in keeps the time that it had there.
      CASE WHEN r->>'channel' = 'import' AND may_date THEN date_trunc('milliseconds', (r->>'placedAt')::timestamptz) ELSE now_at END AS placed_at,
      CASE WHEN r->>'channel' = 'import' AND may_date THEN date_trunc('milliseconds', (r->>'placedAt')::timestamptz) WHEN r->>'takenAt' IS NULL THEN now_at
        ELSE orders.commission_time((r->>'takenAt')::timestamptz, (r->>'calendar')::bigint) END AS counted_at
    FROM jsonb_array_elements(claimed) r
  ), placed AS (
    INSERT INTO orders."order" (id, code, legal_entity_id, market_id, channel, type, buyer_person_id, seller_person_id,
      sponsor_person_id, price_kind, placed_at, taken_at, commission_at, currency, subtotal_minor, discount_minor,
      shipping_minor, tax_minor, total_minor, pieces, payment, catalog_version, tax_version, status_hash, journal_client_id, party_id)
    OVERRIDING SYSTEM VALUE
    SELECT d.id, d.code, (r->>'legalEntity')::bigint, (r->>'market')::bigint, r->>'channel', d.type, (r->>'buyer')::bigint,
      (r->>'seller')::bigint, (r->>'sponsor')::bigint, r->>'priceKind', d.placed_at,
      (r->>'takenAt')::timestamptz, d.counted_at, r->>'currency', (r->>'subtotal')::bigint,
      coalesce((r->>'discount')::bigint, 0), (r->>'shipping')::bigint, (r->>'tax')::bigint, (r->>'total')::bigint,
      (r->>'pieces')::integer, r->>'payment', (r->>'catalogVersion')::bigint, (r->>'taxVersion')::bigint,
      decode(r->>'statusHash', 'hex'), (r->>'journal')::uuid, (r->>'party')::bigint
    FROM decided d
  ), lines AS (
    INSERT INTO orders.order_line
      (order_id, line, product_id, quantity, unit_minor, discount_minor, gift, total_minor, tax_minor, campaign_id, printed_code)
    SELECT d.id, l.place, (l.item->>'product')::bigint, (l.item->>'quantity')::integer, (l.item->>'unit')::bigint,
      coalesce((l.item->>'discount')::bigint, 0), coalesce((l.item->>'gift')::boolean, false), (l.item->>'total')::bigint,
      (l.item->>'tax')::bigint, (l.item->>'campaign')::bigint, l.item->>'printed'
    FROM decided d CROSS JOIN jsonb_array_elements(d.r->'lines') WITH ORDINALITY l (item, place)
  ), shares AS (
    INSERT INTO orders.line_promotion (order_id, line, promotion_id, version_id, minor)
    SELECT d.id, l.place, (s->>'promotion')::bigint, (s->>'version')::bigint, (s->>'minor')::bigint
    FROM decided d CROSS JOIN jsonb_array_elements(d.r->'lines') WITH ORDINALITY l (item, place)
    CROSS JOIN jsonb_array_elements(l.item->'promotions') s
  ), volumes AS (
    INSERT INTO orders.order_volume
      (order_id, commission_at, buyer_person_id, seller_person_id, names_id, width, micros)
    SELECT v.id, v.counted_at, (v.r->>'buyer')::bigint, (v.r->>'seller')::bigint,
      CASE WHEN n.id IS NULL THEN orders.volume_names_id(v.names) ELSE n.id END, cardinality(v.names),
      ARRAY(SELECT m::bigint FROM jsonb_array_elements_text(v.r->'micros') m)
    FROM (
      SELECT d.id, d.counted_at, d.r, ARRAY(SELECT jsonb_array_elements_text(d.r->'volumeNames')) AS names
      FROM decided d WHERE d.r->'volumeNames' <> '[]'
    ) v LEFT JOIN orders.volume_names n ON n.names = v.names
  ), guests AS (
    INSERT INTO orders.guest (order_id, name) SELECT d.id, d.r->>'guestName' FROM decided d WHERE d.r->>'guestName' IS NOT NULL
  ), deliveries AS (
    INSERT INTO orders.delivery (order_id, contact, address)
    SELECT d.id, nullif(d.r->'contact', 'null'), nullif(d.r->'address', 'null')
    FROM decided d WHERE d.r ? 'contact' OR d.r ? 'address'
  ), told AS MATERIALIZED (
    SELECT d.r, d.place, d.placed_at, jsonb_build_object('ok', true, 'again', false, 'order', d.id::text, 'code', d.code,
      'type', d.type, 'channel', r->'channel', 'market', r->'market', 'buyer', r->'buyer', 'seller', r->'seller',
      'sponsor', r->'sponsor', 'at', d.placed_at, 'placedAt', round(extract(epoch FROM d.placed_at) * 1000)::bigint,
      'commissionAt', round(extract(epoch FROM d.counted_at) * 1000)::bigint, 'currency', r->'currency',
      'subtotalMinor', r->'subtotal', 'totalMinor', r->'total', 'volumes', r->'volumes') AS w
    FROM decided d
  )
  SELECT jsonb_object_agg(t.place, t.w), jsonb_agg(t.w ORDER BY t.place),
    jsonb_agg(jsonb_build_object('id', r->'journal', 'code', 'order', 'at', w->'at',
      'legalEntity', r->'legalEntity', 'market', r->'market',
      'subject', jsonb_build_object('kind', 'order', 'id', w->'order', 'code', w->'code'), 'entries', r->'entries')),
    jsonb_agg(jsonb_build_object('topic', 'orders.order_placed', 'key', w->'order', 'payload', jsonb_build_object(
      'orderId', w->'order', 'code', w->'code', 'type', w->'type', 'channel', w->'channel', 'marketId', w->'market',
      'buyerId', w->'buyer', 'sellerId', w->'seller', 'sponsorId', w->'sponsor', 'commissionAt', w->'commissionAt',
      'currency', w->'currency', 'subtotalMinor', w->'subtotalMinor', 'volumes', w->'volumes')) ORDER BY t.place),
    jsonb_agg(r->'note' || jsonb_build_object('subjects', jsonb_build_object('order', jsonb_build_array(w->'order'))))
      FILTER (WHERE r ? 'note')
  INTO written, answers, journals, facts, notes FROM told t;
END $$;

CREATE OR REPLACE FUNCTION orders.place_together(requests jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  claim record;
  claimed jsonb;
  firsts jsonb := '[]';
  refused jsonb;
  done record;
  followed integer;
BEGIN
  claim := orders.claim_together(requests);
  claimed := claim.claimed;
  IF jsonb_path_exists(requests, '$[*] ? (@.holdsUntil <= $now)',
    jsonb_build_object('now', round(extract(epoch FROM claim.now_at) * 1000)::bigint)) THEN
    RAISE EXCEPTION 'what orders were priced by holds no longer' USING ERRCODE = 'OF001';
  END IF;
  IF jsonb_path_exists(claimed, '$[*] ? (@.mayBeFirst == true)') THEN
    firsts := orders.decide_first(claimed);
  END IF;
  refused := orders.take_together(claim.goods, claim.uses, jsonb_array_length(claimed), claim.now_at);
  IF refused <> '{}' THEN
    claimed := orders.without_refused(claimed, refused);
  END IF;
  IF claimed <> '[]' THEN
    done := orders.write_together(claimed, firsts, claim.now_at);
    -- The ids of journals are made for these orders, so that what goes wrong here is a defect and not an answer to a buyer.
    followed := ledger.post_together(done.journals) + platform.tell_and_note(done.facts, done.notes);
    IF jsonb_path_exists(claimed, '$[*].basket') THEN
      DELETE FROM orders.basket_line b USING orders.basket k, jsonb_array_elements(claimed) r
      WHERE b.basket_id = k.id AND k.token_hash = decode(r->>'basket', 'hex');
      PERFORM orders.empty_basket(decode(r->>'basket', 'hex')) FROM jsonb_array_elements(claimed) r WHERE r ? 'basket';
    END IF;
    IF jsonb_array_length(claimed) = jsonb_array_length(requests) THEN
      RETURN done.answers;
    END IF;
    refused := refused || done.written;
  END IF;
  RETURN (
    SELECT jsonb_agg(coalesce(refused->(r->>'place'), orders.placed_before(r->>'channel', r->>'scope', r->>'key',
      decode(r->>'payloadHash', 'hex'))) ORDER BY n)
    FROM jsonb_array_elements(requests) WITH ORDINALITY x (r, n)
  );
END $$;

-- The same question as before, as one statement, with the country in which the market is.
CREATE OR REPLACE FUNCTION orders.before_placing(of_channel text, of_scope text, of_key text, person bigint) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT jsonb_build_object(
    'isKnown', EXISTS (
      SELECT FROM orders.order_key k WHERE k.channel = of_channel AND k.scope = of_scope AND k.key = of_key),
    'now', round(extract(epoch FROM n.now_at) * 1000)::bigint,
    'catalog', c.version::text, 'tax', t.version::text,
    'kind', p.kind, 'status', p.status, 'joinedAt', round(extract(epoch FROM p.joined_at) * 1000)::bigint,
    'market', jsonb_build_object('id', m.id::text, 'code', m.code, 'country', m.country, 'currency', m.currency,
      'timeZone', m.time_zone, 'legalEntityId', m.legal_entity_id::text, 'calendarId', m.calendar_id::text),
    'sponsor', (
      SELECT l.parent_id::text FROM genealogy.v_current_link l WHERE l.tree = 'sponsor' AND l.person_id = p.id),
    'settings', s.held,
    'hasOwnLimit', EXISTS (SELECT FROM payments.v_own_limit c WHERE c.person_id = p.id AND c.minor IS NOT NULL),
    'standing', b.standing)
  FROM (SELECT date_trunc('milliseconds', x.now_at) AS now_at FROM platform.now_rows() x) n
  CROSS JOIN field.v_person p JOIN company.v_market m ON m.id = p.market_id
  CROSS JOIN catalog.version_rows() c CROSS JOIN tax.version_rows() t
  CROSS JOIN LATERAL company.settings_rows(
    ARRAY['orders.first_order_days', 'payments.credit_limit',
      'payments.methods_' || CASE p.kind WHEN 'company' THEN 'distributor' ELSE p.kind END],
    p.market_id, (n.now_at AT TIME ZONE 'UTC')::date) s
  CROSS JOIN LATERAL promotions.standing_rows(p.market_id, p.id, '{}', n.now_at) b
  WHERE p.id = person
$$;

-- Versions of promotions are looked up by the same question.
CREATE OR REPLACE FUNCTION orders.require_known_promotions() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  unknown record;
BEGIN
  SELECT n.order_id, n.line, n.promotion_id, n.version_id INTO unknown
  FROM added n
  LEFT JOIN orders.order_line l ON l.order_id = n.order_id AND l.line = n.line
  LEFT JOIN promotions.version_rows() v ON v.id = n.version_id AND v.promotion_id = n.promotion_id
  WHERE l.order_id IS NULL OR v.id IS NULL
  LIMIT 1;
  IF FOUND THEN
    RAISE foreign_key_violation USING MESSAGE = format(
      'line %s of order %s, or version %s of promotion %s, is not there',
      unknown.line, unknown.order_id, unknown.version_id, unknown.promotion_id);
  END IF;
  RETURN NULL;
END $$;

REVOKE EXECUTE ON FUNCTION orders.claim_together(jsonb), orders.use_promotions(jsonb, integer),
  orders.take_together(jsonb, jsonb, integer, timestamptz), orders.write_together(jsonb, jsonb, timestamptz) FROM public;
