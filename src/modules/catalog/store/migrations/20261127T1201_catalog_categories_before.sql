-- The categories in which products were before, until which version of the catalogue: an order knows the version that it was priced
-- from, and so in which category its goods were then. Pay that goes by categories does not change when goods are sorted anew.
CREATE TABLE catalog.category_before (
  product_id bigint NOT NULL REFERENCES catalog.product,
  category_id bigint NOT NULL REFERENCES catalog.category,
  until_version bigint NOT NULL,
  PRIMARY KEY (product_id, until_version)
);
SELECT platform.read_only('catalog.category_before');

-- Whoever reads lines by the million looks earlier categories up for those products alone that had another one.
ALTER TABLE catalog.product ADD COLUMN had_other_category boolean NOT NULL DEFAULT false;
CREATE FUNCTION catalog.mark_other_category() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.had_other_category := true;
  RETURN NEW;
END $$;
-- Its name comes after that of the trigger that fills in what a variant takes from its family.
CREATE TRIGGER with_other_category BEFORE UPDATE ON catalog.product
  FOR EACH ROW WHEN (OLD.category_id <> NEW.category_id) EXECUTE FUNCTION catalog.mark_other_category();

CREATE FUNCTION catalog.keep_category() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM was w JOIN became b ON b.id = w.id WHERE b.category_id <> w.category_id) THEN
    INSERT INTO catalog.category_before (product_id, category_id, until_version)
    SELECT w.id, w.category_id, v.version FROM catalog.next_version() v (version), was w JOIN became b ON b.id = w.id
    WHERE b.category_id <> w.category_id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER keep_category AFTER UPDATE ON catalog.product REFERENCING OLD TABLE AS was NEW TABLE AS became
  FOR EACH STATEMENT EXECUTE FUNCTION catalog.keep_category();

CREATE OR REPLACE VIEW catalog.v_product WITH (security_invoker = true) AS
  SELECT p.id, p.code, c.code AS category_code, p.tags, p.had_other_category
  FROM catalog.product p JOIN catalog.category c ON c.id = p.category_id;
CREATE VIEW catalog.v_category_before WITH (security_invoker = true) AS
  SELECT b.product_id, c.code AS category_code, b.until_version
  FROM catalog.category_before b JOIN catalog.category c ON c.id = b.category_id;
SELECT platform.read_only('catalog.v_category_before');
