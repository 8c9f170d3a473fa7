-- The same with fewer statements: what wakes is an expression, and what follows reads head and events by one question.
CREATE OR REPLACE FUNCTION platform.wake_sequencer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Equal notifications of one transaction are sent once, at its commit.
  IF pg_notify('openfield_outbox', '')::text IS NULL THEN
    RAISE EXCEPTION 'the sequencer was not woken';
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION platform.sequence_outbox(batch integer, OUT given bigint, OUT head bigint)
LANGUAGE plpgsql SET enable_hashjoin = off SET enable_mergejoin = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  topics text;
BEGIN
  SELECT h.seq INTO head FROM platform.outbox_head h FOR UPDATE;
  WITH waiting AS MATERIALIZED (
    SELECT w.id, w.at, head + row_number() OVER (ORDER BY w.id) AS position
    FROM (
      SELECT o.id, o.at FROM platform.outbox o WHERE o.seq IS NULL AND o.at < now() + interval '1 day' ORDER BY o.id LIMIT batch
    ) w
  ), placed AS (
    UPDATE platform.outbox o SET seq = waiting.position FROM waiting
    WHERE o.id = waiting.id AND o.at = waiting.at AND o.at < now() + interval '1 day'
    RETURNING o.topic
  ), counted AS MATERIALIZED (
    SELECT count(*) AS facts, string_agg(DISTINCT placed.topic, ' ') AS topics FROM placed
  ), moved AS (
    UPDATE platform.outbox_head h SET seq = head + c.facts FROM counted c WHERE c.facts > 0 RETURNING h.seq
  ), noted AS (
    INSERT INTO platform.outbox_time (seq) SELECT seq FROM moved
  )
  SELECT c.facts, c.topics INTO given, topics FROM counted c;
  IF given = 0 THEN
    RETURN;
  END IF;
  head := head + given;
  -- A message holds so much at most; without topics it is for everybody.
  IF pg_notify('openfield_seq', head || CASE WHEN octet_length(topics) > 7000 THEN '' ELSE ' ' || topics END)::text IS NULL THEN
    RAISE EXCEPTION 'nobody was told';
  END IF;
END $$;

CREATE OR REPLACE FUNCTION platform.events_after(after bigint, most bigint, topics text[])
RETURNS TABLE (until bigint, id bigint, seq bigint, topic text, version integer, key_id bigint, payload jsonb, at timestamptz)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
  -- The first row is no event. Whatever has a position was written before now, on the server's clock.
  RETURN QUERY
  WITH head AS MATERIALIZED (SELECT greatest(least(h.seq, after + most), after) AS last FROM platform.outbox_head h)
  SELECT h.last, NULL::bigint, NULL::bigint, NULL::text, NULL::integer, NULL::bigint, NULL::jsonb, NULL::timestamptz FROM head h
  UNION ALL
  SELECT (SELECT h.last FROM head h), o.id, o.seq, o.topic, o.version::integer, o.key_id, o.payload, o.at FROM platform.outbox o
  WHERE o.seq > after AND o.seq <= (SELECT h.last FROM head h) AND o.at < now() + interval '1 day'
    AND (topics IS NULL OR o.topic = ANY (topics))
  ORDER BY 3 NULLS FIRST;
END $$;

-- Tells facts, and notes who made them, from within the functions of modules. In: what platform.tell and platform.note_use_cases take.
CREATE FUNCTION platform.tell_and_note(facts jsonb, notes jsonb) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  WITH told AS (
    INSERT INTO platform.outbox (topic, key_id, payload)
    SELECT f->>'topic', (f->>'key')::bigint, f->'payload' FROM jsonb_array_elements(facts) f
  )
  INSERT INTO platform.audit (realm, account_id, use_case, subjects, request_id)
  SELECT n->>'realm', (n->>'account')::bigint, n->>'useCase', n->'subjects', n->>'request' FROM jsonb_array_elements(notes) n;
  RETURN jsonb_array_length(facts) + coalesce(jsonb_array_length(notes), 0);
END $$;
REVOKE EXECUTE ON FUNCTION platform.tell_and_note(jsonb, jsonb) FROM public;
