-- Readers of the outbox ask after every few orders. Within a function the plan over all days is made once for a connection, and days
-- that lie ahead are left out of it each time.

-- The events after a position, in order, at most `most` positions on. The first row says up to which position was read, the others
-- are events; of other topics than those given (null: all) there are none.
CREATE FUNCTION platform.events_after(after bigint, most bigint, topics text[])
RETURNS TABLE (until bigint, id bigint, seq bigint, topic text, version integer, key_id bigint, payload jsonb, at timestamptz)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  head constant bigint := (SELECT h.seq FROM platform.outbox_head h);
  last constant bigint := least(head, after + most);
BEGIN
  RETURN QUERY SELECT greatest(last, after), NULL::bigint, NULL::bigint, NULL::text, NULL::integer, NULL::bigint, NULL::jsonb,
    NULL::timestamptz;
  IF last <= after THEN
    RETURN;
  END IF;
  -- Whatever has a position was written before now, on the server's clock.
  RETURN QUERY SELECT last, o.id, o.seq, o.topic, o.version::integer, o.key_id, o.payload, o.at FROM platform.outbox o
    WHERE o.seq > after AND o.seq <= last AND o.at < now() + interval '1 day' AND (topics IS NULL OR o.topic = ANY (topics))
    ORDER BY o.seq;
END $$;

-- As before, without the days ahead.
CREATE OR REPLACE FUNCTION platform.sequence_outbox(batch integer, OUT given bigint, OUT head bigint) LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  SELECT h.seq INTO head FROM platform.outbox_head h FOR UPDATE;
  WITH waiting AS MATERIALIZED (
    SELECT w.id, w.at, head + row_number() OVER (ORDER BY w.id) AS position
    FROM (
      SELECT o.id, o.at FROM platform.outbox o WHERE o.seq IS NULL AND o.at < now() + interval '1 day' ORDER BY o.id LIMIT batch
    ) w
  )
  UPDATE platform.outbox o SET seq = waiting.position FROM waiting
  WHERE o.id = waiting.id AND o.at = waiting.at AND o.at < now() + interval '1 day';
  GET DIAGNOSTICS given = ROW_COUNT;
  IF given = 0 THEN
    RETURN;
  END IF;
  head := head + given;
  UPDATE platform.outbox_head SET seq = head;
  INSERT INTO platform.outbox_time (seq) VALUES (head);
  PERFORM pg_notify('openfield_seq', head::text);
END $$;
