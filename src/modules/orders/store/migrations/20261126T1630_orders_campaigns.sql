-- A line that was ordered by a printed code keeps the code and its campaign, which its price was taken from.
ALTER TABLE orders.order_line
  ADD COLUMN campaign_id bigint REFERENCES catalog.campaign,
  ADD COLUMN printed_code text,
  ADD CONSTRAINT order_line_printed CHECK ((campaign_id IS NULL) = (printed_code IS NULL));
CREATE INDEX order_line_campaign ON orders.order_line (campaign_id) WHERE campaign_id IS NOT NULL;

-- A basket holds a product once by its own code, and once by each printed one; the empty text is its own.
ALTER TABLE orders.basket_line ADD COLUMN printed_code text NOT NULL DEFAULT '' CHECK (printed_code ~ '^[0-9]{0,12}$');
ALTER TABLE orders.basket_line DROP CONSTRAINT basket_line_pkey;
ALTER TABLE orders.basket_line ADD PRIMARY KEY (basket_id, product_id, printed_code);

-- As before, with what was printed beside each line.
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

