-- Parties have two clocks: what each was, from when on, and the position of the event that first told of it. A stand holds until the
-- next one that was known, so that an end needs no position of its own.
CREATE TABLE orders.party_stand (
  party_id bigint NOT NULL REFERENCES orders.party,
  number integer NOT NULL CHECK (number > 0),
  valid_from timestamptz NOT NULL,
  host_person_id bigint REFERENCES field.person,
  kind text NOT NULL,
  held_at timestamptz NOT NULL,
  -- Null for one that is called off.
  counts_at timestamptz,
  -- What is not told of is known from the beginning, as is what was there before.
  known_seq bigint,
  PRIMARY KEY (party_id, number)
);
SELECT platform.append_only('orders.party_stand');
GRANT UPDATE (known_seq) ON orders.party_stand TO openfield_app;
ALTER TABLE orders.party_stand ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders.party_stand FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON orders.party_stand TO CURRENT_USER USING (true);
CREATE POLICY staff ON orders.party_stand TO openfield_app USING ((SELECT platform.viewer_is_staff()));

-- Parties that are there are known as they stand since they were opened: what they were before is written nowhere.
INSERT INTO orders.party_stand (party_id, number, valid_from, host_person_id, kind, held_at, counts_at, known_seq)
SELECT p.id, 1, p.opened_at, p.host_person_id, p.kind, p.held_at,
  CASE WHEN p.state <> 'cancelled' THEN least(coalesce(p.closed_at, p.ends_at), p.ends_at) END, 0
FROM orders.party p;

-- Notes what a party is from now on, for whoever changed it and holds it; answers the number by which the event tells of it.
CREATE FUNCTION orders.note_party(of_party bigint) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO orders.party_stand (party_id, number, valid_from, host_person_id, kind, held_at, counts_at)
  SELECT p.id, 1 + coalesce((SELECT max(s.number) FROM orders.party_stand s WHERE s.party_id = p.id), 0), platform.company_now(),
    p.host_person_id, p.kind, p.held_at,
    CASE WHEN p.state <> 'cancelled' THEN least(coalesce(p.closed_at, p.ends_at), p.ends_at) END
  FROM orders.party p WHERE p.id = of_party
  RETURNING number
$$;
REVOKE EXECUTE ON FUNCTION orders.note_party(bigint) FROM public;
GRANT EXECUTE ON FUNCTION orders.note_party(bigint) TO openfield_app;

-- Both clocks of parties for later modules; `counts_at` is null from when one is called off.
CREATE VIEW orders.v_party_known WITH (security_invoker = true) AS
  SELECT p.id, p.code, p.seller_person_id, s.number, s.valid_from, s.host_person_id, s.kind, s.held_at, s.counts_at, s.known_seq
  FROM orders.party_stand s JOIN orders.party p ON p.id = s.party_id;
SELECT platform.read_only('orders.v_party_known');
