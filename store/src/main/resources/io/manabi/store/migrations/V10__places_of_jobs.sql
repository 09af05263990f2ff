-- Where the tasks of a job run: servers there alone can find them again.
ALTER TABLE job ADD COLUMN place VARCHAR(255) DEFAULT '' NOT NULL;
