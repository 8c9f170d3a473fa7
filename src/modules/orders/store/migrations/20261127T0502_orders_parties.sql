-- Parties: somebody hosts, a distributor sells, guests order there until a last day. What the host gets for it is looked at when the
-- party is closed, and again whenever something of it comes back.
CREATE TABLE orders.party (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  code text NOT NULL UNIQUE CHECK (code ~ '^[0-9]{2,20}$'),
  market_id bigint NOT NULL REFERENCES company.market,
  seller_person_id bigint NOT NULL REFERENCES field.person,
  -- Null for a host without an account, until it has one.
  host_person_id bigint REFERENCES field.person CHECK (host_person_id <> seller_person_id),
  kind text NOT NULL CHECK (kind IN ('home', 'online', 'other')),
  held_at timestamptz NOT NULL,
  -- The last day on which guests order, in the market, and its last moment.
  ends_on date NOT NULL,
  ends_at timestamptz NOT NULL CHECK (ends_at >= held_at),
  ships_to text NOT NULL CHECK (ships_to IN ('host', 'guests')),
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed', 'cancelled')),
  opened_at timestamptz NOT NULL,
  closed_at timestamptz,
  -- At which party somebody came to want this one.
  booked_from bigint REFERENCES orders.party,
  -- Its link is made of the company's secret and this number; only a hash of it lies here.
  link integer NOT NULL DEFAULT 1 CHECK (link > 0),
  link_hash bytea NOT NULL UNIQUE CHECK (octet_length(link_hash) = 32),
  CHECK ((state = 'closed') = (closed_at IS NOT NULL))
);
CREATE INDEX party_sold ON orders.party (seller_person_id, held_at DESC);
CREATE INDEX party_hosted ON orders.party (host_person_id, held_at DESC) WHERE host_person_id IS NOT NULL;
CREATE INDEX party_open ON orders.party (ends_on) WHERE state = 'open';
CREATE INDEX party_booked ON orders.party (booked_from) WHERE booked_from IS NOT NULL;

-- What guests know of the host, and where parcels go where all go to the host: the latter is not for guests.
CREATE TABLE orders.party_host (
  party_id bigint PRIMARY KEY REFERENCES orders.party,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  place text CHECK (length(place) BETWEEN 1 AND 200)
);
CREATE TABLE orders.party_address (
  party_id bigint PRIMARY KEY REFERENCES orders.party,
  address jsonb NOT NULL
);

-- What a party brings by its last look: to its own host by its sales, or to the host of the one at which it was booked. It becomes an
-- entitlement of the host who has an account; that of one without waits here.
CREATE TABLE orders.party_reward (
  party_id bigint NOT NULL REFERENCES orders.party,
  host_of bigint NOT NULL REFERENCES orders.party,
  name text NOT NULL,
  title text NOT NULL,
  uses integer NOT NULL CHECK (uses > 0),
  days integer NOT NULL CHECK (days > 0),
  PRIMARY KEY (party_id, host_of, name)
);
CREATE INDEX party_reward_host ON orders.party_reward (host_of);

ALTER TABLE orders."order" ADD COLUMN party_id bigint REFERENCES orders.party;
CREATE INDEX order_party ON orders."order" (party_id) WHERE party_id IS NOT NULL;
ALTER TABLE orders.basket ADD COLUMN party_id bigint REFERENCES orders.party;
CREATE INDEX basket_party ON orders.basket (party_id) WHERE party_id IS NOT NULL;

GRANT SELECT, INSERT ON orders.party, orders.party_host, orders.party_address TO openfield_app;
GRANT SELECT ON orders.party_reward TO openfield_app;
GRANT UPDATE (host_person_id, kind, held_at, ends_on, ends_at, ships_to, state, closed_at, link, link_hash) ON orders.party TO openfield_app;
GRANT UPDATE (name, place) ON orders.party_host TO openfield_app;
GRANT UPDATE (address), DELETE ON orders.party_address TO openfield_app;

