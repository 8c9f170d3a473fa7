-- Bytes that must be kept as they are, found by their SHA-256: snapshots, results, statements, uploads.
CREATE TABLE platform.file_chunk (
  upload uuid NOT NULL,
  n integer NOT NULL CHECK (n >= 0),
  bytes bytea NOT NULL CHECK (length(bytes) BETWEEN 1 AND 1048576),
  PRIMARY KEY (upload, n)
);
-- Compressing what is mostly compressed already only costs time.
ALTER TABLE platform.file_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;
SELECT platform.append_only('platform.file_chunk');

CREATE TABLE platform.file (
  sha256 bytea PRIMARY KEY CHECK (length(sha256) = 32),
  upload uuid NOT NULL UNIQUE,
  size bigint NOT NULL CHECK (size >= 0),
  kept_at timestamptz NOT NULL DEFAULT now()
);
SELECT platform.append_only('platform.file');
