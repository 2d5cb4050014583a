"""One run of an edition to an audience."""
