"""Imports and casework under seeded faults, on an in-memory twin of the services that the storage layer talks to."""
