-- Who used a promotion is looked up for all rows of a statement at once, with its version.
SELECT platform.keep_columns('promotions.use', 'promotion_id', 'version_id', 'person_id');
SELECT platform.keep_columns('promotions.promotion_version', 'id', 'promotion_id');
SELECT platform.drop_key('promotions.use', 'person_id');

CREATE OR REPLACE FUNCTION promotions.require_known_version() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  wrong record;
BEGIN
  SELECT n.promotion_id, n.version_id, n.person_id INTO wrong
  FROM added n
  LEFT JOIN promotions.promotion_version v ON v.id = n.version_id AND v.promotion_id = n.promotion_id
  LEFT JOIN field.v_person p ON p.id = n.person_id
  WHERE v.id IS NULL OR (n.person_id IS NOT NULL AND p.id IS NULL) LIMIT 1;
  IF FOUND THEN
    RAISE foreign_key_violation USING MESSAGE = format('version %s of promotion %s, or person %s, is not there',
      wrong.version_id, wrong.promotion_id, coalesce(wrong.person_id::text, 'none'));
  END IF;
  RETURN NULL;
END $$;
