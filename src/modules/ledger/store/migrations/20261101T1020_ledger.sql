-- The books. An amount above zero credits an account, one below zero debits it; a wallet above zero is what the company
-- owes its holder. The program may read and call the functions of the next migration: no right to write a row exists.
CREATE SCHEMA ledger;
SELECT platform.open_schema('ledger');

CREATE TABLE ledger.account_kind (
  code text PRIMARY KEY CHECK (code ~ '^[a-z_]{2,30}$'),
  holder text NOT NULL CHECK (holder IN ('company', 'person')),
  name text NOT NULL
);
INSERT INTO ledger.account_kind (code, holder, name) VALUES
  ('receivable', 'company', 'Owed by buyers'),
  ('sales', 'company', 'Sales of goods'),
  ('shipping_income', 'company', 'Shipping charged'),
  ('tax_payable', 'company', 'Tax owed'),
  ('commission_expense', 'company', 'Commissions'),
  ('house_commission', 'company', 'Commissions of house positions'),
  ('rounding', 'company', 'Rounding'),
  ('payout_clearing', 'company', 'Payouts on their way'),
  ('bank', 'company', 'Bank'),
  ('wallet', 'person', 'Wallet');
SELECT platform.read_only('ledger.account_kind');

-- One account for each kind, legal entity, holder and currency (or unit that is not money).
CREATE TABLE ledger.account (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL REFERENCES ledger.account_kind,
  legal_entity_id bigint NOT NULL REFERENCES company.legal_entity,
  person_id bigint REFERENCES field.person,
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3,12}$'),
  UNIQUE NULLS NOT DISTINCT (kind, legal_entity_id, person_id, currency),
  UNIQUE (id, currency)
);
CREATE INDEX account_person ON ledger.account (person_id) WHERE person_id IS NOT NULL;

CREATE TABLE ledger.journal (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Made by whoever asks, so that asking twice has one effect.
  client_id uuid NOT NULL UNIQUE,
  -- Of everything that was asked: the same id with another content is refused.
  request_hash bytea NOT NULL CHECK (octet_length(request_hash) = 32),
  code text NOT NULL CHECK (code ~ '^[a-z_.]{2,40}$'),
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'pending', 'posted', 'voided')),
  legal_entity_id bigint NOT NULL REFERENCES company.legal_entity,
  market_id bigint REFERENCES company.market,
  at timestamptz NOT NULL,
  -- What it is about: an order, a period. The code is what people call it.
  subject_kind text,
  subject_id bigint,
  subject_code text,
  -- A correction is a journal of its own; a journal is reversed at most once.
  reverses_id bigint UNIQUE REFERENCES ledger.journal,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((subject_kind IS NULL) = (subject_id IS NULL))
);
CREATE INDEX journal_at ON ledger.journal (at DESC, id DESC);
CREATE INDEX journal_subject ON ledger.journal (subject_kind, subject_id);
CREATE INDEX journal_subject_code ON ledger.journal (subject_code);

CREATE TABLE ledger.entry (
  journal_id bigint NOT NULL REFERENCES ledger.journal,
  line integer NOT NULL CHECK (line > 0),
  account_id bigint NOT NULL,
  currency text NOT NULL,
  minor bigint NOT NULL CHECK (minor <> 0),
  PRIMARY KEY (journal_id, line),
  FOREIGN KEY (account_id, currency) REFERENCES ledger.account (id, currency)
);
CREATE INDEX entry_account ON ledger.entry (account_id, journal_id DESC);

-- Which chunks of a long journal are in, so that a resumed run adds none twice.
CREATE TABLE ledger.chunk (
  journal_id bigint NOT NULL REFERENCES ledger.journal,
  number integer NOT NULL CHECK (number > 0),
  request_hash bytea NOT NULL CHECK (octet_length(request_hash) = 32),
  PRIMARY KEY (journal_id, number)
);

-- The balance of a wallet; locked by whatever moves it. `reserved_minor` is the sum of debits that are not posted yet.
CREATE TABLE ledger.balance (
  account_id bigint PRIMARY KEY REFERENCES ledger.account,
  posted_minor bigint NOT NULL DEFAULT 0,
  reserved_minor bigint NOT NULL DEFAULT 0 CHECK (reserved_minor <= 0),
  may_owe boolean NOT NULL DEFAULT false,
  CONSTRAINT wallet_is_not_negative CHECK (may_owe OR posted_minor + reserved_minor >= 0)
);

