"""The cells of the notebook page, in order. Each module has `show()`, which draws the inside of its cell."""
