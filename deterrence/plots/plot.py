"""`plot`: the picture that belongs to a game or a result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot(what: Any, ax: Axes | None = None, **options: Any) -> Axes:
    """The picture of a game or a result.

    Parameters
    ----------
    what
        A tree or a matrix; or thresholds, drawn as a strip.
    ax
        Axes to draw on. Without them a figure of the right size is made: `plot(game).figure.savefig("tree.pdf")`.
    **options
        For a game: `at={"c": 0.3}` draws an equilibrium at these values, all others at base values;
        `equilibrium=` one that was solved for. `title=` replaces the title.

    Returns
    -------
    Axes
        The matplotlib axes.

    Raises
    ------
    TypeError
        For what has no picture.

    Examples
    --------
    >>> import deterrence as dt
    >>> ax = dt.plot(dt.load("nll-probe"), at={"c": 0.3})
    >>> ax.get_label()
    'tree'
    """
    from deterrence.games.matrix import Matrix
    from deterrence.games.tree import Tree

    if isinstance(what, Tree):
        from deterrence.plots.tree import plot_tree

        return plot_tree(what, ax, **options)
    if isinstance(what, Matrix):
        from deterrence.plots.matrix import plot_matrix

        return plot_matrix(what, ax, **options)
    from deterrence.sensitivity.thresholds import Thresholds

    if isinstance(what, Thresholds):
        from deterrence.plots.strip import plot_strip

        return plot_strip(what, ax, **options)
    raise TypeError(f"there is no picture of a {type(what).__name__}; plot takes a game or thresholds")
