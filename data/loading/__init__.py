"""Loads without a screen: the files of a folder, the drop folder, and remembered layouts on the shell."""
