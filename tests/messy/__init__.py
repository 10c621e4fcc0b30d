"""Lists as commune clerks, post clerks and bank clerks really send them: each maker writes one file
and says what must come out of it. Everybody in them is invented."""

from tests.messy import books, layouts, post_and_bank, texts, values
from tests.messy.expected import MESSY

__all__ = ["MESSY", "books", "layouts", "post_and_bank", "texts", "values"]