DO $$
DECLARE
  of_table text;
BEGIN
  FOREACH of_table IN ARRAY ARRAY['party', 'party_host', 'party_address', 'party_reward'] LOOP
    EXECUTE format('ALTER TABLE orders.%I ENABLE ROW LEVEL SECURITY', of_table);
    EXECUTE format('ALTER TABLE orders.%I FORCE ROW LEVEL SECURITY', of_table);
    EXECUTE format('CREATE POLICY keeper ON orders.%I TO CURRENT_USER USING (true)', of_table);
  END LOOP;
END $$;

-- The hash of a party's link that this transaction was shown.
CREATE FUNCTION orders.shown_party() RETURNS bytea LANGUAGE sql STABLE AS
  $$ SELECT decode(nullif(current_setting('openfield.orders_party', true), ''), 'hex') $$;

-- Seen by its seller, its host and staff, by whoever has its link, a basket that stands in it, or an order of it.
CREATE POLICY viewer ON orders.party FOR SELECT TO openfield_app
  USING (
    (SELECT platform.viewer_is_staff())
    OR seller_person_id = (SELECT platform.viewer_person_id())
    OR host_person_id = (SELECT platform.viewer_person_id())
    OR link_hash = (SELECT orders.shown_party())
    OR id = ANY (ARRAY(SELECT b.party_id FROM orders.basket b WHERE b.token_hash = (SELECT orders.shown_token())))
    OR id = ANY (ARRAY(SELECT o.party_id FROM orders."order" o WHERE o.status_hash = (SELECT orders.shown_token())))
    OR EXISTS (SELECT FROM orders."order" o WHERE o.party_id = party.id AND o.buyer_person_id = (SELECT platform.viewer_person_id()))
  );
CREATE POLICY opener ON orders.party FOR INSERT TO openfield_app
  WITH CHECK ((SELECT platform.viewer_is_staff()) OR seller_person_id = (SELECT platform.viewer_person_id()));
CREATE POLICY changer ON orders.party FOR UPDATE TO openfield_app
  USING ((SELECT platform.viewer_is_staff()) OR seller_person_id = (SELECT platform.viewer_person_id()));
-- Whoever took a position over sees no party from before.
CREATE POLICY since ON orders.party AS RESTRICTIVE TO openfield_app
  USING ((SELECT platform.viewer_since()) IS NULL OR opened_at > (SELECT platform.viewer_since()));

CREATE POLICY viewer ON orders.party_host FOR SELECT TO openfield_app
  USING (EXISTS (SELECT FROM orders.party p WHERE p.id = party_host.party_id));
CREATE POLICY seller ON orders.party_host TO openfield_app
  USING (EXISTS (SELECT FROM orders.party p WHERE p.id = party_host.party_id
    AND ((SELECT platform.viewer_is_staff()) OR p.seller_person_id = (SELECT platform.viewer_person_id()))));
CREATE POLICY seller ON orders.party_address TO openfield_app
  USING (EXISTS (SELECT FROM orders.party p WHERE p.id = party_address.party_id
    AND ((SELECT platform.viewer_is_staff()) OR p.seller_person_id = (SELECT platform.viewer_person_id()))));
CREATE POLICY viewer ON orders.party_reward FOR SELECT TO openfield_app
  USING (EXISTS (SELECT FROM orders.party p WHERE p.id = party_reward.host_of
    AND ((SELECT platform.viewer_is_staff()) OR p.seller_person_id = (SELECT platform.viewer_person_id())
      OR p.host_person_id = (SELECT platform.viewer_person_id()))));

