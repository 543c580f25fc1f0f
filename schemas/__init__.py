"""What Kawaraban publishes: declarations of tables and columns, and their renderings. No data, no I/O."""
