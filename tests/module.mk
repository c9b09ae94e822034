# Lints over the whole tree.
