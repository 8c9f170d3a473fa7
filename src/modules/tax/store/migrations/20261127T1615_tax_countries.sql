-- Where goods are delivered decides: a rate, or a row of shipping, may be for one country; those of no country are for all others.
ALTER TABLE tax.rate ADD COLUMN country text CHECK (country ~ '^[A-Z]{2}$');
ALTER TABLE tax.shipping ADD COLUMN country text CHECK (country ~ '^[A-Z]{2}$');
-- Two rates of a class and a country never hold on the same day.
DO $$
DECLARE
  before text;
BEGIN
  SELECT c.conname INTO STRICT before FROM pg_constraint c WHERE c.conrelid = 'tax.rate'::regclass AND c.contype = 'x';
  EXECUTE format('ALTER TABLE tax.rate DROP CONSTRAINT %I', before);
END $$;
ALTER TABLE tax.rate ADD CONSTRAINT rate_once EXCLUDE USING gist (
  market_id WITH =, class WITH =, (coalesce(country, '')) WITH =, tstzrange(valid_from, valid_until) WITH &&);
