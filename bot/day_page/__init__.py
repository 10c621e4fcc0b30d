"""The officials' page: the numbers of a day, and what waits, on a screen of any size."""
