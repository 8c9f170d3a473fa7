-- What promotions gave is looked up for all rows of a statement at once. Promotions and their versions are never removed, so that
-- only new rows have to be looked at.
DO $$
DECLARE
  one record;
BEGIN
  FOR one IN
    SELECT c.conname FROM pg_constraint c
    WHERE c.conrelid = 'promotions.use'::regclass AND c.contype = 'f'
      AND c.confrelid IN ('promotions.promotion'::regclass, 'promotions.promotion_version'::regclass)
  LOOP
    EXECUTE format('ALTER TABLE promotions.use DROP CONSTRAINT %I', one.conname);
  END LOOP;
END $$;

CREATE FUNCTION promotions.require_known_version() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  unknown record;
BEGIN
  SELECT n.promotion_id, n.version_id INTO unknown
  FROM added n LEFT JOIN promotions.promotion_version v ON v.id = n.version_id AND v.promotion_id = n.promotion_id
  WHERE v.id IS NULL LIMIT 1;
  IF FOUND THEN
    RAISE foreign_key_violation USING MESSAGE = format(
      'version %s of promotion %s is not there', unknown.version_id, unknown.promotion_id);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER known AFTER INSERT ON promotions.use REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION promotions.require_known_version();
