-- The number of the last transaction that used a row; see Commits.
CREATE TABLE commit_mark (
  id     VARCHAR(64) PRIMARY KEY,
  number BIGINT NOT NULL,
  used   TIMESTAMP WITH TIME ZONE NOT NULL
);
