-- A position becomes another person's from a day on: sold, divided, or inherited. Asked for by one person, decided by another.
CREATE SCHEMA positions;
SELECT platform.open_schema('positions');

CREATE TABLE positions.transfer (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('sale', 'divorce', 'inheritance', 'other')),
  position_id bigint NOT NULL REFERENCES field.person,
  -- Who had it when it was asked for, and who is to have it.
  from_id bigint NOT NULL REFERENCES field.person,
  to_id bigint NOT NULL REFERENCES field.person,
  valid_from timestamptz NOT NULL,
  reason text NOT NULL CHECK (reason <> ''),
  -- Where the contract, judgment or certificate is kept.
  papers text NOT NULL DEFAULT '',
  state text NOT NULL DEFAULT 'requested' CHECK (state IN ('requested', 'done', 'rejected', 'withdrawn')),
  requested_by bigint NOT NULL REFERENCES identity.account,
  requested_at timestamptz NOT NULL,
  decided_by bigint REFERENCES identity.account,
  decided_at timestamptz,
  note text NOT NULL DEFAULT '',
  -- The number that whoever had it goes by since, where it was the own one.
  former_id bigint REFERENCES field.person,
  CHECK (kind <> 'inheritance' OR papers <> ''),
  CHECK ((state = 'requested') = (decided_at IS NULL)),
  CHECK (former_id IS NULL OR state = 'done'),
  -- Four eyes: the database itself knows no transfer that one person asked for and did.
  CONSTRAINT transfer_second_person CHECK (state <> 'done' OR (decided_by IS NOT NULL AND decided_by <> requested_by))
);
CREATE INDEX transfer_state ON positions.transfer (state, requested_at DESC);
CREATE INDEX transfer_position ON positions.transfer (position_id);
CREATE INDEX transfer_from ON positions.transfer (from_id);
CREATE INDEX transfer_to ON positions.transfer (to_id);
CREATE INDEX transfer_former ON positions.transfer (former_id);
CREATE INDEX transfer_requested_by ON positions.transfer (requested_by);
CREATE INDEX transfer_decided_by ON positions.transfer (decided_by);
SELECT platform.read_write('positions.transfer');
ALTER TABLE positions.transfer ENABLE ROW LEVEL SECURITY;
ALTER TABLE positions.transfer FORCE ROW LEVEL SECURITY;
CREATE POLICY staff ON positions.transfer USING ((SELECT platform.viewer_is_staff()));
