-- The counters of promises are looked up for all rows of a statement at once.
SELECT platform.keep_rows('inventory.stock', 'product_id', 'pool_id');
SELECT platform.keep_columns('inventory.promise', 'product_id', 'pool_id');
SELECT platform.drop_key('inventory.promise', 'product_id', 'pool_id');

CREATE FUNCTION inventory.require_counters() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  wrong record;
BEGIN
  SELECT n.product_id, n.pool_id INTO wrong
  FROM added n LEFT JOIN inventory.stock s ON s.product_id = n.product_id AND s.pool_id = n.pool_id
  WHERE s.product_id IS NULL LIMIT 1;
  IF FOUND THEN
    RAISE foreign_key_violation USING MESSAGE = format('product %s is not counted in pool %s', wrong.product_id, wrong.pool_id);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER known AFTER INSERT ON inventory.promise REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION inventory.require_counters();
