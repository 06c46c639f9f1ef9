"""The HTTP API, one file a subject, each with its own models."""
