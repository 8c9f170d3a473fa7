-- Whoever used a link that was mailed to the login reads what is sent there.
ALTER TABLE identity.account ADD COLUMN confirmed_at timestamptz;
ALTER TABLE identity.one_time_link DROP CONSTRAINT one_time_link_purpose_check,
  ADD CONSTRAINT one_time_link_purpose_check
    CHECK (purpose IN ('first_administrator', 'activation', 'new_password', 'confirm_login'));

-- Uses up every link of an account, as the program itself: nobody else sees links, not even the own ones.
CREATE FUNCTION identity.use_up_links(of_account bigint) RETURNS void
LANGUAGE sql SET openfield.realm = 'system' AS $$
  UPDATE identity.one_time_link SET used_at = now() WHERE account_id = of_account AND used_at IS NULL
$$;
