-- Portable between H2 and PostgreSQL.
CREATE TABLE model (
  name            VARCHAR(128) PRIMARY KEY,
  description     VARCHAR(4096) NOT NULL,
  default_version VARCHAR(128),
  create_time     TIMESTAMP WITH TIME ZONE NOT NULL
);

CREATE TABLE model_version (
  model       VARCHAR(128) NOT NULL REFERENCES model (name),
  name        VARCHAR(128) NOT NULL,
  number      BIGINT NOT NULL,
  origin      VARCHAR(4096) NOT NULL,
  create_time TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (model, name),
  UNIQUE (model, number)
);
