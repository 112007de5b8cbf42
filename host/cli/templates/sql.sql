-- revision: {{revision}}
-- revises: {{revises}}
-- message: {{message}}
-- created: {{created}}

-- upgrade
-- CREATE TABLE people (
--     id INTEGER NOT NULL PRIMARY KEY,
--     name VARCHAR(200) NOT NULL
-- );

-- A section for one database replaces the general one there:
-- `upgrade sqlite`, `upgrade postgresql`, `upgrade mysql`, after two hyphens as above.

-- downgrade
-- DROP TABLE people;
