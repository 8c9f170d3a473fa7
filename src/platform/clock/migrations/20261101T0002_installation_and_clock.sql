-- What this installation is, written once when it begins. No right to change it exists: a real company can never be
-- turned into a demonstration, whose clock may be moved and whose sign-ins are known.
CREATE TABLE platform.installation (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  demonstration boolean NOT NULL,
  -- Seeds what must differ between installations and stay the same within one, such as outside ids.
  seed bytea NOT NULL DEFAULT sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
    CHECK (length(seed) = 32),
  begun_at timestamptz NOT NULL DEFAULT now()
);
SELECT platform.append_only('platform.installation');

-- The company's clock is real time plus this offset, the same for all nodes.
CREATE TABLE platform.company_clock (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  offset_ms bigint NOT NULL DEFAULT 0
);
INSERT INTO platform.company_clock DEFAULT VALUES;
SELECT platform.read_only('platform.company_clock');

-- The company's time at the start of the transaction: everything that one transaction dates has the same time.
CREATE FUNCTION platform.company_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT now() + (SELECT offset_ms FROM platform.company_clock) * interval '1 millisecond' $$;

-- Moves the clock so that it shows the given time. Answers false, and does nothing, outside a demonstration.
CREATE FUNCTION platform.move_company_clock(target timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT coalesce((SELECT demonstration FROM platform.installation), false) THEN
    RETURN false;
  END IF;
  UPDATE platform.company_clock SET offset_ms = round(extract(epoch FROM target - now()) * 1000);
  PERFORM pg_notify('openfield_clock', '');
  RETURN true;
END $$;
REVOKE EXECUTE ON FUNCTION platform.move_company_clock(timestamptz) FROM public;
GRANT EXECUTE ON FUNCTION platform.move_company_clock(timestamptz) TO openfield_app;
