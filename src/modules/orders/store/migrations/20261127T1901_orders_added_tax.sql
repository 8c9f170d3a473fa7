-- Where prices do not contain their tax, it comes on top of goods and shipping: then the total is theirs and the tax.
DO $$
DECLARE
  before text;
BEGIN
  SELECT c.conname INTO STRICT before FROM pg_constraint c
  WHERE c.conrelid = 'orders."order"'::regclass AND c.contype = 'c'
    AND pg_get_constraintdef(c.oid) LIKE '%total_minor = (subtotal_minor + shipping_minor)%';
  EXECUTE format('ALTER TABLE orders."order" DROP CONSTRAINT %I', before);
END $$;
ALTER TABLE orders."order"
  ADD CONSTRAINT order_total CHECK (total_minor - subtotal_minor - shipping_minor IN (0, tax_minor));
-- Told by the sums, so that whatever writes an order says it.
ALTER TABLE orders."order"
  ADD COLUMN tax_added boolean GENERATED ALWAYS AS (total_minor <> subtotal_minor + shipping_minor) VIRTUAL;
