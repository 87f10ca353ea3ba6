"""`deterrence uncertainty MODEL c=0.2:0.6`: how likely each outcome is when parameters are uncertain."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from deterrence.algebra.time_limit.deadline import limit_time
from deterrence.cli.deliver import FIGURES, deliver, output_option, output_path, write_figure, write_netcdf
from deterrence.cli.distributions import HELP, distributions_of
from deterrence.cli.entry import InputError
from deterrence.cli.given import json_option, model_word, problem_of, solving_options
from deterrence.cli.terminal import progress, say

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

ENDINGS = (".csv", ".parquet", ".nc", ".tex", ".json", *FIGURES)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words and options of the command."""
    model_word(parser)
    parser.add_argument("said", metavar="NAME=VALUES", nargs="*", help=HELP)
    parser.add_argument("--draws", type=int, default=100_000, metavar="N", help="how many draws (100000)")
    parser.add_argument(
        "--select",
        default="all",
        metavar="RULE",
        help="which of several equilibria: all (their range is told), 'payoff dominance', 'risk dominance', "
        "'logit limit', 'worst for PLAYER', 'best for PLAYER'",
    )
    parser.add_argument(
        "--method", default="random", choices=("random", "sobol", "halton", "latin hypercube"), help="how to draw"
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="the same seed gives the same draws (0)")
    solving_options(parser)
    output_option(parser, ENDINGS, f"write it: {', '.join(ENDINGS)}")
    json_option(parser)


def run(given: argparse.Namespace) -> int:
    """Draw, and tell how likely each outcome is."""
    from deterrence.formats.library import load
    from deterrence.sensitivity.uncertain.uncertainty import uncertainty

    said = distributions_of(given.said)
    if given.draws < 2:
        raise InputError(f"--draws takes a number of at least 2, not {given.draws}")
    path = output_path(given)
    game = load(given.model)
    options: dict[str, Any] = {key: getattr(given, key) for key in ("draws", "select", "method", "seed")}
    with limit_time(given.time_limit), progress(f"drawing for {given.model}") as shown:
        found = uncertainty(problem_of(given, game), at=said, **options)
        if path is not None and path.suffix.lower() in (".nc", *FIGURES):
            (write_netcdf if path.suffix.lower() == ".nc" else write_figure)(path, found)
            shown.pause()
            say(f"Wrote {path}")
            return 0
        deliver(path, given.json, Likelihood(found), lambda: likelihood_record(given.model, found), shown=shown)
    return 0


class Likelihood:
    """An answer of `uncertainty`, as text, table and picture."""

    def __init__(self, found: xr.Dataset) -> None:
        self.found = found

    def to_frame(self) -> pd.DataFrame:
        """One row for each outcome and player."""
        import pandas as pd

        return pd.DataFrame(rows(self.found))

    def __str__(self) -> str:
        from deterrence.equilibria.tables import text_table

        table = [[str(row["quantity"]), *(_range(row))] for row in rows(self.found)]
        about = self.found.attrs
        lines = [f"{about['title']}: what is likely when parameters are uncertain", ""]
        lines.append(text_table(["", "estimate", "standard error"], table))
        lines += ["", _drawn(self.found)]
        if about["select"] == "all" and float(self.found["several"]) > 0:
            lines.append(
                f"At {float(self.found['several']):.1%} of the draws there are several equilibria; an estimate "
                "from .. to .. is over all of them, at their worst and at their best."
            )
        elif about["select"] != "all":
            none = float(self.found["unselected"])
            left = f"; at {none:.1%} of the draws that picks none, and they are left out" if none else ""
            lines.append(f"Of several equilibria the one by {about['select']}{left}.")
        return "\n".join([*lines, about["promise"]])


def _drawn(found: xr.Dataset) -> str:
    about = found.attrs
    fixed = f" Known: {about['fixed']}." if about["fixed"] else ""
    cut = f" Cut at the declared range: {about['cut']}." if about["cut"] else ""
    return (
        f"{about['draws']:,} {about['sampling']} draws, seed {about['seed']}; the assumptions hold at "
        f"{about['kept']:.1%} of all draws, the others were thrown away.{cut}{fixed}"
    )


def _range(row: dict[str, Any]) -> tuple[str, str]:
    low, high = f"{row['low']:.4f}", f"{row['high']:.4f}"
    error = max(row["error of low"], row["error of high"])
    return (low if low == high else f"{low} to {high}"), f"{error:.2g}"


def rows(found: xr.Dataset) -> list[dict[str, Any]]:
    """The numbers of an answer: for each outcome and player the least and the greatest, which may be the same."""
    made = []
    for variable, axis, words in (("probability", "outcome", "probability of "), ("payoff", "player", "payoff of ")):
        for name in found[axis].values:
            values = found[variable].sel({axis: name})
            errors = found[f"{variable}_error"].sel({axis: name})
            low, high = (values.sel(bound=b) if "bound" in values.dims else values for b in ("low", "high"))
            of_low, of_high = (errors.sel(bound=b) if "bound" in errors.dims else errors for b in ("low", "high"))
            made.append(
                {
                    "quantity": f"{words}{name}",
                    "low": float(low),
                    "high": float(high),
                    "error of low": float(of_low),
                    "error of high": float(of_high),
                }
            )
    return made


def likelihood_record(model: str, found: xr.Dataset) -> dict[str, Any]:
    """An answer of `uncertainty` for JSON."""
    return {
        "model": model,
        **found.attrs,
        "several": float(found["several"]),
        "none": float(found["none"]),
        "unselected": float(found["unselected"]),
        "quantities": rows(found),
        "families": {str(name): float(found["exists"].sel(family=name)) for name in found["family"].values},
    }
