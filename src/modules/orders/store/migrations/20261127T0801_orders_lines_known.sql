-- What promotions took off lines is looked up for all rows of a statement at once: row by row it was a third of what the
-- server asked itself for an order. Lines and versions are never removed, so that only new rows have to be looked at.
DO $$
DECLARE
  one record;
BEGIN
  FOR one IN
    SELECT c.conname FROM pg_constraint c
    WHERE c.conrelid = 'orders.line_promotion'::regclass AND c.contype = 'f'
  LOOP
    EXECUTE format('ALTER TABLE orders.line_promotion DROP CONSTRAINT %I', one.conname);
  END LOOP;
END $$;

CREATE FUNCTION orders.require_known_promotions() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  unknown record;
BEGIN
  SELECT n.order_id, n.line, n.promotion_id, n.version_id INTO unknown
  FROM added n
  LEFT JOIN orders.order_line l ON l.order_id = n.order_id AND l.line = n.line
  LEFT JOIN promotions.versions_among(ARRAY(SELECT a.version_id FROM added a)) v
    ON v.id = n.version_id AND v.promotion_id = n.promotion_id
  WHERE l.order_id IS NULL OR v.id IS NULL
  LIMIT 1;
  IF FOUND THEN
    RAISE foreign_key_violation USING MESSAGE = format(
      'line %s of order %s, or version %s of promotion %s, is not there',
      unknown.line, unknown.order_id, unknown.version_id, unknown.promotion_id);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER known AFTER INSERT ON orders.line_promotion REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION orders.require_known_promotions();
