-- What was answered under which key, so that a repeated request gets the same answer and has no second effect.
-- Requests without a sign-in use account 0.
CREATE TABLE platform.idempotency (
  realm text NOT NULL,
  account_id bigint NOT NULL,
  key text NOT NULL CHECK (length(key) BETWEEN 8 AND 100),
  payload_hash bytea NOT NULL CHECK (octet_length(payload_hash) = 32),
  -- Null only inside the transaction that made the row.
  answer jsonb,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (realm, account_id, key)
);
CREATE INDEX idempotency_at ON platform.idempotency (at);
SELECT platform.read_write_delete('platform.idempotency');

-- An answer may hold what only its asker may see.
ALTER TABLE platform.idempotency ENABLE ROW LEVEL SECURITY;
ALTER TABLE platform.idempotency FORCE ROW LEVEL SECURITY;
CREATE POLICY own_keys ON platform.idempotency
  USING (
    (SELECT platform.viewer_realm()) = 'system'
    OR (
      realm = (SELECT platform.viewer_realm())
      AND account_id = coalesce((SELECT platform.viewer_account_id()), 0)
    )
  );
