-- Tells facts from within the functions of modules. In: [{topic, key, payload}], in the order in which they are told. Answers how many.
CREATE FUNCTION platform.tell(facts jsonb) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO platform.outbox (topic, key_id, payload)
  SELECT f->>'topic', (f->>'key')::bigint, f->'payload' FROM jsonb_array_elements(facts) f;
  RETURN jsonb_array_length(facts);
END $$;
REVOKE EXECUTE ON FUNCTION platform.tell(jsonb) FROM public;
