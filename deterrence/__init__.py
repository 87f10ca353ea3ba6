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
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deterrence.algebra.formulas.expressions import FormulaError as FormulaError
    from deterrence.algebra.region import Region as Region
    from deterrence.equilibria.certificate import Certificate as Certificate
    from deterrence.equilibria.equilibria import Component as Component
    from deterrence.equilibria.equilibria import Equilibria as Equilibria
    from deterrence.equilibria.equilibria import Equilibrium as Equilibrium
    from deterrence.equilibria.named import BeliefRange as BeliefRange
    from deterrence.equilibria.promise import Promise as Promise
    from deterrence.formats.convert import from_pygambit as from_pygambit
    from deterrence.formats.convert import to_matrix as to_matrix
    from deterrence.formats.convert import to_nashpy as to_nashpy
    from deterrence.formats.convert import to_pygambit as to_pygambit
    from deterrence.formats.library import dumps as dumps
    from deterrence.formats.library import load as load
    from deterrence.formats.library import loads as loads
    from deterrence.formats.library import models as models
    from deterrence.formats.library import save as save
    from deterrence.formats.model_file import ModelFileError as ModelFileError
    from deterrence.games.batch import Batch as Batch
    from deterrence.games.continuous import Continuous as Continuous
    from deterrence.games.families.generate import generate as generate
    from deterrence.games.matrix import Matrix as Matrix
    from deterrence.games.model import Model as Model
    from deterrence.games.parts.claim import Claim as Claim
    from deterrence.games.parts.curved_distributions import Logistic as Logistic
    from deterrence.games.parts.curved_distributions import Normal as Normal
    from deterrence.games.parts.distributions import Uniform as Uniform
    from deterrence.games.parts.mistakes import GameError as GameError
    from deterrence.games.parts.mistakes import ImperfectRecallError as ImperfectRecallError
    from deterrence.games.parts.nodes import Chance as Chance
    from deterrence.games.parts.nodes import Choice as Choice
    from deterrence.games.parts.nodes import Decision as Decision
    from deterrence.games.parts.nodes import Outcome as Outcome
    from deterrence.games.parts.parameter import Parameter as Parameter
    from deterrence.games.repeated import Repeated as Repeated
    from deterrence.games.stochastic import Stochastic as Stochastic
    from deterrence.games.tree import Tree as Tree
    from deterrence.plots.plot import plot as plot
    from deterrence.report.latex import latex as latex
    from deterrence.report.page import explore as explore
    from deterrence.report.page import page as page
    from deterrence.sensitivity.claims.check import Checks as Checks
    from deterrence.sensitivity.claims.check import check as check
    from deterrence.sensitivity.correlated import Correlated as Correlated
    from deterrence.sensitivity.correlated import correlated as correlated
    from deterrence.sensitivity.goals.alternatives import Alternatives as Alternatives
    from deterrence.sensitivity.goals.alternatives import alternatives as alternatives
    from deterrence.sensitivity.goals.commitment_worth import CommitmentWorth as CommitmentWorth
    from deterrence.sensitivity.goals.commitment_worth import commitment_worth as commitment_worth
    from deterrence.sensitivity.goals.required import Required as Required
    from deterrence.sensitivity.goals.required import required as required
    from deterrence.sensitivity.line.best_reply_regions import Replies as Replies
    from deterrence.sensitivity.line.best_responses import BestResponses as BestResponses
    from deterrence.sensitivity.line.best_responses import best_responses as best_responses
    from deterrence.sensitivity.line.statics import Statics as Statics
    from deterrence.sensitivity.line.statics import statics as statics
    from deterrence.sensitivity.line.thresholds import Thresholds as Thresholds
    from deterrence.sensitivity.line.thresholds import thresholds as thresholds
    from deterrence.sensitivity.line.tornado import Tornado as Tornado
    from deterrence.sensitivity.line.tornado import tornado as tornado
    from deterrence.sensitivity.regions import Regions as Regions
    from deterrence.sensitivity.regions import regions as regions
    from deterrence.sensitivity.sweeps.sweep import sweep as sweep
    from deterrence.sensitivity.uncertain.draws import uniform as uniform
    from deterrence.sensitivity.uncertain.morris import morris as morris
    from deterrence.sensitivity.uncertain.morris import sobol_second_order as sobol_second_order
    from deterrence.sensitivity.uncertain.sobol import Sobol as Sobol
    from deterrence.sensitivity.uncertain.sobol import sobol as sobol
    from deterrence.sensitivity.uncertain.uncertainty import uncertainty as uncertainty
    from deterrence.solvers.batch import SolvedBatch as SolvedBatch
    from deterrence.solvers.checks.profile_regret import regret as regret
    from deterrence.solvers.checks.regret import SolverError as SolverError
    from deterrence.solvers.matrices.dominance import Dominated as Dominated
    from deterrence.solvers.matrices.dominance import Elimination as Elimination
    from deterrence.solvers.matrices.dominance import dominated as dominated
    from deterrence.solvers.matrices.dominance import eliminate as eliminate
    from deterrence.solvers.numeric.backward_induction import BackwardInduction as BackwardInduction
    from deterrence.solvers.numeric.backward_induction import backward_induction as backward_induction
    from deterrence.solvers.numeric.flat_tree import FlatTree as FlatTree
    from deterrence.solvers.numeric.logit import LogitPath as LogitPath
    from deterrence.solvers.numeric.sequence_form import TreeEquilibrium as TreeEquilibrium
    from deterrence.solvers.over_time.repeated_payoffs import RepeatedPayoffs as RepeatedPayoffs
    from deterrence.solvers.over_time.repeated_payoffs import repeated_payoffs as repeated_payoffs
    from deterrence.solvers.refine import refine as refine
    from deterrence.solvers.solve import solve as solve

