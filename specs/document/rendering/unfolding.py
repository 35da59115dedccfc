"""What is folded away in a text stands open on its page: nobody approves what he was not shown."""

_FOLDED = "<details>"
#: A tag that was closed in the text, opened for the page.
OPENED = '<details open="" data-folded="">'


def unfolded(html: str, said: str) -> str:
    """Sanitised HTML in which all that the text folds away is open, and says so: `said` is bare words.

    In sanitised HTML these letters are the tag: in what a person wrote the bracket is escaped.
    """
    if "<details" not in html:
        return html
    return html.replace(_FOLDED, OPENED).replace(OPENED, f'{OPENED[:-2]}{said}">')
