"""Repair rules: small functions that look at a text and return the edits they are sure of, or the places they suspect.

A rule is a function ``(text, clue) -> list[Edit]``; it never changes the text itself. ``repair.RULES`` is the chain. To add
a rule: write one function, add one line to the chain, write one test.
"""
