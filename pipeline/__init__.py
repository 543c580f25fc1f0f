"""How every value is computed: pure functions. No Dagster, no paths, no clock, no network, no environment."""
