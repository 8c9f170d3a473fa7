-- Groups of people that staff keep and promotions ask for by their code. Who belongs to one is told as a known fact of the person.
CREATE TABLE promotions.segment (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  market_id bigint NOT NULL REFERENCES company.market,
  code text NOT NULL CHECK (code ~ '^[a-z0-9][a-z0-9-]{0,59}$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  UNIQUE (market_id, code)
);
SELECT platform.read_write('promotions.segment');

-- Who belonged to it from when on, and until when; without an end, until somebody says one.
CREATE TABLE promotions.segment_member (
  segment_id bigint NOT NULL REFERENCES promotions.segment,
  person_id bigint NOT NULL REFERENCES field.person,
  from_at timestamptz NOT NULL,
  until_at timestamptz CHECK (until_at >= from_at),
  added_by bigint,
  PRIMARY KEY (segment_id, person_id, from_at)
);
CREATE INDEX segment_member_person ON promotions.segment_member (person_id);
SELECT platform.read_write('promotions.segment_member');

DO $$
DECLARE
  of_table text;
BEGIN
  FOREACH of_table IN ARRAY ARRAY['segment', 'segment_member'] LOOP
    EXECUTE format('ALTER TABLE promotions.%I ENABLE ROW LEVEL SECURITY', of_table);
    EXECUTE format('ALTER TABLE promotions.%I FORCE ROW LEVEL SECURITY', of_table);
    EXECUTE format('CREATE POLICY keeper ON promotions.%I TO CURRENT_USER USING (true)', of_table);
    EXECUTE format('CREATE POLICY staff ON promotions.%I TO openfield_app USING ((SELECT platform.viewer_is_staff()))', of_table);
  END LOOP;
END $$;
