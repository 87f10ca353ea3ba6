"""All (or all pure) equilibria at a point by brute force, in rationals: the second program behind the references.

Two-player matrices by trying all pairs of supports; matrices of more players and matrices with types by trying all pure
profiles; trees of perfect information by backward induction; games with states by trying all pure stationary profiles.
Points are in general position: what exists only at ties is not looked for.
"""

from fractions import Fraction
from itertools import combinations, product

from benchmarks.letters.formulas import value
from benchmarks.letters.grids import of_choices, of_drawn_types, of_offer
from benchmarks.letters.points import surroundings


def equilibria(problem, point):
    """The profiles at a point, as the scorer writes them."""
    statement = problem["statement"]
    around = surroundings(statement, point)
    found = FORMS[statement["form"]](statement, around)
    if problem["asked"] == "pure equilibria":
        found = (profile for profile in found if all(share == 1 for share in profile.values()))
    return {frozenset(profile.items()) for profile in found}


def of_matrix(statement, around):
    table = {tuple(row["profile"]): [value(text, around) for text in row["payoffs"]] for row in statement["payoffs"]}
    players = statement["players"]
    moves = [statement["moves"][player] for player in players]
    if len(players) != 2:
        return [
            {(player, "start", move): Fraction(1) for player, move in zip(players, profile, strict=True)}
            for profile in product(*moves)
            if is_pure_equilibrium(table, moves, profile)
        ]
    return list(by_supports(table, players, moves))


def is_pure_equilibrium(table, moves, profile):
    for i, own in enumerate(moves):
        for move in own:
            other = (*profile[:i], move, *profile[i + 1 :])
            if table[other][i] > table[profile][i]:
                return False
    return True


def by_supports(table, players, moves):
    for k in range(1, min(map(len, moves)) + 1):
        for rows, columns in product(combinations(moves[0], k), combinations(moves[1], k)):
            x = indifferent(lambda a, b: table[a, b][1], rows, columns)
            y = indifferent(lambda b, a: table[a, b][0], columns, rows)
            if x is None or y is None:
                continue
            own = {a: sum(y[b] * table[a, b][0] for b in columns) for a in moves[0]}
            other = {b: sum(x[a] * table[a, b][1] for a in rows) for b in moves[1]}
            if max(own.values()) > own[rows[0]] or max(other.values()) > other[columns[0]]:
                continue
            chosen = {(players[0], "start", a): x[a] for a in rows}
            yield chosen | {(players[1], "start", b): y[b] for b in columns}


def indifferent(payoff, mixed, answers):
    """The weights on `mixed` that make all `answers` equally good to the other, if all are positive."""
    size = len(mixed)
    system = [[payoff(a, b) - payoff(a, answers[0]) for a in mixed] + [Fraction(0)] for b in answers[1:]]
    system.append([Fraction(1)] * size + [Fraction(1)])
    solution = solved(system)
    if solution is None or any(weight <= 0 for weight in solution):
        return None
    return dict(zip(mixed, solution, strict=True))


def solved(system):
    """A square system of linear equations by elimination; None where it is singular."""
    rows = [row[:] for row in system]
    size = len(rows)
    for k in range(size):
        pivot = next((r for r in range(k, size) if rows[r][k] != 0), None)
        if pivot is None:
            return None
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [entry / rows[k][k] for entry in rows[k]]
        for r in range(size):
            if r != k and rows[r][k] != 0:
                rows[r] = [a - rows[r][k] * b for a, b in zip(rows[r], rows[k], strict=True)]
    return [row[-1] for row in rows]


def of_types(statement, around):
    """Pure Bayesian equilibria: a move for each type, each the best against what the other's types do."""
    if "root" in statement:
        yield from of_drawn_types(statement, around)
        return
    players = statement["players"]
    kinds = [list(statement["types"][player]) for player in players]
    weight = [{kind: value(text, around) for kind, text in statement["types"][player].items()} for player in players]
    table = {
        (tuple(row["types"]), tuple(row["profile"])): [value(text, around) for text in row["payoffs"]]
        for row in statement["payoffs"]
    }
    plans = [
        list(product(statement["moves"][player], repeat=len(own))) for player, own in zip(players, kinds, strict=True)
    ]

    def best(i, plan, other):
        for own, chosen in zip(kinds[i], plan, strict=True):
            worth = {}
            for move in statement["moves"][players[i]]:
                pairs = [
                    (((own, kind), (move, his)) if i == 0 else ((kind, own), (his, move)), weight[1 - i][kind])
                    for kind, his in zip(kinds[1 - i], other, strict=True)
                ]
                worth[move] = sum(share * table[key][i] for key, share in pairs)
            if worth[chosen] < max(worth.values()):
                return False
        return True

    for first, second in product(*plans):
        if best(0, first, second) and best(1, second, first):
            yield {
                (player, kind, move): Fraction(1)
                for player, own, plan in zip(players, kinds, (first, second), strict=True)
                for kind, move in zip(own, plan, strict=True)
            }


def of_tree(statement, around):
    """All pure subgame-perfect profiles of a tree of perfect information; at ties its rule, where it has one."""
    return [profile for _, profile in folded(statement["root"], statement["players"], around)]


