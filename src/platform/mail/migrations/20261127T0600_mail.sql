-- Mails: what is to be said to whom, and what became of it. Addresses and words are personal.
CREATE TABLE platform.mail (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- What it tells, so that the same is told once.
  key text NOT NULL UNIQUE CHECK (length(key) BETWEEN 1 AND 200),
  kind text NOT NULL CHECK (kind <> ''),
  recipient text NOT NULL CHECK (recipient LIKE '%_@_%' AND length(recipient) <= 254),
  recipient_name text NOT NULL,
  language text NOT NULL,
  subject text NOT NULL CHECK (subject <> ''),
  -- The blocks from which both its plain text and its HTML are made.
  content jsonb NOT NULL,
  -- What goes along: a name, and where the bytes are asked for.
  attachments jsonb NOT NULL DEFAULT '[]',
  -- What only the recipient may know, taken out as soon as the mail has gone.
  secret text,
  about_kind text,
  about_code text,
  -- No foreign key: markets are a module's.
  market_id bigint,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed', 'unknown')),
  attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  -- Given at the first attempt and kept, so that a repeat is the same message.
  message_id text UNIQUE,
  posted_at timestamptz NOT NULL DEFAULT platform.company_now(),
  sent_at timestamptz,
  -- Real time: when it is tried next; null where it is not tried any more.
  due_at timestamptz DEFAULT now(),
  answer text,
  CHECK ((about_kind IS NULL) = (about_code IS NULL)),
  CHECK ((state = 'sent') = (sent_at IS NOT NULL)),
  CHECK (state <> 'sent' OR due_at IS NULL),
  CHECK (state = 'waiting' OR attempts > 0)
);
CREATE INDEX mail_due ON platform.mail (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX mail_posted ON platform.mail (posted_at DESC, id DESC);
CREATE INDEX mail_recipient ON platform.mail (lower(recipient) text_pattern_ops);
CREATE INDEX mail_about ON platform.mail (about_kind, about_code);
SELECT platform.read_write('platform.mail');
ALTER TABLE platform.mail ENABLE ROW LEVEL SECURITY;
ALTER TABLE platform.mail FORCE ROW LEVEL SECURITY;
CREATE POLICY staff_only ON platform.mail USING ((SELECT platform.viewer_is_staff()));
