-- Somebody with several positions looks from one of them at a time: a session may name another one than the account does. Of a
-- position that was taken over nothing from before is seen.
ALTER TABLE identity.account ADD COLUMN person_since timestamptz, ADD CHECK (person_since IS NULL OR person_id IS NOT NULL);
ALTER TABLE identity.session
  ADD COLUMN person_id bigint,
  ADD COLUMN person_since timestamptz,
  ADD CHECK (person_since IS NULL OR person_id IS NOT NULL);
CREATE INDEX session_person ON identity.session (person_id) WHERE person_id IS NOT NULL;

DROP FUNCTION identity.find_viewer(text, bytea);
CREATE FUNCTION identity.find_viewer(asked_realm text, asked_hash bytea)
RETURNS TABLE (session_id bigint, account_id bigint, person_id bigint, person_since timestamptz, demonstration boolean, rights jsonb)
LANGUAGE sql STABLE SET openfield.realm = 'system' AS $$
  SELECT session.id, account.id, coalesce(session.person_id, account.person_id),
    CASE WHEN session.person_id IS NULL THEN account.person_since ELSE session.person_since END, account.demonstration, (
    SELECT coalesce(jsonb_agg(jsonb_build_array(role_right.right_name, account_role.market_id::text)), '[]')
    FROM identity.account_role JOIN identity.role_right USING (role_id)
    WHERE account_role.account_id = account.id
  )
  FROM identity.session JOIN identity.account ON account.id = session.account_id
  WHERE session.token_hash = asked_hash AND session.ended_at IS NULL AND session.expires_at > now()
    AND account.realm = asked_realm AND account.status = 'active'
$$;
