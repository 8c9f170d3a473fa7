-- Kinds and statuses have the second clock, too: the position of the event that first told of them. What was there before, or
-- is loaded, is known from the beginning; what the program writes is not known until its event has a position.
ALTER TABLE field.person_standing ADD COLUMN known_seq bigint DEFAULT 0;
GRANT UPDATE (known_seq) ON field.person_standing TO openfield_app;

-- What somebody was as of an instant, as far as it was known at a position of the feed. A standing holds until the next one that
-- was known, so that an end needs no position of its own.
CREATE FUNCTION field.standing_as_of(person bigint, at timestamptz, known bigint)
RETURNS TABLE (kind text, status text) LANGUAGE sql STABLE AS $$
  SELECT s.kind, s.status FROM field.person_standing s
  WHERE s.person_id = person AND s.valid_from <= at AND s.known_seq <= known
  ORDER BY s.valid_from DESC LIMIT 1
$$;
