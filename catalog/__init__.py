"""What is known: facts, snapshots of upstream lists, and the DuckDB file built from them."""
