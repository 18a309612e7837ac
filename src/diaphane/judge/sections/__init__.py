"""The sections of a report's page, each made of a study and the pictures that go with it."""
