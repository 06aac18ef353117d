"""Leave out imports that cost a second and serve no notebook."""

import sys


def skip_slow_imports():
    """Keep jsonschema, which nbformat validates with, from building a grammar for a format that notebooks do not have.

    It tries `rfc3987_syntax` when it is imported and does without it where it is missing; 1.0 of the 1.1 CPU seconds of
    `import nbformat` go into it.
    """
    sys.modules.setdefault("rfc3987_syntax", None)
