"""What tests of pictures ask: is every text inside the frame, and does none lie on another?"""

from itertools import combinations

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from deterrence.plots.style import SAVING

SLACK = 0.6  # pixels by which neighbours may touch


def texts(axes: Axes) -> list[Text]:
    """The texts that are shown."""
    return [text for text in axes.texts if text.get_text().strip() and text.get_visible()]


def words(axes: Axes) -> list[str]:
    """What the texts say, without the markup of subscripts."""
    return [getattr(text, "plain", text.get_text()) for text in texts(axes)]


def extents(axes: Axes) -> list[tuple[str, Bbox]]:
    """What each text covers, in pixels, as matplotlib measures it with the settings under which it is drawn."""
    renderer = FigureCanvasAgg(axes.figure).get_renderer()
    axes.apply_aspect()  # as drawing would
    with rc_context(SAVING):
        return [(text.get_text(), Text.get_window_extent(text, renderer)) for text in texts(axes)]


def outside(axes: Axes, frame: Bbox | None = None) -> list[str]:
    """The texts that are not wholly inside the frame: the figure, if none is given."""
    within = axes.figure.bbox if frame is None else frame
    return [
        text
        for text, box in extents(axes)
        if box.x0 < within.x0 - SLACK
        or box.y0 < within.y0 - SLACK
        or box.x1 > within.x1 + SLACK
        or box.y1 > within.y1 + SLACK
    ]


def overlapping(axes: Axes) -> list[tuple[str, str]]:
    """The pairs of texts that lie on each other."""
    found = []
    for (first, a), (second, b) in combinations(extents(axes), 2):
        across = min(a.x1, b.x1) - max(a.x0, b.x0)
        up = min(a.y1, b.y1) - max(a.y0, b.y0)
        if across > SLACK and up > SLACK:
            found.append((first, second))
    return found


def assert_readable(axes: Axes) -> None:
    assert outside(axes) == []
    assert overlapping(axes) == []
