"""Deterrence models with letters in them: every equilibrium as a formula, and where in parameter space it exists.

    import deterrence as dt

    game = dt.load("nll-probe")
    dt.solve(game)                # equilibrium families, in the letters
    dt.thresholds(game, "c")      # what commitment does to the choices of both
    dt.check(game)                # the model's claims: proved, or refuted by an example

Everything listed here is the public surface, and stays. Nothing is imported before it is first used, so
`import deterrence` is cheap.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deterrence.algebra.expressions import FormulaError as FormulaError
    from deterrence.algebra.region import Region as Region
    from deterrence.formats.convert import from_pygambit as from_pygambit
    from deterrence.formats.convert import to_matrix as to_matrix
    from deterrence.formats.convert import to_nashpy as to_nashpy
    from deterrence.formats.convert import to_pygambit as to_pygambit
    from deterrence.formats.library import ModelList as ModelList
    from deterrence.formats.library import dumps as dumps
    from deterrence.formats.library import load as load
    from deterrence.formats.library import loads as loads
    from deterrence.formats.library import models as models
    from deterrence.formats.library import save as save
    from deterrence.formats.model_file import ModelFileError as ModelFileError
    from deterrence.games.batch import Batch as Batch
    from deterrence.games.claim import Claim as Claim
    from deterrence.games.matrix import Matrix as Matrix
    from deterrence.games.mistakes import GameError as GameError
    from deterrence.games.mistakes import ImperfectRecallError as ImperfectRecallError
    from deterrence.games.model import Model as Model
    from deterrence.games.nodes import Chance as Chance
    from deterrence.games.nodes import Choice as Choice
    from deterrence.games.nodes import Decision as Decision
    from deterrence.games.nodes import Outcome as Outcome
    from deterrence.games.parameter import Parameter as Parameter
    from deterrence.games.repeated import Repeated as Repeated
    from deterrence.games.stochastic import Stochastic as Stochastic
    from deterrence.games.tree import Tree as Tree
    from deterrence.plots.plot import plot as plot
    from deterrence.report.latex import latex as latex
    from deterrence.report.page import page as page
    from deterrence.sensitivity.alternatives import Alternatives as Alternatives
    from deterrence.sensitivity.alternatives import alternatives as alternatives
    from deterrence.sensitivity.best_responses import BestResponses as BestResponses
    from deterrence.sensitivity.best_responses import best_responses as best_responses
    from deterrence.sensitivity.check import Checks as Checks
    from deterrence.sensitivity.check import check as check
    from deterrence.sensitivity.draws import uniform as uniform
    from deterrence.sensitivity.regions import Regions as Regions
    from deterrence.sensitivity.regions import regions as regions
    from deterrence.sensitivity.replies import Replies as Replies
    from deterrence.sensitivity.required import Required as Required
    from deterrence.sensitivity.required import required as required
    from deterrence.sensitivity.salib import morris as morris
    from deterrence.sensitivity.salib import sobol_second_order as sobol_second_order
    from deterrence.sensitivity.sobol import Sobol as Sobol
    from deterrence.sensitivity.sobol import sobol as sobol
    from deterrence.sensitivity.statics import Statics as Statics
    from deterrence.sensitivity.statics import statics as statics
    from deterrence.sensitivity.sweep import sweep as sweep
    from deterrence.sensitivity.thresholds import Thresholds as Thresholds
    from deterrence.sensitivity.thresholds import thresholds as thresholds
    from deterrence.sensitivity.tornado import Tornado as Tornado
    from deterrence.sensitivity.tornado import tornado as tornado
    from deterrence.sensitivity.uncertainty import uncertainty as uncertainty
    from deterrence.solvers.batch import SolvedBatch as SolvedBatch
    from deterrence.solvers.dominance import Dominated as Dominated
    from deterrence.solvers.dominance import Elimination as Elimination
    from deterrence.solvers.dominance import dominated as dominated
    from deterrence.solvers.dominance import eliminate as eliminate
    from deterrence.solvers.equilibria import BeliefRange as BeliefRange
    from deterrence.solvers.equilibria import Component as Component
    from deterrence.solvers.equilibria import Equilibria as Equilibria
    from deterrence.solvers.equilibria import Equilibrium as Equilibrium
    from deterrence.solvers.numeric.backward_induction import BackwardInduction as BackwardInduction
    from deterrence.solvers.numeric.backward_induction import backward_induction as backward_induction
    from deterrence.solvers.numeric.flat_tree import FlatTree as FlatTree
    from deterrence.solvers.numeric.logit import LogitPath as LogitPath
    from deterrence.solvers.numeric.sequence_form import TreeEquilibrium as TreeEquilibrium
    from deterrence.solvers.promise import Promise as Promise
    from deterrence.solvers.refinements import refine as refine
    from deterrence.solvers.regret import SolverError as SolverError
    from deterrence.solvers.regret import regret as regret
    from deterrence.solvers.repeated_payoffs import RepeatedPayoffs as RepeatedPayoffs
    from deterrence.solvers.repeated_payoffs import repeated_payoffs as repeated_payoffs
    from deterrence.solvers.solve import solve as solve

# Where each public name lives. The imports above say the same to type checkers; a test holds the two together.
_HOME = {
    "Alternatives": "sensitivity.alternatives",
    "BackwardInduction": "solvers.numeric.backward_induction",
    "Batch": "games.batch",
    "BeliefRange": "solvers.equilibria",
    "BestResponses": "sensitivity.best_responses",
    "Chance": "games.nodes",
    "Checks": "sensitivity.check",
    "Claim": "games.claim",
    "Component": "solvers.equilibria",
    "Choice": "games.nodes",
    "Decision": "games.nodes",
    "Dominated": "solvers.dominance",
    "Elimination": "solvers.dominance",
    "Equilibria": "solvers.equilibria",
    "Equilibrium": "solvers.equilibria",
    "FlatTree": "solvers.numeric.flat_tree",
    "FormulaError": "algebra.expressions",
    "GameError": "games.mistakes",
    "ImperfectRecallError": "games.mistakes",
    "LogitPath": "solvers.numeric.logit",
    "Matrix": "games.matrix",
    "Model": "games.model",
    "ModelFileError": "formats.model_file",
    "ModelList": "formats.library",
    "Outcome": "games.nodes",
    "Parameter": "games.parameter",
    "Promise": "solvers.promise",
    "Region": "algebra.region",
    "Regions": "sensitivity.regions",
    "Repeated": "games.repeated",
    "RepeatedPayoffs": "solvers.repeated_payoffs",
    "Replies": "sensitivity.replies",
    "Required": "sensitivity.required",
    "Sobol": "sensitivity.sobol",
    "SolvedBatch": "solvers.batch",
    "SolverError": "solvers.regret",
    "Statics": "sensitivity.statics",
    "Stochastic": "games.stochastic",
    "Thresholds": "sensitivity.thresholds",
    "Tornado": "sensitivity.tornado",
    "Tree": "games.tree",
    "TreeEquilibrium": "solvers.numeric.sequence_form",
    "alternatives": "sensitivity.alternatives",
    "backward_induction": "solvers.numeric.backward_induction",
    "best_responses": "sensitivity.best_responses",
    "check": "sensitivity.check",
    "dominated": "solvers.dominance",
    "dumps": "formats.library",
    "eliminate": "solvers.dominance",
    "from_pygambit": "formats.convert",
    "latex": "report.latex",
    "load": "formats.library",
    "loads": "formats.library",
    "models": "formats.library",
    "morris": "sensitivity.salib",
    "page": "report.page",
    "plot": "plots.plot",
    "refine": "solvers.refinements",
    "regions": "sensitivity.regions",
    "regret": "solvers.regret",
    "repeated_payoffs": "solvers.repeated_payoffs",
    "required": "sensitivity.required",
    "save": "formats.library",
    "sobol": "sensitivity.sobol",
    "sobol_second_order": "sensitivity.salib",
    "solve": "solvers.solve",
    "statics": "sensitivity.statics",
    "sweep": "sensitivity.sweep",
    "thresholds": "sensitivity.thresholds",
    "to_matrix": "formats.convert",
    "to_nashpy": "formats.convert",
    "to_pygambit": "formats.convert",
    "tornado": "sensitivity.tornado",
    "uncertainty": "sensitivity.uncertainty",
    "uniform": "sensitivity.draws",
}
__all__ = list(_HOME)
__version__: str


if not TYPE_CHECKING:  # so that a type checker knows a mistyped name

    def __getattr__(name: str) -> object:
        if name == "__version__":
            from importlib.metadata import version

            return version("deterrence")
        if name not in _HOME:
            import difflib

            near = difflib.get_close_matches(name, _HOME, n=1)
            hint = f". Did you mean '{near[0]}'?" if near and not name.startswith("_") else ""
            raise AttributeError(f"module 'deterrence' has no attribute '{name}'{hint}")
        value = getattr(importlib.import_module(f"deterrence.{_HOME[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted([*_HOME, "__version__"])
