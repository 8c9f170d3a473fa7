-- A list of volumes has a number or nothing for each name and line, which the table now holds. And indexes that orders pay for
-- at each placing are only as large as the questions that they answer.
ALTER TABLE orders.volume_names
  ADD COLUMN width smallint NOT NULL GENERATED ALWAYS AS (cardinality(names)) STORED,
  ADD UNIQUE (id, width);
ALTER TABLE orders.order_volume ADD COLUMN width smallint;
ALTER TABLE orders.order_volume DISABLE TRIGGER never_changed;
UPDATE orders.order_volume v SET width = n.width FROM orders.volume_names n WHERE n.id = v.names_id;
ALTER TABLE orders.order_volume ENABLE TRIGGER never_changed;
ALTER TABLE orders.order_volume
  ALTER COLUMN width SET NOT NULL,
  DROP CONSTRAINT order_volume_names_id_fkey,
  ADD FOREIGN KEY (names_id, width) REFERENCES orders.volume_names (id, width),
  ADD CONSTRAINT lines_are_whole CHECK (cardinality(micros) > 0 AND cardinality(micros) % width = 0);

CREATE OR REPLACE FUNCTION orders.write_volumes(of_order bigint, counted_at timestamptz, request jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO orders.order_volume (order_id, commission_at, buyer_person_id, seller_person_id, names_id, width, micros)
  SELECT of_order, counted_at, (request->>'buyer')::bigint, (request->>'seller')::bigint, orders.volume_names_id(n.names),
    cardinality(n.names),
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

-- Nothing asks for the lines of a product.
DROP INDEX orders.order_line_product;
-- Most orders have no status page of their own.
ALTER TABLE orders."order" DROP CONSTRAINT order_status_hash_key;
CREATE UNIQUE INDEX order_status_hash ON orders."order" (status_hash) WHERE status_hash IS NOT NULL;
-- Keys differ more than channels and scopes, so that most comparisons end at the first column.
ALTER TABLE orders.order_key DROP CONSTRAINT order_key_pkey, ADD PRIMARY KEY (key, scope, channel);
-- Time goes on, so that indexes that rise with it grow at their end and stay dense; they are read backwards for the newest.
DROP INDEX orders.order_placed, orders.order_buyer, orders.order_seller, orders.order_market;
CREATE INDEX order_placed ON orders."order" (placed_at, id);
CREATE INDEX order_buyer ON orders."order" (buyer_person_id, placed_at) WHERE buyer_person_id IS NOT NULL;
CREATE INDEX order_seller ON orders."order" (seller_person_id, placed_at) WHERE seller_person_id IS NOT NULL;
CREATE INDEX order_market ON orders."order" (market_id, placed_at);
-- The same codes as before: a pattern that counts its characters is made anew for each row and takes ten times as long.
ALTER TABLE orders."order"
  DROP CONSTRAINT order_code_check,
  ADD CONSTRAINT order_code_check CHECK (code ~ '^[0-9]+$' AND length(code) BETWEEN 2 AND 20);
