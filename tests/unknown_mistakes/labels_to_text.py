"""Wrong versions of labels_to_text that the catalogue does not know."""


# %% wrong: capitals
# Writes the names in capitals.
NAMES = ["t-shirt", "trouser", "pullover", "dress", "coat",
         "sandal", "shirt", "sneaker", "bag", "ankle boot"]


def labels_to_text(labels):
    return [NAMES[int(i)].upper() for i in labels]


# %% wrong: numbered
# Writes the number in front of the name.
NAMES = ["t-shirt", "trouser", "pullover", "dress", "coat",
         "sandal", "shirt", "sneaker", "bag", "ankle boot"]


def labels_to_text(labels):
    return [f"{int(i)} {NAMES[int(i)]}" for i in labels]
