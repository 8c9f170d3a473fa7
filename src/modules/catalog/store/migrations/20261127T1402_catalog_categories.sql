-- Categories lie in others, and a file makes and changes them.
ALTER TABLE catalog.category ADD COLUMN parent_id bigint REFERENCES catalog.category, ADD CHECK (parent_id <> id);
CREATE INDEX category_parent ON catalog.category (parent_id) WHERE parent_id IS NOT NULL;

-- A category and those that lie in it, however deep.
CREATE FUNCTION catalog.within(category text) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH RECURSIVE below AS (
    SELECT c.id FROM catalog.category c WHERE c.code = category
    UNION
    SELECT c.id FROM catalog.category c JOIN below b ON c.parent_id = b.id
  )
  SELECT id FROM below
$$;

-- No category lies in itself. It is looked at when all of a file is written.
CREATE FUNCTION catalog.check_category() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (
    WITH RECURSIVE above AS (
      SELECT c.parent_id AS id FROM catalog.category c WHERE c.id = NEW.id
      UNION
      SELECT c.parent_id FROM catalog.category c JOIN above a ON c.id = a.id
    )
    SELECT FROM above WHERE id = NEW.id)
  THEN
    RAISE EXCEPTION 'the category % would lie in itself', NEW.code USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER never_in_itself AFTER INSERT OR UPDATE OF parent_id ON catalog.category
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION catalog.check_category();

ALTER TABLE catalog.import_row DROP CONSTRAINT import_row_sheet,
  ADD CONSTRAINT import_row_sheet CHECK (sheet IN ('categories', 'goods', 'prices', 'campaign'));

-- What is changed is a product or a category.
ALTER TABLE catalog.change_item ALTER COLUMN product_id DROP NOT NULL,
  ADD COLUMN category_id bigint REFERENCES catalog.category,
  ADD CHECK (num_nonnulls(product_id, category_id) = 1);

REVOKE EXECUTE ON FUNCTION catalog.within(text), catalog.check_category() FROM public;
GRANT EXECUTE ON FUNCTION catalog.within(text) TO openfield_app;
