"""A game as data that any program can read: the `statement` of a problem."""

import deterrence as dt
from deterrence.algebra.formulas.language import text_of
from deterrence.games.parts.distributions import Uniform
from deterrence.games.parts.nodes import Chance, Choice, Decision, walk
from deterrence.games.parts.types import ByType


def statement_of(game):
    """The game, as data."""
    base = {
        "players": list(game.players),
        "letters": letters_of(game),
        "assumptions": [text_of(a) for a in game.assumptions],
    }
    plain = {name: text_of(f) for name, f in game.definitions.items() if not isinstance(f, ByType)}
    if plain:
        base["definitions"] = plain
    if isinstance(game, dt.Continuous):
        return {"form": "choices", **base, **chosen_at_once(game)}
    if isinstance(game, dt.Matrix) and game.types:
        return {"form": "types", **base, **typed(game)}
    if isinstance(game, dt.Matrix):
        form = {"form": "drawn types", **base, "drawn": drawn_of(game)} if game.drawn else {"form": "matrix", **base}
        return {**form, **table_of(game)}
    if isinstance(game, dt.Stochastic):
        states = {name: node_of(root, game, name, ()) for name, root in game.states.items()}
        return {"form": "states", **base, "discount": text_of(game.discount), "start": game.start, "states": states}
    if isinstance(game, dt.Repeated):
        over_time = {"discount": text_of(game.discount), "strategies": game.strategies}
        return {"form": "repeated", **base, **table_of(game), **over_time}
    if isinstance(game.root, Choice):
        form = "offer"
    else:
        form = "drawn types" if game.drawn else "types" if game.types else "tree"
    drawn = {"drawn": drawn_of(game)} if game.drawn else {}
    kinds = kinds_of(game) if game.types else {}
    return {"form": form, **base, **drawn, **kinds, "root": node_of(game.root, game, None, ())}


def table_of(game):
    """The moves, and the payoffs of each profile of them."""
    rows = [{"profile": list(p), "payoffs": [text_of(x) for x in row]} for p, row in game.payoffs.items()]
    return {"moves": {p: list(m) for p, m in game.moves.items()}, "payoffs": rows}


def chosen_at_once(game):
    """The interval of each player, and the payoffs in the letters of the choices."""
    intervals = {player: interval_of(own.letter, own.low, own.high) for player, own in game.intervals.items()}
    return {"choices": intervals, "payoffs": [text_of(payoff) for payoff in game.payoffs]}


def interval_of(letter, low, high):
    return {"letter": letter, "from": text_of(low), "to": None if high is None else text_of(high)}


def drawn_of(game):
    """The letter of each type that is drawn evenly from an interval, and the interval."""
    found = {}
    for player, own in game.drawn.items():
        assert isinstance(own.distribution, Uniform), (game.name, player)
        found[player] = interval_of(own.letter, own.distribution.low, own.distribution.high)
    return found


def kinds_of(game):
    """The types of players that have a few, how likely each is, and what letters that depend on it are for it."""
    types = {player: {kind: text_of(share) for kind, share in game.types[player].items()} for player in game.types}
    values = {player: {kind: {} for kind in kinds} for player, kinds in types.items()}
    for name, f in game.definitions.items():
        if isinstance(f, ByType):
            for kind, formula in f.values.items():
                values[f.player][kind][name] = text_of(formula)
    return {"types": types, "values": values}


def letters_of(game):
    def text(number):
        return None if number is None else str(number)

    return {
        name: {"meaning": p.meaning, "low": text(p.low), "high": text(p.high), "base": text(p.base)}
        for name, p in game.parameters.items()
    }


def typed(game):
    """A matrix with types, a row for each combination of types and moves."""
    rows = []
    for kinds in combos([list(game.types[player]) for player in game.players]):
        own = dict(zip(game.players, kinds, strict=True))
        drawn_now = {
            name: f"({text_of(f.values[own[f.player]])})"
            for name, f in game.definitions.items()
            if isinstance(f, ByType)
        }
        for profile, payoffs in game.payoffs.items():
            texts = [substituted(text_of(payoff), drawn_now) for payoff in payoffs]
            rows.append({"types": list(kinds), "profile": list(profile), "payoffs": texts})
    kinds = {player: {kind: text_of(share) for kind, share in game.types[player].items()} for player in game.players}
    return {"types": kinds, "moves": {p: list(m) for p, m in game.moves.items()}, "payoffs": rows}


def combos(lists):
    if not lists:
        return [()]
    return [(first, *rest) for first in lists[0] for rest in combos(lists[1:])]


def substituted(text, values):
    for name in sorted(values, key=len, reverse=True):
        text = text.replace(name, values[name])
    return text


def node_of(node, game, state, path):
    """A node as data; every decision has the name of its place, as answers use it."""
    if isinstance(node, Choice):
        interval = interval_of(node.letter, node.low, node.high)
        then = node_of(node.then, game, state, path)
        return {
            "player": node.player,
            "information": place_name(node, game, state, path),
            "chooses": interval,
            "then": then,
        }
    if isinstance(node, Decision):
        place = place_name(node, game, state, path)
        moves = {move: node_of(after, game, state, (*path, move)) for move, after in node.moves.items()}
        rule = {"when indifferent": node.when_indifferent} if node.when_indifferent else {}
        return {"player": node.player, "information": place, **rule, "moves": moves}
    if isinstance(node, Chance):
        branches = {
            move: {"probability": text_of(share), "then": node_of(after, game, state, (*path, move))}
            for move, (share, after) in node.moves.items()
        }
        return {"chance": branches}
    end = {"outcome": node.name, "payoffs": [text_of(payoff) for payoff in node.payoffs]}
    if state is not None:
        end["next"] = {name: text_of(share) for name, share in node.next.items()} or {state: "1"}
    return end


def place_name(node, game, state, path):
    """What answers call the place of a decision: its own name, else the state, or the moves before it."""
    if state is not None:
        own = [step for step in walk(game.states[state]) if getattr(step.node, "player", None) == node.player]
        return state if len(own) == 1 or not path else f"{state}: after {', '.join(path)}"
    return node.information or (f"after {', '.join(path)}" if path else "start")
