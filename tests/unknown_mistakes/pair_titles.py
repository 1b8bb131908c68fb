"""Wrong versions of pair_titles that the catalogue does not know."""


# %% wrong: only-differing
# Leaves out what was predicted right.

def pair_titles(true, pred):
    return [a + "\n" + b for a, b in zip(true, pred) if a != b]


# %% wrong: upside-down
# Begins with the last image.

def pair_titles(true, pred):
    return [a + "\n" + b for a, b in zip(true, pred)][::-1]
