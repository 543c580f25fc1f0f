"""Time expressions (TIMEX3): how they are written, and the days they mean."""