def folded(node, players, around):
    """Each way in which play may go on from a node: what it is worth, and the choices."""
    if "payoffs" in node:
        return [([value(text, around) for text in node["payoffs"]], {})]
    after = node["chance"] if "chance" in node else node["moves"]
    below = [folded(branch["then"] if "chance" in node else branch, players, around) for branch in after.values()]
    found = []
    for ways in product(*below):
        profile = {key: share for _, choices in ways for key, share in choices.items()}
        if "chance" in node:
            shares = [value(branch["probability"], around) for branch in after.values()]
            worth = [sum(s * way[0][i] for s, way in zip(shares, ways, strict=True)) for i in range(len(players))]
            found.append((worth, profile))
            continue
        i = players.index(node["player"])
        most = max(way[0][i] for way in ways)
        best = [(move, way[0]) for move, way in zip(after, ways, strict=True) if way[0][i] == most]
        rule = [pair for pair in best if pair[0] == node.get("when indifferent")]
        for move, worth in rule or best:
            found.append((worth, {**profile, (node["player"], node["information"], move): Fraction(1)}))
    return found


def of_states(statement, around):
    """Pure Markov perfect profiles: no single other choice gains, wherever it is made."""
    players, states = statement["players"], statement["states"]
    discount = value(statement["discount"], around)
    places = [node for root in states.values() for node in decisions(root)]
    for moves in product(*(node["moves"] for node in places)):
        plan = {(node["player"], node["information"]): move for node, move in zip(places, moves, strict=True)}
        worth = continuation(statement, around, discount, plan)
        if worth is not None and all(kept(root, players, around, discount, plan, worth) for root in states.values()):
            yield {(*place, move): Fraction(1) for place, move in plan.items()}


def decisions(node):
    if "player" in node:
        yield node
    for after in node.get("moves", {}).values():
        yield from decisions(after)


def continuation(statement, around, discount, plan):
    """What each state is worth to each player, discounted averages, by linear equations."""
    names = list(statement["states"])
    rows, now = [], []
    for name in names:
        end = followed(statement["states"][name], plan)
        after = {state: value(text, around) for state, text in end["next"].items()}
        rows.append([Fraction(int(name == other)) - discount * after.get(other, Fraction(0)) for other in names])
        now.append([(1 - discount) * value(text, around) for text in end["payoffs"]])
    worth = [
        solved([[*row, pay[i]] for row, pay in zip(rows, now, strict=True)]) for i in range(len(statement["players"]))
    ]
    if any(each is None for each in worth):
        return None
    return {name: [each[k] for each in worth] for k, name in enumerate(names)}


def followed(node, plan):
    while "player" in node:
        node = node["moves"][plan[node["player"], node["information"]]]
    return node


def kept(node, players, around, discount, plan, worth):
    """Whether the plan is a best choice at every decision of a period."""
    if "player" not in node:
        return True
    i = players.index(node["player"])

    def total(end):
        later = sum(value(text, around) * worth[state][i] for state, text in end["next"].items())
        return (1 - discount) * value(end["payoffs"][i], around) + discount * later

    chosen = total(followed(node, plan))
    return all(
        total(followed(after, plan)) <= chosen and kept(after, players, around, discount, plan, worth)
        for after in node["moves"].values()
    )


def of_repeated(statement, around):
    """Grim trigger: no single deviation gains; tit-for-tat: no plan does better against it."""
    players, discount = statement["players"], value(statement["discount"], around)
    table = {tuple(row["profile"]): [value(text, around) for text in row["payoffs"]] for row in statement["payoffs"]}
    moves = [statement["moves"][player] for player in players]
    found = {"grim trigger": grim_triggers, "tit-for-tat": tits_for_tats}[statement["strategies"]]
    for situations in found(table, moves, discount):
        yield {
            (player, situation, profile[i]): Fraction(1)
            for situation, profile in situations.items()
            for i, player in enumerate(players)
        }


def grim_triggers(table, moves, discount):
    """A profile until somebody deviates, and a pure equilibrium of the matrix ever after, where no deviation pays."""
    stage = [profile for profile in table if is_pure_equilibrium(table, moves, profile)]
    for path, after in product(table, stage):
        if all(
            (1 - discount) * table[(*path[:i], move, *path[i + 1 :])][i] + discount * table[after][i] <= table[path][i]
            for i, own in enumerate(moves)
            for move in own
            if move != path[i]
        ):
            yield {"on the path": path, "after a deviation": after}


def tits_for_tats(table, moves, discount):
    """Each of the two does what the other did last, the same move first: what matters to a plan is what comes now."""
    for first in moves[0]:
        following = {move: move for move in moves[0]}
        plans = [dict(zip(moves[0], plan, strict=True)) for plan in product(moves[0], repeat=len(moves[0]))]
        if all(
            against_tit_for_tat(table, i, discount, plan)[first]
            <= against_tit_for_tat(table, i, discount, following)[first]
            for i in (0, 1)
            for plan in plans
        ):
            situations = {f"after {', '.join(profile)}": profile[::-1] for profile in table}
            yield {"start": (first, first), **situations}


def against_tit_for_tat(table, i, discount, plan):
    """What a plan is worth, by what the other does now; what is done now the other does next."""
    names, rows = list(plan), []
    for now in names:
        pair = (plan[now], now) if i == 0 else (now, plan[now])
        row = [Fraction(int(now == name)) - discount * int(plan[now] == name) for name in names]
        rows.append([*row, (1 - discount) * table[pair][i]])
    return dict(zip(names, solved(rows), strict=True))


FORMS = {
    "matrix": of_matrix,
    "types": of_types,
    "tree": of_tree,
    "states": of_states,
    "repeated": of_repeated,
    "choices": of_choices,
    "offer": of_offer,
    "drawn types": of_drawn_types,
}
