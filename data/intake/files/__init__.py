"""Bytes to a text table.

In: the bytes of one file, and a Reading where a person has chosen how it is cut. Out: a TextTable of unread cells with
its header, what was mended, and questions where the file could be cut in two ways.
"""
