-- Who did what to which things, one row for each use case that wrote. Ids only: names and contacts never come here.
CREATE TABLE platform.audit (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  realm text NOT NULL,
  account_id bigint,
  use_case text NOT NULL CHECK (use_case <> ''),
  subjects jsonb NOT NULL CHECK (jsonb_typeof(subjects) = 'object'),
  request_id text NOT NULL
);
CREATE INDEX audit_account ON platform.audit (account_id, id DESC);
CREATE INDEX audit_subjects ON platform.audit USING gin (subjects jsonb_path_ops);
SELECT platform.append_only('platform.audit');
