"""The cellar: one database."""
