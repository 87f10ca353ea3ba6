"""What is promised of a result."""

import pickle

import deterrence as dt
from deterrence.equilibria.promise import Promise

NASH = Promise("nash", "support enumeration")
PURE = NASH.lacking("only pure ones were looked for")


def test_the_last_line_of_a_result_says_it_all():
    assert str(NASH) == "Nash equilibria by support enumeration; exact; complete."
    assert str(PURE).endswith("; exact; not complete: only pure ones were looked for.")
    assert PURE.caveat == "Some equilibria may be missing: only pure ones were looked for."
    assert NASH.caveat == ""


def test_what_rests_on_several_solutions_is_as_sure_as_the_least_sure_of_them():
    late = NASH.lacking("the search stopped")
    assert Promise.together([NASH, NASH]) == NASH
    both = Promise.together([NASH, PURE, late, late])
    assert not both.complete
    assert both.why == "only pure ones were looked for; the search stopped"
    floats = Promise("nash", "support enumeration", exact=False)
    assert not Promise.together([NASH, floats]).exact


def test_solving_records_what_was_asked():
    game = dt.load("chicken").base_case()
    found = dt.solve(game, method="lemke-howson", label=1, time_limit=20)
    assert found.promise.options == {"method": "lemke-howson", "label": 1}
    assert found.promise.time_limit == 20
    assert dt.solve(game, time_limit=None).promise.time_limit is None
    assert pickle.loads(pickle.dumps(found.promise)) == found.promise


def test_refinements_add_up():
    found = dt.solve(dt.load("beer-quiche").base_case())
    twice = dt.refine(dt.refine(found, "intuitive"), "D1")
    assert twice.promise.refinements == ("intuitive", "D1")
    assert str(twice).endswith("refined by intuitive and D1; exact; complete.")
    assert len(twice) + len(twice.struck) >= len(found)


def test_away_from_ties_is_a_scope_of_its_own():
    """Families that need no tie, found by a search that looks for no others, are those of the whole search."""
    game = dt.load("nll-probe")
    whole, wide = dt.solve(game), dt.solve(game, ties=False)
    assert {(e.name, e.exists.raw) for e in wide} == {(e.name, e.exists.raw) for e in whole.generic}
    assert len(wide) < len(whole)
    assert (wide.promise.scope, wide.complete) == ("away from ties", True)
    assert str(wide).endswith("Subgame-perfect equilibria away from ties by backward induction; exact; complete.")
    assert str(dt.statics(whole)) == str(dt.statics(game))
    late = whole.promise.lacking("the search stopped")
    assert (late.away_from_ties.complete, late.away_from_ties.why) == (False, "the search stopped")


def test_sequential_equilibria_away_from_ties_are_those_of_the_whole_search():
    game = dt.load("beer-quiche")
    wide = dt.solve(game, "sequential", ties=False)
    assert {e.name for e in wide} == {e.name for e in dt.solve(game, "sequential").generic}
