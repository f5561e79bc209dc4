"""An agreement's file as it is given to everybody: every value, and no remark of its author.

Comments in the file are for those who keep it (AC20); they mean nothing to the loader.
"""

from io import StringIO

from ruamel.yaml import YAML


def plain_file(text: str) -> str:
    """The same values in the same order and notation. `text` is one the loader has taken."""
    yaml = YAML(typ="safe", pure=True)
    yaml.allow_unicode = True
    yaml.width = 100
    out = StringIO()
    yaml.emit(yaml.parse(text), out)
    return out.getvalue()
