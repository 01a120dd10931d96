"""Fixtures: databases, people, servers and browsers for the tests."""
