"""How free text is learnt to be understood, and how well; learning needs `make train`."""
