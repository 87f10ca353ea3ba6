"""`plot`: the picture that belongs to a game or a result."""

from __future__ import annotations

import importlib
import inspect
from typing import TYPE_CHECKING, Any

from deterrence.algebra.time_limit.deadline import DEFAULT_SECONDS, limit_time

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# The picture of each kind of game or result, by the name of its class: none is imported before it is drawn.
_PICTURES = {
    "Tree": "tree:plot_tree",
    "Matrix": "matrix:plot_matrix",
    "Continuous": "own_choices:plot_own_choices",
    "Repeated": "over_time:plot_repeated",
    "Stochastic": "over_time:plot_states",
    "CutEquilibrium": "type_lines:plot_type_lines",
    "Thresholds": "strip:plot_strip",
    "BestResponses": "strip:plot_best_responses",
    "Replies": "replies:plot_replies",
    "Regions": "region_map:plot_regions",
    "RepeatedPayoffs": "payoff_set:plot_payoffs",
    "Statics": "signs:plot_statics",
    "Required": "required_line:plot_required",
    "Sobol": "importance:plot_sobol",
    "Tornado": "tornado:plot_tornado",
}
# The same of a game where `choice=` names a choice from an interval.
_ALONG_CHOICE = {"Tree": "offers:plot_offer"}
# Of these, too, the picture is that of their game, with an equilibrium over it.
_SOLVED = ("Equilibria", "Problem")


def plot(what: Any, ax: Axes | None = None, *, time_limit: float | None = DEFAULT_SECONDS, **options: Any) -> Axes:
    """The picture of a game or a result.

    Parameters
    ----------
    what
        A game, or equilibria of one, as what one of them is drawn over it; thresholds or best responses, drawn as a
        strip; regions, drawn as a map; an equilibrium of a game with drawn types, as lines of types.
    ax
        Axes to draw on. Without them a figure of the right size is made: `plot(game).figure.savefig("tree.pdf")`.
    time_limit
        Seconds for finding the equilibrium that is drawn, and for simplifying what is written; None: no limit.
    **options
        For a game or equilibria: `at={"c": 0.3}` draws an equilibrium at these values, all others at base values. Of
        equilibria one is drawn in any case.
        `equilibrium=` says which: one that `solve` found, or its position among those at these values, counted from 0
        as in `found[0]` (the command line and what is printed count from 1). `title=` replaces the title.
        Of a tree with a choice from an interval, `choice="x"` draws what the choice pays along it, and the answers.
        `width=3.4` lays a tree, map, strip or sweep out anew for a column of so many inches, in eight points.
        `notes=False` leaves out what stands below, and `key=False` the key of a map or strip: `ax.caption` has both as
        text. For a map: `by="outcome"`, `by="ROK"` (what a player does) or `by="probability of War"` (with contours)
        instead of the equilibria, and `names={"DPRK Probe; ROK Absorb": "appeasement"}` for what these are called.

    Returns
    -------
    Axes
        The matplotlib axes.

    Raises
    ------
    TypeError
        For what has no picture.
    ValueError
        For an option that the picture does not take, or that does not fit what is drawn.

    Examples
    --------
    >>> import deterrence as dt
    >>> ax = dt.plot(dt.load("nll-probe"), at={"c": 0.3})
    >>> ax.get_label()
    'tree'
    """
    if _is_solved(what):
        from deterrence.sensitivity.asking.problem import Problem

        problem = Problem.of(what)
        what, options = problem.game, {"equilibrium": 0, **options, "problem": problem}
    picture = _ALONG_CHOICE.get(type(what).__name__) if "choice" in options else None
    picture = picture or _picture_of(what)
    if picture is None:
        known = ", ".join([*_PICTURES, *_SOLVED, "what sweep and uncertainty return"])
        raise TypeError(f"there is no picture of a {type(what).__name__}; there is one of: {known}")
    module, _, function = picture.partition(":")
    draw = getattr(importlib.import_module(f"deterrence.plots.{module}"), function)
    taken = inspect.signature(draw).parameters
    if unknown := [name for name in options if name not in taken and "options" not in taken]:
        known = ", ".join(f"{name}=" for name in [*taken][2:] if name != "problem")
        raise ValueError(f"the picture of a {type(what).__name__} takes no {unknown[0]}=; it takes: {known}")
    with limit_time(time_limit):
        axes: Axes = draw(what, ax, **options)
    return axes


def _is_solved(what: Any) -> bool:
    """Whether a game comes with how it is solved."""
    kind = type(what)
    return kind.__name__ in _SOLVED and kind.__module__.startswith("deterrence.")


def _picture_of(what: Any) -> str | None:
    """Where the picture of something is drawn."""
    for kind in type(what).__mro__:
        if kind.__name__ in _PICTURES and kind.__module__.startswith("deterrence."):
            return _PICTURES[kind.__name__]
        if kind.__name__ == "Dataset" and kind.__module__.startswith("xarray."):
            if "probability_error" in what:
                return "likelihood:plot_likelihood"
            return "sweep_lines:plot_sweep" if "outcome_probability" in what else None
    return None
