-- A basket belongs to whoever knows its token, or, on every device, to the person who signed in; each person has one in a market. Each
-- change of one raises its version, and holds it while it is made.
ALTER TABLE orders.basket
  ADD COLUMN owner_person_id bigint REFERENCES field.person,
  ADD COLUMN begun_at timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN version integer NOT NULL DEFAULT 1;
CREATE UNIQUE INDEX basket_owner ON orders.basket (owner_person_id, market_id) WHERE owner_person_id IS NOT NULL;

-- What became somebody's own is opened by its token no more.
DROP POLICY holder ON orders.basket;
CREATE POLICY holder ON orders.basket TO openfield_app
  USING (
    (SELECT platform.viewer_realm()) = 'system'
    OR owner_person_id = (SELECT platform.viewer_person_id())
    OR (owner_person_id IS NULL AND token_hash = (SELECT orders.shown_token()))
  );
-- Whoever took a position over finds no basket from before.
CREATE POLICY since ON orders.basket AS RESTRICTIVE TO openfield_app
  USING ((SELECT platform.viewer_since()) IS NULL OR owner_person_id IS NULL OR begun_at > (SELECT platform.viewer_since()));

-- Puts what lies in one basket into another one: pieces of the same goods add up, coupons and chosen gifts are there once, and what does
-- not fit stays out. The emptied one goes. Answers how many pieces were put in. Both are the viewer's, and held.
CREATE FUNCTION orders.join_baskets(of_guest bigint, of_own bigint, most_pieces integer, most_coupons integer, most_gifts integer)
RETURNS integer LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  joined integer;
BEGIN
  SELECT coalesce(sum(quantity), 0) INTO joined FROM orders.basket_line WHERE basket_id = of_guest;
  INSERT INTO orders.basket_line AS l (basket_id, product_id, printed_code, quantity, added_at)
  SELECT of_own, g.product_id, g.printed_code, g.quantity, g.added_at FROM orders.basket_line g WHERE g.basket_id = of_guest
  ON CONFLICT (basket_id, product_id, printed_code) DO UPDATE SET quantity = least(l.quantity + excluded.quantity, most_pieces);
  INSERT INTO orders.basket_coupon (basket_id, code)
  SELECT of_own, c.code FROM orders.basket_coupon c
  WHERE c.basket_id = of_guest AND c.code NOT IN (SELECT o.code FROM orders.basket_coupon o WHERE o.basket_id = of_own)
  ORDER BY c.added_at
  LIMIT greatest(0, most_coupons - (SELECT count(*) FROM orders.basket_coupon o WHERE o.basket_id = of_own));
  INSERT INTO orders.basket_gift (basket_id, promotion, product_id, quantity)
  SELECT of_own, g.promotion, g.product_id, g.quantity FROM orders.basket_gift g WHERE g.basket_id = of_guest
  ORDER BY g.promotion, g.product_id
  LIMIT greatest(0, most_gifts - (SELECT count(*) FROM orders.basket_gift o WHERE o.basket_id = of_own))
  ON CONFLICT DO NOTHING;
  UPDATE orders.basket b SET seller_person_id = coalesce(g.seller_person_id, b.seller_person_id), party_id = g.party_id
  FROM orders.basket g
  WHERE b.id = of_own AND g.id = of_guest AND b.party_id IS NULL AND (g.party_id IS NOT NULL OR b.seller_person_id IS NULL);
  DELETE FROM orders.basket WHERE id = of_guest;
  RETURN joined;
END $$;
REVOKE ALL ON FUNCTION orders.join_baskets(bigint, bigint, integer, integer, integer) FROM public;
GRANT EXECUTE ON FUNCTION orders.join_baskets(bigint, bigint, integer, integer, integer) TO openfield_app;
