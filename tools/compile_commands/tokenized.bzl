# SPDX-License-Identifier: Apache-2.0
"""tokenized: words of copts and defines as Bazel hands them to the compiler, for those who ask a rule for its attributes."""

def _split(text):
    words = []
    current = None
    quote = ""
    escaped = False
    for c in text.elems():
        if escaped:
            # Between double quotes a backslash stands for itself, but before what it keeps from meaning something.
            if quote and c not in "\"\\$`":
                current += "\\"
            current = (current or "") + c
            escaped = False
        elif c == "\\" and quote != "'":
            escaped = True
        elif quote:
            if c == quote:
                quote = ""
            else:
                current += c
        elif c in "'\"":
            quote = c
            current = current or ""
        elif c in " \t\n":
            if current != None:
                words.append(current)
            current = None
        else:
            current = (current or "") + c
    return words + ([current] if current != None else [])

def tokenized(*, words):
    """The words, each split and unquoted as a shell would.

    Args:
      words: strings of a BUILD file, such as copts.

    Returns:
      A list of words without a shell's quotes.
    """
    return [word for text in words for word in _split(text)]
