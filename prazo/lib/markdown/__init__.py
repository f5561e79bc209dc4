"""What people of the desk write: words, and the few signs of Markdown they know from elsewhere.

Bold, italic, links, lists, quotes, code and the pictures that hang on the message; nothing else is
a sign. What merely holds asterisks or brackets - a log, a path, a formula - stays as it is, and so
does HTML: see `lines` and `inline`, which are stricter than CommonMark for that. Pure.

Looked at: markdown-it-py 4.3.0 (kept, typed, MIT; in our lock already, by rich), which reads it;
mistune 3.4 (its rules cannot be told to leave a text alone); commonmark.py (given up).
"""

from prazo.lib.markdown.document import Document, is_read_alike, read, words

__all__ = ["Document", "is_read_alike", "read", "words"]
