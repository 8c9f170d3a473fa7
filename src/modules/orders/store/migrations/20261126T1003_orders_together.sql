-- Orders are placed many at once by the same function that places one: what follows from all of them is written in as few
-- statements as what follows from one.

-- The keys of orders that are new here, each with a number of its own; one that was used before keeps what it has. In: [what
-- orders.place takes, and place]. Answers the new ones, each with `order`.
CREATE FUNCTION orders.claim_keys(requests jsonb) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  claimed jsonb;
BEGIN
  -- A copy that is sent at the same time waits here until the first one is through; all take their keys in one order.
  WITH wanted AS MATERIALIZED (
    SELECT r, place, nextval('orders.order_id_seq') AS id FROM jsonb_array_elements(requests) WITH ORDINALITY x (r, place)
  ), claimed AS (
    INSERT INTO orders.order_key (channel, scope, key, payload_hash, order_id)
    SELECT w.r->>'channel', w.r->>'scope', w.r->>'key', decode(w.r->>'payloadHash', 'hex'), w.id
    FROM wanted w ORDER BY 3, 2, 1 ON CONFLICT DO NOTHING RETURNING order_id
  )
  SELECT coalesce(jsonb_agg(w.r || jsonb_build_object('order', w.id) ORDER BY w.place), '[]') INTO claimed
  FROM wanted w JOIN claimed c ON c.order_id = w.id;
  RETURN claimed;
END $$;

-- Those whose key is claimed and which are, if their buyer never ordered before, of the type `first`: decided here, buyers in order.
CREATE FUNCTION orders.decide_first(claimed jsonb) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  firsts jsonb := '[]';
  one record;
BEGIN
  FOR one IN
    SELECT (r->>'buyer')::bigint AS buyer FROM jsonb_array_elements(claimed) r
    WHERE (r->>'mayBeFirst')::boolean GROUP BY 1 ORDER BY 1
  LOOP
    IF orders.never_ordered(one.buyer) THEN
      firsts := firsts || to_jsonb(one.buyer::text);
    END IF;
  END LOOP;
  RETURN firsts;
END $$;

-- What orders use of promotions; the refusals by place, as promotions.consume_together gives them. An order that brings coupons or
-- entitlements comes alone, and after a refusal its caller takes everything back.
CREATE FUNCTION orders.use_together(claimed jsonb, at timestamptz) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  uses jsonb;
  answer jsonb;
BEGIN
  SELECT jsonb_agg(r->'promotions' || jsonb_build_object('place', r->'place', 'order', r->'order', 'market', r->'market',
    'buyer', r->'buyer', 'at', at)) INTO uses
  FROM jsonb_array_elements(claimed) r WHERE r ? 'promotions';
  IF uses IS NULL THEN
    RETURN '{}';
  END IF;
  IF jsonb_array_length(claimed) > 1
    OR NOT (jsonb_path_exists(uses, '$[*].coupons[*]') OR jsonb_path_exists(uses, '$[*].applied[*].uses[*]')) THEN
    RETURN promotions.consume_together(uses);
  END IF;
  answer := promotions.consume(uses->0);
  RETURN CASE WHEN (answer->>'ok')::boolean THEN '{}' ELSE jsonb_build_object(uses->0->>'place', answer) END;
END $$;

-- Writes orders whose keys are claimed with all that lies beside them, and answers what the caller learns of each, by place: ids,
-- codes and numbers only.
CREATE FUNCTION orders.write_together(claimed jsonb, firsts jsonb, now_at timestamptz) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  may_date constant boolean := platform.viewer_realm() = 'system';
  written jsonb;
