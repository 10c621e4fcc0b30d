"""What may break, each tried on real processes: nothing is lost, nothing is filed twice."""