-- What stands of the orders of parties: their goods as they were paid less what came back, how many orders have something left, and who
-- bought, each person once and each guest's order as somebody of its own; host and seller are no guests. Sums only, for whoever may see
-- the party, who need not see its orders.
CREATE FUNCTION orders.party_totals(parties bigint[])
RETURNS TABLE (party_id bigint, sales_minor bigint, orders integer, guests integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT p.id, coalesce(sum(o.subtotal_minor - coalesce(b.minor, 0)), 0)::bigint,
    count(o.id) FILTER (WHERE o.state = 'placed')::integer,
    (count(DISTINCT o.buyer_person_id) FILTER (WHERE o.state = 'placed' AND o.buyer_person_id IS DISTINCT FROM p.host_person_id
        AND o.buyer_person_id <> p.seller_person_id)
      + count(o.id) FILTER (WHERE o.state = 'placed' AND o.buyer_person_id IS NULL))::integer
  FROM orders.party p LEFT JOIN orders."order" o ON o.party_id = p.id
  LEFT JOIN LATERAL (
    SELECT sum(c.goods_minor) AS minor FROM orders.order_change c WHERE c.order_id = o.id AND c.kind IN ('cancel', 'return')) b ON true
  WHERE p.id = ANY (parties) GROUP BY p.id
$$;

-- Keeps a party open until the transaction ends for whoever places an order of it: whether it still takes orders.
CREATE FUNCTION orders.hold_open_party(of_party bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  open boolean;
BEGIN
  SELECT p.state = 'open' AND platform.company_now() <= p.ends_at INTO open FROM orders.party p WHERE p.id = of_party FOR SHARE;
  RETURN coalesce(open, false);
END $$;

-- Holds a party, and before it the one at which it was booked, and gives what its rewards are decided by; null when there is none. All
-- that hold several hold the older one first.
CREATE FUNCTION orders.hold_party(of_party bigint) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  held jsonb;
BEGIN
  PERFORM FROM orders.party b WHERE b.id = (SELECT p.booked_from FROM orders.party p WHERE p.id = of_party) FOR SHARE;
  PERFORM FROM orders.party p WHERE p.id = of_party FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  SELECT jsonb_build_object('id', p.id::text, 'state', p.state, 'marketId', p.market_id::text, 'hostId', p.host_person_id::text,
    'openedAtMs', round(extract(epoch FROM p.opened_at) * 1000)::bigint, 'heldAtMs', round(extract(epoch FROM p.held_at) * 1000)::bigint,
    'endsAtMs', round(extract(epoch FROM p.ends_at) * 1000)::bigint, 'closedAtMs', round(extract(epoch FROM p.closed_at) * 1000)::bigint,
    'salesMinor', t.sales_minor::text, 'orders', t.orders,
    'from', (SELECT jsonb_build_object('id', b.id::text, 'hostId', b.host_person_id::text,
        'heldAtMs', round(extract(epoch FROM b.held_at) * 1000)::bigint) FROM orders.party b WHERE b.id = p.booked_from))
  INTO held FROM orders.party p CROSS JOIN orders.party_totals(ARRAY[p.id]) t WHERE p.id = of_party;
  RETURN held;
END $$;

-- Leaves exactly these rewards of a party: [{hostOf, name, title, uses, days}]; those of hosts who have an account are their
-- entitlements. The caller holds the party.
CREATE FUNCTION orders.keep_rewards(of_party bigint, at timestamptz, rewards jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  due jsonb;
  market bigint;
BEGIN
  DELETE FROM orders.party_reward r WHERE r.party_id = of_party;
  INSERT INTO orders.party_reward (party_id, host_of, name, title, uses, days)
  SELECT of_party, (w->>'hostOf')::bigint, w->>'name', w->>'title', (w->>'uses')::integer, (w->>'days')::integer
  FROM jsonb_array_elements(rewards) w;
  -- Somebody who hosts both this party and the one at which it was booked has one entitlement of a name.
  SELECT coalesce(jsonb_agg(jsonb_build_object('person', g.person, 'name', g.name, 'uses', g.uses, 'days', g.days)), '[]') INTO due
  FROM (
    SELECT h.host_person_id AS person, r.name, sum(r.uses) AS uses, max(r.days) AS days
    FROM orders.party_reward r JOIN orders.party h ON h.id = r.host_of
    WHERE r.party_id = of_party AND h.host_person_id IS NOT NULL GROUP BY 1, 2) g;
  SELECT p.market_id INTO market FROM orders.party p WHERE p.id = of_party;
  RETURN promotions.keep_given('party', of_party, market, at, due);
END $$;

-- Parties that brought something to the host of one, oldest first: looked at again when it gets an account.
CREATE FUNCTION orders.rewarding_parties(of_host bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT DISTINCT r.party_id FROM orders.party_reward r WHERE r.host_of = of_host ORDER BY 1
$$;

-- What the host of a party got, and how often it was used: for whoever may see the party, who need not see what its host holds.
CREATE FUNCTION orders.host_rewards(of_host bigint)
RETURNS TABLE (name text, title text, uses integer, days integer, party text, is_booking boolean, used integer, expires_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT r.name, r.title, r.uses, r.days, b.code, r.party_id <> r.host_of, e.uses, e.expires_at
  FROM orders.party_reward r JOIN orders.party b ON b.id = r.party_id JOIN orders.party h ON h.id = r.host_of
  LEFT JOIN promotions.v_given_entitlement e
    ON e.given_by = 'party' AND e.given_id = r.party_id AND e.person_id = h.host_person_id AND e.name = r.name
  WHERE r.host_of = of_host ORDER BY r.party_id, r.name
$$;

REVOKE EXECUTE ON FUNCTION orders.host_rewards(bigint), orders.party_totals(bigint[]), orders.hold_open_party(bigint), orders.hold_party(bigint),
  orders.keep_rewards(bigint, timestamptz, jsonb), orders.rewarding_parties(bigint) FROM public;
GRANT EXECUTE ON FUNCTION orders.host_rewards(bigint), orders.party_totals(bigint[]), orders.hold_open_party(bigint), orders.hold_party(bigint),
  orders.keep_rewards(bigint, timestamptz, jsonb), orders.rewarding_parties(bigint) TO openfield_app;

-- For later modules: parties that take place or took place, with the moment that they count at, which is that of their closing, at the
-- latest the last one of their last day.
CREATE VIEW orders.v_party WITH (security_invoker = true) AS
  SELECT id, code, market_id, seller_person_id, host_person_id, kind, held_at, least(coalesce(closed_at, ends_at), ends_at) AS counts_at
  FROM orders.party WHERE state <> 'cancelled';
CREATE OR REPLACE VIEW orders.v_order WITH (security_invoker = true) AS
  SELECT id, code, legal_entity_id, market_id, channel, type, state, buyer_person_id, seller_person_id,
    sponsor_person_id, placed_at, commission_at, currency, subtotal_minor, shipping_minor, tax_minor, total_minor,
    pieces, cancelled_at, late, party_id
  FROM orders."order";
SELECT platform.read_only('orders.v_party');

-- As before, with the party of each order.
-- Writes orders whose keys are claimed with all that lies beside them, and answers what the caller learns of each, by place: ids,
-- codes and numbers only.
CREATE OR REPLACE FUNCTION orders.write_together(claimed jsonb, firsts jsonb, now_at timestamptz) RETURNS jsonb
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
  )
  SELECT jsonb_object_agg(r->>'place', jsonb_build_object('ok', true, 'again', false, 'order', d.id::text, 'code', d.code,
    'type', d.type, 'channel', r->'channel', 'market', r->'market', 'buyer', r->'buyer', 'seller', r->'seller',
    'sponsor', r->'sponsor', 'at', d.placed_at, 'placedAt', round(extract(epoch FROM d.placed_at) * 1000)::bigint,
    'commissionAt', round(extract(epoch FROM d.counted_at) * 1000)::bigint, 'currency', r->'currency',
    'subtotalMinor', r->'subtotal', 'totalMinor', r->'total', 'volumes', r->'volumes'))
  INTO written FROM decided d;
  RETURN written;
END $$;
