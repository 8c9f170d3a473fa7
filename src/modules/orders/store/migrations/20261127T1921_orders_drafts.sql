-- An order that is begun is a basket that somebody keeps beside the one of the shop: a draft. It says in which channel it was begun, whom
-- it is for and who prepared it; whoever it is handed over to goes on with it. Channels are named and not listed, so that later ones use
-- the same drafts.
ALTER TABLE orders.basket
  ADD COLUMN kind text NOT NULL DEFAULT 'basket' CHECK (kind IN ('basket', 'draft')),
  ADD COLUMN channel text NOT NULL DEFAULT 'shop' CHECK (channel ~ '^[a-z][a-z_]{1,29}$'),
  ADD COLUMN buyer_person_id bigint REFERENCES field.person,
  ADD COLUMN preparer_person_id bigint REFERENCES field.person,
  ADD COLUMN preparer_account_id bigint,
  ADD COLUMN handed_at timestamptz,
  ADD COLUMN link_hash bytea UNIQUE CHECK (octet_length(link_hash) = 32),
  ADD CHECK (kind = 'draft' OR (buyer_person_id IS NULL AND preparer_person_id IS NULL AND preparer_account_id IS NULL
    AND handed_at IS NULL AND link_hash IS NULL));
DROP INDEX orders.basket_owner;
CREATE UNIQUE INDEX basket_owner ON orders.basket (owner_person_id, market_id) WHERE owner_person_id IS NOT NULL AND kind = 'basket';
CREATE INDEX basket_drafts ON orders.basket (owner_person_id, touched_at DESC) WHERE kind = 'draft';
CREATE INDEX basket_prepared ON orders.basket (preparer_person_id) WHERE preparer_person_id IS NOT NULL;
CREATE INDEX basket_market_drafts ON orders.basket (market_id, touched_at DESC) WHERE kind = 'draft';

-- Who buys and where it goes, as far as that is known; never seen by whoever has the link alone.
CREATE TABLE orders.basket_buyer (
  basket_id bigint PRIMARY KEY REFERENCES orders.basket ON DELETE CASCADE,
  guest_name text,
  contact jsonb,
  address jsonb
);
SELECT platform.read_write_delete('orders.basket_buyer');
ALTER TABLE orders.basket_buyer ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders.basket_buyer FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON orders.basket_buyer TO CURRENT_USER USING (true);

DROP POLICY holder ON orders.basket;
CREATE POLICY holder ON orders.basket TO openfield_app
  USING (
    (SELECT platform.viewer_realm()) = 'system'
    OR owner_person_id = (SELECT platform.viewer_person_id())
    OR preparer_person_id = (SELECT platform.viewer_person_id())
    OR (kind = 'draft' AND (SELECT platform.viewer_is_staff()))
    OR (kind = 'basket' AND owner_person_id IS NULL AND token_hash = (SELECT orders.shown_token()))
  );
-- Whoever has the link of a draft sees its goods, and changes nothing.
CREATE POLICY linked ON orders.basket FOR SELECT TO openfield_app USING (link_hash = (SELECT orders.shown_token()));
DROP POLICY since ON orders.basket;
CREATE POLICY since ON orders.basket AS RESTRICTIVE TO openfield_app
  USING (
    (SELECT platform.viewer_since()) IS NULL OR begun_at > (SELECT platform.viewer_since())
    OR (owner_person_id IS NULL AND preparer_person_id IS NULL)
  );

DO $$
DECLARE
  of_table text;
BEGIN
  FOREACH of_table IN ARRAY ARRAY['basket_line', 'basket_coupon', 'basket_gift', 'basket_buyer'] LOOP
    EXECUTE format('DROP POLICY IF EXISTS holder ON orders.%I', of_table);
    EXECUTE format('CREATE POLICY holder ON orders.%I TO openfield_app USING (EXISTS (
      SELECT FROM orders.basket b WHERE b.id = basket_id AND (b.link_hash IS NULL OR b.link_hash IS DISTINCT FROM (SELECT orders.shown_token()))))', of_table);
  END LOOP;
  FOREACH of_table IN ARRAY ARRAY['basket_line', 'basket_coupon', 'basket_gift'] LOOP
    EXECUTE format('CREATE POLICY linked ON orders.%I FOR SELECT TO openfield_app USING (EXISTS (
      SELECT FROM orders.basket b WHERE b.id = basket_id AND b.link_hash = (SELECT orders.shown_token())))', of_table);
  END LOOP;
END $$;

-- A draft is done with once it is ordered; a basket is emptied and stays.
CREATE OR REPLACE FUNCTION orders.empty_basket(of_token bytea) RETURNS void LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
  WITH coupons AS (
    DELETE FROM orders.basket_coupon c USING orders.basket b WHERE c.basket_id = b.id AND b.token_hash = of_token
  ), gifts AS (
    DELETE FROM orders.basket_gift g USING orders.basket b WHERE g.basket_id = b.id AND b.token_hash = of_token
  )
  DELETE FROM orders.basket WHERE token_hash = of_token AND kind = 'draft'
$$;
