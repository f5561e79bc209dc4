"""A text that was read, as plain text that reads well: what stands in a mail beside its HTML."""

from collections.abc import Sequence

from markdown_it.token import Token

from prazo.lib.markdown.lines import KEPT

SIGN = "*"
"""Around what is bold, or italic, as people write it where they have nothing else."""


def plain(tokens: Sequence[Token], sign: str = SIGN) -> str:
    """Blocks with a blank line between them, the items of a list below each other."""
    return "\n\n".join(_Writer(tokens, sign).blocks())


class _Writer:
    def __init__(self, tokens: Sequence[Token], sign: str) -> None:
        self._tokens, self._sign = tokens, sign
        self._at = 0

    def blocks(self) -> list[str]:
        """Those of one level, up to its end."""
        found: list[str] = []
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            if token.type in ("blockquote_close", "list_item_close"):
                break
            self._at += 1
            if token.type == "inline":
                found.append(self._line(token.children or ()))
            elif token.type == "fence":
                found.append(token.content.rstrip())
            elif token.type == "blockquote_open":
                found.append(_before("> ", "> ", "\n\n".join(self.blocks())))
                self._at += 1
            elif token.type.endswith("list_open"):
                found.append("\n".join(self._items()))
        return found

    def _items(self) -> list[str]:
        found: list[str] = []
        while (token := self._tokens[self._at]).type == "list_item_open":
            self._at += 1
            mark = f"{token.info}. " if token.info else "- "
            found.append(_before(mark, " " * len(mark), "\n".join(self.blocks())))
            self._at += 1
        return found

    def _line(self, tokens: Sequence[Token]) -> str:
        """Of a link its address, too, unless that is what it is called."""
        pieces: list[str] = []
        address, begun = "", 0
        for token in tokens:
            match token.type:
                case "text" | "code_inline":
                    pieces.append(token.content.replace(KEPT, ""))
                case "softbreak":
                    pieces.append("\n")
                case "image":
                    pieces.append(f"[{token.attrs['alt']}]")
                case "link_open":
                    address, begun = str(token.attrs["href"]), len(pieces)
                case "link_close":
                    if address.removeprefix("mailto:") != "".join(pieces[begun:]):
                        pieces.append(f" <{address}>")
                case _:
                    pieces.append(self._sign)
        return "".join(pieces)


def _before(first: str, others: str, text: str) -> str:
    lines = text.split("\n")
    rest = [f"{others}{line}".rstrip() for line in lines[1:]]
    return "\n".join([first + lines[0], *rest])
