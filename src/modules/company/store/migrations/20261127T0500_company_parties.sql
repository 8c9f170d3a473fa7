-- Parties have numbers that people read aloud, as orders have.
CREATE SEQUENCE company.party_number START 100001;
GRANT USAGE, SELECT, UPDATE ON company.party_number TO openfield_app;
