-- Where a basket is going, as far as its shopper said, so that its tax is that of the place.
ALTER TABLE orders.basket
  ADD COLUMN country text CHECK (country ~ '^[A-Z]{2}$'),
  ADD COLUMN region text CHECK (region ~ '^[A-Z0-9]{1,3}$'),
  ADD COLUMN postal_code text CHECK (length(postal_code) <= 20),
  ADD CHECK (country IS NOT NULL OR (region IS NULL AND postal_code IS NULL));
