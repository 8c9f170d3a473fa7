-- What was paid by card and lies with whoever takes cards for the company.
INSERT INTO ledger.account_kind (code, holder, name) VALUES ('card', 'company', 'Card payments at the provider');
