"""How fast an issue becomes messages, beside its peers; `python -m benchmarks.render`."""
