-- Versions from before were recorded once they could serve.
ALTER TABLE model_version ADD COLUMN description VARCHAR(4096) DEFAULT '' NOT NULL;
ALTER TABLE model_version ADD COLUMN state VARCHAR(16) DEFAULT 'READY' NOT NULL;
