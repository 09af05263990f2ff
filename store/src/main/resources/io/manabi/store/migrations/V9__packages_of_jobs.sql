-- Portable between H2 and PostgreSQL.
ALTER TABLE job ADD COLUMN packages VARCHAR(1000000) DEFAULT '[]' NOT NULL;
