-- Families of goods: a product with options ([{code, texts: {language: {name}}, values: [{code, texts}]}]) is itself not ordered; its
-- variants are products of their own, each with one value of every option ({option: value}).
ALTER TABLE catalog.product
  ADD COLUMN parent_id bigint REFERENCES catalog.product,
  ADD COLUMN options jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(options) = 'array'),
  ADD COLUMN choice jsonb CHECK (jsonb_typeof(choice) = 'object'),
  -- The fields that a variant has of its own; all others are those of its family, written down here by the triggers below, so that
  -- whoever reads a product need not know that it is a variant.
  ADD COLUMN own text[] NOT NULL DEFAULT '{}'
    CHECK (own <@ '{art,category,limits,tags,taxClass,texts,weightGrams}'::text[]),
  ADD CONSTRAINT product_variant CHECK (
    (parent_id IS NULL) = (choice IS NULL) AND (parent_id IS NULL OR (parent_id <> id AND options = '[]'))
    AND (parent_id IS NOT NULL OR own = '{}')
  ),
  ADD CONSTRAINT product_choice UNIQUE (parent_id, choice);

CREATE FUNCTION catalog.take_from_family() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  family catalog.product;
BEGIN
  SELECT * INTO STRICT family FROM catalog.product p WHERE p.id = NEW.parent_id;
  IF family.options = '[]' THEN
    RAISE EXCEPTION 'a variant belongs to a product with options';
  END IF;
  IF NOT 'category' = ANY (NEW.own) THEN NEW.category_id := family.category_id; END IF;
  IF NOT 'art' = ANY (NEW.own) THEN NEW.art := family.art; END IF;
  IF NOT 'taxClass' = ANY (NEW.own) THEN NEW.tax_class := family.tax_class; END IF;
  IF NOT 'weightGrams' = ANY (NEW.own) THEN NEW.weight_grams := family.weight_grams; END IF;
  IF NOT 'tags' = ANY (NEW.own) THEN NEW.tags := family.tags; END IF;
  IF NOT 'texts' = ANY (NEW.own) THEN NEW.texts := family.texts; END IF;
  IF NOT 'limits' = ANY (NEW.own) THEN NEW.limits := family.limits; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER take_from_family BEFORE INSERT OR UPDATE ON catalog.product
  FOR EACH ROW WHEN (NEW.parent_id IS NOT NULL) EXECUTE FUNCTION catalog.take_from_family();

CREATE FUNCTION catalog.give_to_variants() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- The trigger above fills in what they do not have.
  UPDATE catalog.product SET own = own WHERE parent_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER give_to_variants AFTER UPDATE ON catalog.product
  FOR EACH ROW WHEN (NEW.parent_id IS NULL AND NEW.options <> '[]') EXECUTE FUNCTION catalog.give_to_variants();

-- For later modules' joins: the family of each variant, and the category of that, by which promotions reach it too.
CREATE VIEW catalog.v_variant WITH (security_invoker = true) AS
  SELECT v.id AS product_id, f.id AS family_id, f.code AS family_code, c.code AS family_category_code
  FROM catalog.product v
  JOIN catalog.product f ON f.id = v.parent_id
  JOIN catalog.category c ON c.id = f.category_id;
SELECT platform.read_only('catalog.v_variant');
