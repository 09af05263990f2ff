-- Who leads among the servers of one database. The epoch is part of a key, so that in PostgreSQL a
-- leader's transactions, which lock the row as a foreign key would, hold up a new epoch but no
-- renewal.
CREATE TABLE leadership (
  name    VARCHAR(128) PRIMARY KEY,
  owner   VARCHAR(256) NOT NULL,
  epoch   BIGINT NOT NULL,
  expires TIMESTAMP WITH TIME ZONE NOT NULL,
  UNIQUE (name, epoch)
);
