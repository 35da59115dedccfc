"""A line of Markdown read from left to right, with tabs counted as stops of four columns."""

TAB = 4
BLANKS = " \t"


class Line:
    """The place reached in one line. `position` counts characters, `column` columns, both from the line's beginning.

    `split_tab` tells that the tab at `position` was used in part: its remaining columns are blanks of what follows.
    """

    __slots__ = ("_first", "_first_column", "column", "position", "split_tab", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.column = 0
        self.split_tab = False
        self._first = -1
        self._first_column = 0

    def _find_first(self) -> None:
        if self._first >= self.position:
            return
        position, column, text, length = self.position, self.column, self.text, len(self.text)
        while position < length and text[position] in BLANKS:
            column += TAB - column % TAB if text[position] == "\t" else 1
            position += 1
        self._first, self._first_column = position, column

    @property
    def first(self) -> int:
        """The position of the next character that is no blank; the line's length if there is none."""
        self._find_first()
        return self._first

    @property
    def indent(self) -> int:
        """Columns of blanks from here to `first`."""
        self._find_first()
        return self._first_column - self.column

    @property
    def is_blank(self) -> bool:
        return self.first == len(self.text)

    @property
    def rest(self) -> str:
        """What is left, beginning with the blanks of a tab that was used in part."""
        if not self.split_tab:
            return self.text[self.position :]
        return " " * (TAB - self.column % TAB) + self.text[self.position + 1 :]

    def skip(self, columns: int) -> None:
        """Goes that many columns on; a tab may be used in part."""
        while columns > 0 and self.position < len(self.text):
            width = TAB - self.column % TAB if self.text[self.position] == "\t" else 1
            used = min(columns, width)
            self.split_tab = used < width
            self.column += used
            self.position += not self.split_tab
            columns -= used

    def skip_blank(self) -> bool:
        """Goes one column on if a blank stands there."""
        if self.position < len(self.text) and self.text[self.position] in BLANKS:
            self.skip(1)
            return True
        return False

    def go_to_first(self) -> None:
        self._find_first()
        self.position, self.column, self.split_tab = self._first, self._first_column, False

    def go_to_end(self) -> None:
        self.position, self.split_tab = len(self.text), False