# Where each public name lives. The imports above say the same to type checkers; a test holds the two together.
_HOME = {
    "Alternatives": "sensitivity.goals.alternatives",
    "BackwardInduction": "solvers.numeric.backward_induction",
    "Batch": "games.batch",
    "BeliefRange": "equilibria.named",
    "BestResponses": "sensitivity.line.best_responses",
    "Certificate": "equilibria.certificate",
    "Chance": "games.parts.nodes",
    "Checks": "sensitivity.claims.check",
    "Choice": "games.parts.nodes",
    "Claim": "games.parts.claim",
    "CommitmentWorth": "sensitivity.goals.commitment_worth",
    "Component": "equilibria.equilibria",
    "Correlated": "sensitivity.correlated",
    "Continuous": "games.continuous",
    "Decision": "games.parts.nodes",
    "Dominated": "solvers.matrices.dominance",
    "Elimination": "solvers.matrices.dominance",
    "Equilibria": "equilibria.equilibria",
    "Equilibrium": "equilibria.equilibria",
    "FlatTree": "solvers.numeric.flat_tree",
    "FormulaError": "algebra.formulas.expressions",
    "GameError": "games.parts.mistakes",
    "ImperfectRecallError": "games.parts.mistakes",
    "Logistic": "games.parts.curved_distributions",
    "LogitPath": "solvers.numeric.logit",
    "Matrix": "games.matrix",
    "Model": "games.model",
    "ModelFileError": "formats.model_file",
    "Normal": "games.parts.curved_distributions",
    "Outcome": "games.parts.nodes",
    "Parameter": "games.parts.parameter",
    "Promise": "equilibria.promise",
    "Region": "algebra.region",
    "Regions": "sensitivity.regions",
    "Repeated": "games.repeated",
    "RepeatedPayoffs": "solvers.over_time.repeated_payoffs",
    "Replies": "sensitivity.line.best_reply_regions",
    "Required": "sensitivity.goals.required",
    "Sobol": "sensitivity.uncertain.sobol",
    "SolvedBatch": "solvers.batch",
    "SolverError": "solvers.checks.regret",
    "Statics": "sensitivity.line.statics",
    "Stochastic": "games.stochastic",
    "Thresholds": "sensitivity.line.thresholds",
    "Tornado": "sensitivity.line.tornado",
    "Tree": "games.tree",
    "TreeEquilibrium": "solvers.numeric.sequence_form",
    "Uniform": "games.parts.distributions",
    "alternatives": "sensitivity.goals.alternatives",
    "backward_induction": "solvers.numeric.backward_induction",
    "best_responses": "sensitivity.line.best_responses",
    "check": "sensitivity.claims.check",
    "commitment_worth": "sensitivity.goals.commitment_worth",
    "correlated": "sensitivity.correlated",
    "dominated": "solvers.matrices.dominance",
    "dumps": "formats.library",
    "eliminate": "solvers.matrices.dominance",
    "explore": "report.page",
    "from_pygambit": "formats.convert",
    "generate": "games.families.generate",
    "latex": "report.latex",
    "load": "formats.library",
    "loads": "formats.library",
    "models": "formats.library",
    "morris": "sensitivity.uncertain.morris",
    "page": "report.page",
    "plot": "plots.plot",
    "refine": "solvers.refine",
    "regions": "sensitivity.regions",
    "regret": "solvers.checks.profile_regret",
    "repeated_payoffs": "solvers.over_time.repeated_payoffs",
    "required": "sensitivity.goals.required",
    "save": "formats.library",
    "sobol": "sensitivity.uncertain.sobol",
    "sobol_second_order": "sensitivity.uncertain.morris",
    "solve": "solvers.solve",
    "statics": "sensitivity.line.statics",
    "sweep": "sensitivity.sweeps.sweep",
    "thresholds": "sensitivity.line.thresholds",
    "to_matrix": "formats.convert",
    "to_nashpy": "formats.convert",
    "to_pygambit": "formats.convert",
    "tornado": "sensitivity.line.tornado",
    "uncertainty": "sensitivity.uncertain.uncertainty",
    "uniform": "sensitivity.uncertain.draws",
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
        if "IPython" in sys.modules:
            _show_pictures()
        return value


def _show_pictures() -> None:
    """In a notebook a game is shown with its picture."""
    from deterrence.games.parts.picture import draw_with

    draw_with(lambda game: str(importlib.import_module("deterrence.report.game").still_picture(game)))


def __dir__() -> list[str]:
    return sorted([*_HOME, "__version__"])
