"""What is wrong with a drawing, computed from its own boxes: texts on texts, and texts on nodes and lines."""

from itertools import combinations, pairwise

from deterrence.plots.drawing import Box, Dot, Drawing, Line, Text

SLACK = 0.6  # points by which neighbours may touch


def faults(drawing: Drawing) -> list[tuple[str, str, str]]:
    """Each as what it is, the text, and what it lies on."""
    texts = drawing.texts
    found = [("on a text", a.words, b.words) for a, b in combinations(texts, 2) if meet(a.box, b.box)]
    # A text with a background covers what it lies on, as a letter on its curve does.
    bare = [text for text in texts if text.background is None]
    for mark in drawing.marks:
        if isinstance(mark, Dot):
            found += [("on a node", t.words, f"{mark.x}, {mark.y}") for t in bare if meet(t.box, mark.box, SLACK + 1.0)]
        if isinstance(mark, Line):
            found += [("on a line", t.words, str(mark.points)) for t in bare if crosses(mark, t)]
    return found


def meet(a: Box, b: Box, slack: float = SLACK) -> bool:
    across = min(a.right, b.right) - max(a.left, b.left)
    up = min(a.top, b.top) - max(a.bottom, b.bottom)
    return across > slack and up > slack


def crosses(line: Line, text: Text) -> bool:
    """Whether a line passes through the letters: between the baseline and their height."""
    box = text.box
    inside = Box(box.left + SLACK, text.y, box.right - SLACK, box.top - 1.5)
    return any(_through(inside, a, b) for a, b in pairwise(line.points))


def _through(box: Box, a: tuple[float, float], b: tuple[float, float]) -> bool:
    """Whether a stretch meets a rectangle, by clipping it (Liang and Barsky 1984)."""
    first, last = 0.0, 1.0
    (x, y), (across, up) = a, (b[0] - a[0], b[1] - a[1])
    for slope, room in ((-across, x - box.left), (across, box.right - x), (-up, y - box.bottom), (up, box.top - y)):
        if slope == 0:
            if room < 0:
                return False
        elif slope < 0:
            first = max(first, room / slope)
        else:
            last = min(last, room / slope)
    return first < last
