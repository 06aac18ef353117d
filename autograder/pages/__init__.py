"""Pages that people look at: one for each submission, one for the class. Nothing in here decides a mark.

Every page is one file that asks no other for anything, runs nothing of what a student wrote (its Content-Security-Policy
allows inline style and `data:` images, and on the class page one script by its hash), and is the same bytes for the same
input.
"""
