-- The company's time as a row that a statement takes in, where it asks for more.
CREATE FUNCTION platform.now_rows() RETURNS TABLE (now_at timestamptz)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1 AS $$
  SELECT now() + c.offset_ms * interval '1 millisecond' FROM platform.company_clock c
$$;
