"""The only place that knows an engine: DuckDB today. In go names and SQL, out come tables."""
