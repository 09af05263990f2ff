-- Portable between H2 and PostgreSQL.
CREATE TABLE job (
  project     VARCHAR(63) NOT NULL,
  id          VARCHAR(128) NOT NULL,
  input       VARCHAR(1000000) NOT NULL,
  labels      VARCHAR(100000) NOT NULL,
  state       VARCHAR(16) NOT NULL,
  create_time TIMESTAMP WITH TIME ZONE NOT NULL,
  start_time  TIMESTAMP WITH TIME ZONE,
  end_time    TIMESTAMP WITH TIME ZONE,
  error       VARCHAR(10000) NOT NULL,
  revision    BIGINT NOT NULL,
  progress    VARCHAR(1000000),
  PRIMARY KEY (project, id)
);

CREATE INDEX job_by_time ON job (project, create_time, id);
CREATE INDEX job_by_state ON job (state);
