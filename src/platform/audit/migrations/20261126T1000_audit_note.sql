-- Audit rows of use cases whose whole transaction is one call of a module's function. In: [{realm, account?, useCase,
-- subjects: {kind: [id]}, request}]. Answers how many.
CREATE FUNCTION platform.note_use_cases(notes jsonb) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO platform.audit (realm, account_id, use_case, subjects, request_id)
  SELECT n->>'realm', (n->>'account')::bigint, n->>'useCase', n->'subjects', n->>'request' FROM jsonb_array_elements(notes) n;
  RETURN jsonb_array_length(notes);
END $$;
REVOKE EXECUTE ON FUNCTION platform.note_use_cases(jsonb) FROM public;
