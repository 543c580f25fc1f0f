"""How right the columns are: golden texts through the stages that make a release, judged. No Dagster inside."""
