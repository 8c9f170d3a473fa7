-- What orders, their lines, volumes and deliveries name is looked up for all rows of a statement at once: row by row it was more than
-- a third of what the server asked itself for an order.
SELECT platform.drop_key('orders.order', one) FROM unnest(ARRAY['legal_entity_id', 'market_id', 'currency', 'buyer_person_id',
  'seller_person_id', 'sponsor_person_id']) one;
SELECT platform.drop_key('orders.order_line', 'order_id'), platform.drop_key('orders.order_line', 'product_id'),
  platform.drop_key('orders.order_volume', 'order_id'), platform.drop_key('orders.order_volume', 'names_id', 'width'),
  platform.drop_key('orders.delivery', 'order_id');
SELECT platform.keep_columns('orders.delivery', 'order_id');
-- The columns of an order are kept by its own guard.
CREATE TRIGGER never_removed BEFORE DELETE OR TRUNCATE ON orders."order"
  FOR EACH STATEMENT EXECUTE FUNCTION platform.refuse_removal();

CREATE FUNCTION orders.require_known() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  wrong record;
BEGIN
  SELECT n.code, CASE
    WHEN e.id IS NULL THEN 'legal entity ' || n.legal_entity_id WHEN m.id IS NULL THEN 'market ' || n.market_id
    WHEN c.code IS NULL THEN 'currency ' || n.currency
    WHEN b.id IS NULL AND n.buyer_person_id IS NOT NULL THEN 'buyer ' || n.buyer_person_id
    WHEN s.id IS NULL AND n.seller_person_id IS NOT NULL THEN 'seller ' || n.seller_person_id
    ELSE 'sponsor ' || n.sponsor_person_id END AS missing INTO wrong
  FROM added n
  LEFT JOIN company.v_legal_entity e ON e.id = n.legal_entity_id LEFT JOIN company.v_market m ON m.id = n.market_id
  LEFT JOIN company.v_currency c ON c.code = n.currency LEFT JOIN field.v_person b ON b.id = n.buyer_person_id
  LEFT JOIN field.v_person s ON s.id = n.seller_person_id LEFT JOIN field.v_person u ON u.id = n.sponsor_person_id
  WHERE e.id IS NULL OR m.id IS NULL OR c.code IS NULL OR (b.id IS NULL AND n.buyer_person_id IS NOT NULL)
    OR (s.id IS NULL AND n.seller_person_id IS NOT NULL) OR (u.id IS NULL AND n.sponsor_person_id IS NOT NULL)
  LIMIT 1;
  IF FOUND THEN
    RAISE foreign_key_violation USING MESSAGE = format('order %s names %s, which is not there', wrong.code, wrong.missing);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER known AFTER INSERT ON orders."order" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION orders.require_known();

CREATE FUNCTION orders.require_known_goods() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  wrong record;
BEGIN
  SELECT n.order_id, n.line, n.product_id INTO wrong
  FROM added n LEFT JOIN orders."order" o ON o.id = n.order_id LEFT JOIN catalog.v_product p ON p.id = n.product_id
  WHERE o.id IS NULL OR p.id IS NULL LIMIT 1;
  IF FOUND THEN
    RAISE foreign_key_violation USING MESSAGE = format('order %s of line %s, or product %s, is not there',
      wrong.order_id, wrong.line, wrong.product_id);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER known AFTER INSERT ON orders.order_line REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION orders.require_known_goods();

CREATE FUNCTION orders.require_known_names() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  wrong record;
BEGIN
  SELECT n.order_id, n.names_id, n.width INTO wrong
  FROM added n LEFT JOIN orders."order" o ON o.id = n.order_id
  LEFT JOIN orders.volume_names v ON v.id = n.names_id AND v.width = n.width
  WHERE o.id IS NULL OR v.id IS NULL LIMIT 1;
  IF FOUND THEN
    RAISE foreign_key_violation USING MESSAGE = format('order %s, or the list %s of %s names of its volumes, is not there',
      wrong.order_id, wrong.names_id, wrong.width);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER known AFTER INSERT ON orders.order_volume REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION orders.require_known_names();

CREATE FUNCTION orders.require_known_order() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  wrong record;
BEGIN
  SELECT n.order_id INTO wrong FROM added n LEFT JOIN orders."order" o ON o.id = n.order_id WHERE o.id IS NULL LIMIT 1;
  IF FOUND THEN
    RAISE foreign_key_violation USING MESSAGE = format('order %s, of %s, is not there', wrong.order_id, TG_RELID::regclass);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER known AFTER INSERT ON orders.delivery REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION orders.require_known_order();
