"""The workplace: models by name, a database, jobs, a record of who did what; and its doors."""
