"""Bunsetsu and dependencies of sentences: which phrase modifies which, decided by a small trained model."""
