"""How free text is learnt to be understood, and how well: needs scikit-learn (`make train`)."""
