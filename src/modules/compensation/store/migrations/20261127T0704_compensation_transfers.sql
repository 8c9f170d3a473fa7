-- What it would change if a position became another person's: whom caps over owners count together. Transfers are a later module's,
-- which hands in what is asked for; so there is no foreign key.
CREATE TABLE compensation.transfer_preview (
  transfer_id bigint PRIMARY KEY,
  position_id bigint NOT NULL REFERENCES field.person,
  -- The position itself, where it would be its new owner's only one.
  owner_id bigint NOT NULL REFERENCES field.person,
  valid_from timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('computing', 'ready', 'failed')),
  asked_at timestamptz NOT NULL,
  done_at timestamptz,
  periods jsonb NOT NULL DEFAULT '[]',
  failure text
);
CREATE INDEX transfer_preview_position ON compensation.transfer_preview (position_id);
CREATE INDEX transfer_preview_owner ON compensation.transfer_preview (owner_id);
SELECT platform.read_write('compensation.transfer_preview');
CREATE TABLE compensation.transfer_effect (
  transfer_id bigint NOT NULL REFERENCES compensation.transfer_preview,
  period text NOT NULL,
  person_id bigint NOT NULL REFERENCES field.person,
  currency text NOT NULL,
  before_minor bigint NOT NULL,
  after_minor bigint NOT NULL,
  rank_before text,
  rank_after text,
  PRIMARY KEY (transfer_id, period, person_id, currency)
);
CREATE INDEX transfer_effect_person ON compensation.transfer_effect (person_id);
SELECT platform.read_write_delete('compensation.transfer_effect');
ALTER TABLE compensation.transfer_effect ENABLE ROW LEVEL SECURITY;
ALTER TABLE compensation.transfer_effect FORCE ROW LEVEL SECURITY;
CREATE POLICY staff ON compensation.transfer_effect USING ((SELECT platform.viewer_is_staff()));