BEGIN
  WITH decided AS MATERIALIZED (
    SELECT r, (r->>'order')::bigint AS id, company.next_code('order') AS code,
      CASE WHEN firsts ? (r->>'buyer') AND (r->>'mayBeFirst')::boolean THEN 'first' ELSE r->>'type' END AS type,
      -- An order of another system that the program itself brings in keeps the time that it had there.
      CASE WHEN r->>'channel' = 'import' AND may_date THEN date_trunc('milliseconds', (r->>'placedAt')::timestamptz) ELSE now_at END AS placed_at,
      CASE WHEN r->>'channel' = 'import' AND may_date THEN date_trunc('milliseconds', (r->>'placedAt')::timestamptz) WHEN r->>'takenAt' IS NULL THEN now_at
        ELSE orders.commission_time((r->>'takenAt')::timestamptz, (r->>'calendar')::bigint) END AS counted_at
    FROM jsonb_array_elements(claimed) r
  ), placed AS (
    INSERT INTO orders."order" (id, code, legal_entity_id, market_id, channel, type, buyer_person_id, seller_person_id,
      sponsor_person_id, price_kind, placed_at, taken_at, commission_at, currency, subtotal_minor, discount_minor,
      shipping_minor, tax_minor, total_minor, pieces, payment, catalog_version, tax_version, status_hash, journal_client_id)
    OVERRIDING SYSTEM VALUE
    SELECT d.id, d.code, (r->>'legalEntity')::bigint, (r->>'market')::bigint, r->>'channel', d.type, (r->>'buyer')::bigint,
      (r->>'seller')::bigint, (r->>'sponsor')::bigint, r->>'priceKind', d.placed_at,
      (r->>'takenAt')::timestamptz, d.counted_at, r->>'currency', (r->>'subtotal')::bigint,
      coalesce((r->>'discount')::bigint, 0), (r->>'shipping')::bigint, (r->>'tax')::bigint, (r->>'total')::bigint,
      (r->>'pieces')::integer, r->>'payment', (r->>'catalogVersion')::bigint, (r->>'taxVersion')::bigint,
      decode(r->>'statusHash', 'hex'), (r->>'journal')::uuid
    FROM decided d
  ), lines AS (
    INSERT INTO orders.order_line
      (order_id, line, product_id, quantity, unit_minor, discount_minor, gift, total_minor, tax_minor)
    SELECT d.id, l.place, (l.item->>'product')::bigint, (l.item->>'quantity')::integer, (l.item->>'unit')::bigint,
      coalesce((l.item->>'discount')::bigint, 0), coalesce((l.item->>'gift')::boolean, false), (l.item->>'total')::bigint,
      (l.item->>'tax')::bigint
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
  )
  SELECT jsonb_object_agg(r->>'place', jsonb_build_object('ok', true, 'again', false, 'order', d.id::text, 'code', d.code,
    'type', d.type, 'channel', r->'channel', 'market', r->'market', 'buyer', r->'buyer', 'seller', r->'seller',
    'sponsor', r->'sponsor', 'at', d.placed_at, 'placedAt', round(extract(epoch FROM d.placed_at) * 1000)::bigint,
    'commissionAt', round(extract(epoch FROM d.counted_at) * 1000)::bigint, 'currency', r->'currency',
    'subtotalMinor', r->'subtotal', 'totalMinor', r->'total', 'volumes', r->'volumes'))
  INTO written FROM decided d;
  RETURN written;
END $$;

-- Posts what orders do to the books, tells that they were placed, and notes who placed them where the caller says it. Answers how
-- many rows that were.
CREATE FUNCTION orders.follow_together(claimed jsonb, written jsonb) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  journals jsonb;
  facts jsonb;
  notes jsonb;
  done integer;
BEGIN
  SELECT jsonb_agg(jsonb_build_object('id', r->'journal', 'code', 'order', 'at', w->'at',
      'legalEntity', r->'legalEntity', 'market', r->'market',
      'subject', jsonb_build_object('kind', 'order', 'id', w->'order', 'code', w->'code'), 'entries', r->'entries')),
    jsonb_agg(jsonb_build_object('topic', 'orders.order_placed', 'key', w->'order', 'payload', jsonb_build_object(
      'orderId', w->'order', 'code', w->'code', 'type', w->'type', 'channel', w->'channel', 'marketId', w->'market',
      'buyerId', w->'buyer', 'sellerId', w->'seller', 'sponsorId', w->'sponsor', 'commissionAt', w->'commissionAt',
      'currency', w->'currency', 'subtotalMinor', w->'subtotalMinor', 'volumes', w->'volumes')) ORDER BY r->'place'),
    jsonb_agg(r->'note' || jsonb_build_object('subjects', jsonb_build_object('order', jsonb_build_array(w->'order'))))
      FILTER (WHERE r ? 'note')
  INTO journals, facts, notes
  FROM jsonb_array_elements(claimed) r CROSS JOIN LATERAL (SELECT written->(r->>'place') AS w) x;
  -- The ids of journals are made for these orders, so that what goes wrong here is a defect and not an answer to a buyer.
  done := ledger.post_together(journals) + platform.tell(facts);
  IF notes IS NOT NULL THEN
    done := done + platform.note_use_cases(notes);
  END IF;
  RETURN done;