-- What journals brought to wallets and is not yet in their balance rows: of journals not posted, and of long ones that
-- one row posted a moment ago. Rolled up afterwards, and before any debit of that wallet.
CREATE TABLE ledger.awaiting (
  account_id bigint NOT NULL REFERENCES ledger.balance,
  journal_id bigint NOT NULL REFERENCES ledger.journal,
  credit_minor bigint NOT NULL DEFAULT 0 CHECK (credit_minor >= 0),
  debit_minor bigint NOT NULL DEFAULT 0 CHECK (debit_minor <= 0),
  PRIMARY KEY (account_id, journal_id)
);
CREATE INDEX awaiting_journal ON ledger.awaiting (journal_id, account_id);

GRANT SELECT ON ledger.account, ledger.journal, ledger.entry, ledger.chunk, ledger.balance, ledger.awaiting
  TO openfield_app;

-- A person sees the own wallet and what touched it; the company's accounts are for staff.
ALTER TABLE ledger.account ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger.account FORCE ROW LEVEL SECURITY;
ALTER TABLE ledger.journal ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger.journal FORCE ROW LEVEL SECURITY;
ALTER TABLE ledger.entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger.entry FORCE ROW LEVEL SECURITY;
ALTER TABLE ledger.balance ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger.balance FORCE ROW LEVEL SECURITY;
ALTER TABLE ledger.awaiting ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger.awaiting FORCE ROW LEVEL SECURITY;
ALTER TABLE ledger.chunk ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger.chunk FORCE ROW LEVEL SECURITY;

-- The ledger's own functions run as its owner, who must see all rows to keep the books right.
CREATE POLICY keeper ON ledger.account TO CURRENT_USER USING (true);
CREATE POLICY keeper ON ledger.journal TO CURRENT_USER USING (true);
CREATE POLICY keeper ON ledger.entry TO CURRENT_USER USING (true);
CREATE POLICY keeper ON ledger.balance TO CURRENT_USER USING (true);
CREATE POLICY keeper ON ledger.awaiting TO CURRENT_USER USING (true);
CREATE POLICY keeper ON ledger.chunk TO CURRENT_USER USING (true);

CREATE POLICY viewer ON ledger.account FOR SELECT TO openfield_app
  USING ((SELECT platform.viewer_is_staff()) OR person_id = (SELECT platform.viewer_person_id()));
CREATE POLICY viewer ON ledger.entry FOR SELECT TO openfield_app
  USING (
    (SELECT platform.viewer_is_staff())
    OR account_id IN (SELECT a.id FROM ledger.account a WHERE a.person_id = (SELECT platform.viewer_person_id()))
  );
CREATE POLICY viewer ON ledger.balance FOR SELECT TO openfield_app
  USING (
    (SELECT platform.viewer_is_staff())
    OR account_id IN (SELECT a.id FROM ledger.account a WHERE a.person_id = (SELECT platform.viewer_person_id()))
  );
CREATE POLICY viewer ON ledger.awaiting FOR SELECT TO openfield_app
  USING (
    (SELECT platform.viewer_is_staff())
    OR account_id IN (SELECT a.id FROM ledger.account a WHERE a.person_id = (SELECT platform.viewer_person_id()))
  );
CREATE POLICY viewer ON ledger.journal FOR SELECT TO openfield_app
  USING (
    (SELECT platform.viewer_is_staff())
    OR EXISTS (SELECT FROM ledger.entry e WHERE e.journal_id = journal.id)
  );
CREATE POLICY viewer ON ledger.chunk FOR SELECT TO openfield_app USING ((SELECT platform.viewer_is_staff()));

-- What each wallet holds now. `available_minor` leaves out what is set aside for debits on their way.
CREATE VIEW ledger.v_wallet WITH (security_invoker = true) AS
  SELECT a.id AS account_id, a.person_id, a.legal_entity_id, a.currency,
    b.posted_minor + coalesce(w.credit_minor + w.debit_minor, 0) AS balance_minor,
    b.reserved_minor - coalesce(w.debit_minor, 0) AS reserved_minor,
    b.posted_minor + b.reserved_minor + coalesce(w.credit_minor, 0) AS available_minor
  FROM ledger.account a
  JOIN ledger.balance b ON b.account_id = a.id
  LEFT JOIN LATERAL (
    SELECT sum(o.credit_minor)::bigint AS credit_minor, sum(o.debit_minor)::bigint AS debit_minor
    FROM ledger.awaiting o JOIN ledger.journal j ON j.id = o.journal_id
    WHERE o.account_id = a.id AND j.state = 'posted'
  ) w ON true;
GRANT SELECT ON ledger.v_wallet TO openfield_app;
