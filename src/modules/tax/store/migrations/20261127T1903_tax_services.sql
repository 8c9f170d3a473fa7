-- A market may let a service reckon its taxes, with the tables in its place where it does not answer.
ALTER TABLE tax.rule
  ADD COLUMN source text NOT NULL DEFAULT 'tables' CHECK (source IN ('tables', 'stripe')),
  ADD COLUMN else_tables boolean NOT NULL DEFAULT false,
  ADD COLUMN codes jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(codes) = 'object');

-- What a service said, by the hash of what it was asked; kept until an order takes it or it is too old. It tells of nobody.
CREATE TABLE tax.calculation (
  key bytea PRIMARY KEY CHECK (octet_length(key) = 32),
  source text NOT NULL CHECK (source IN ('tables', 'stripe')),
  reference text NOT NULL,
  answer jsonb NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX calculation_expires ON tax.calculation (expires_at);
SELECT platform.read_write_delete('tax.calculation');
