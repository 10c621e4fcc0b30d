"""What anyone, and a beneficiary or who collects for them, can ask."""
