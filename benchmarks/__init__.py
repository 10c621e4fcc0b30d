"""Measured claims: ``make bench`` runs them all, side by side in one run."""