END $$;

-- Places orders in one transaction and answers each, in the order of the requests: placed, placed before under its key, or refused
-- with nothing of it left. In: [what orders.place takes, with place (0, 1, …), holdsUntil? (epoch milliseconds: when what it was
-- priced by may change; from then on nothing is placed and OF001 is raised) and note? ({realm, account?, useCase, request}: who places it, for the audit row)].
CREATE FUNCTION orders.place_together(requests jsonb) RETURNS jsonb
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
  refused := orders.use_together(claimed, now_at);
  IF refused <> '{}' THEN
    DELETE FROM orders.order_key k USING jsonb_array_elements(claimed) r
    WHERE refused ? (r->>'place') AND k.channel = r->>'channel' AND k.scope = r->>'scope' AND k.key = r->>'key';
    SELECT coalesce(jsonb_agg(r), '[]') INTO claimed FROM jsonb_array_elements(claimed) r WHERE NOT refused ? (r->>'place');
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

-- Places one order. In: {channel, scope, key, payloadHash (hex), market, calendar, legalEntity, type, mayBeFirst?, buyer?, seller?, sponsor?,
-- priceKind, takenAt?, placedAt? (import only), currency, subtotal, shipping, tax, total, pieces, payment, catalogVersion, taxVersion,
-- discount?, statusHash? (hex), basket? (hex of its token's hash), guestName?, contact?, address?, journal (uuid), entries,
-- volumes: {name: micro of all lines}, volumeNames: [names in their order], micros: [of line 1 by name, then of line 2 …],
-- lines: [{product, quantity, unit, discount?, gift?, total, tax, promotions: [{promotion, version, minor}]}],
-- promotions?: what promotions.consume takes}. Amounts and ids are text. After a refusal the caller takes everything back.
CREATE OR REPLACE FUNCTION orders.place(request jsonb) RETURNS jsonb
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT orders.place_together(jsonb_build_array(request || jsonb_build_object('place', 0)))->0
$$;

-- What placing an order of somebody for themselves needs to know beside goods and promotions, in one question: whether its key was
-- used, the company's time, versions, the buyer with market and sponsor, the rule of first orders, and what the buyer brings along
-- for promotions. Null for somebody who is not there.
CREATE FUNCTION orders.before_placing(of_channel text, of_scope text, of_key text, person bigint) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT jsonb_build_object(
    'isKnown', EXISTS (
      SELECT FROM orders.order_key k WHERE k.channel = of_channel AND k.scope = of_scope AND k.key = of_key),
    'now', round(extract(epoch FROM n.now_at) * 1000)::bigint,
    'catalog', catalog.version_now()::text, 'tax', tax.version_now()::text,
    'kind', p.kind, 'status', p.status, 'joinedAt', round(extract(epoch FROM p.joined_at) * 1000)::bigint,
    'market', jsonb_build_object('id', m.id::text, 'code', m.code, 'currency', m.currency, 'timeZone', m.time_zone,
      'legalEntityId', m.legal_entity_id::text, 'calendarId', m.calendar_id::text),
    'sponsor', (
      SELECT l.parent_id::text FROM genealogy.v_current_link l WHERE l.tree = 'sponsor' AND l.person_id = p.id),
    'firstOrderDays', company.setting_at('orders.first_order_days', p.market_id, (n.now_at AT TIME ZONE 'UTC')::date),
    'standing', promotions.standing(p.market_id, p.id, '{}', n.now_at))
  FROM (SELECT date_trunc('milliseconds', platform.company_now()) AS now_at) n
  CROSS JOIN field.v_person p JOIN company.v_market m ON m.id = p.market_id
  WHERE p.id = person
$$;

REVOKE EXECUTE ON FUNCTION orders.claim_keys(jsonb), orders.decide_first(jsonb), orders.use_together(jsonb, timestamptz),
  orders.write_together(jsonb, jsonb, timestamptz), orders.follow_together(jsonb, jsonb), orders.place_together(jsonb), orders.before_placing(text, text, text, bigint) FROM public;
GRANT EXECUTE ON FUNCTION orders.place_together(jsonb), orders.before_placing(text, text, text, bigint) TO openfield_app;
