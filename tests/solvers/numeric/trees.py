"""Trees as flat arrays for the tests: random ones, Kuhn and Leduc poker."""

from itertools import permutations

import numpy as np

from deterrence.solvers.numeric.flat_tree import CHANCE, TERMINAL, FlatTree


class Builder:
    """Collects nodes one by one; information sets are named by anything hashable."""

    def __init__(self):
        self.rows, self.payoffs, self.sets = [], [], {}

    def node(self, parent, move, player, information=None, probability=1.0):
        number = len(self.rows)
        key = number if information is None else (player, information)
        information_set = self.sets.setdefault(key, len(self.sets)) if player >= 0 else -1
        self.rows.append((parent, move, player, information_set, probability))
        return number

    def terminal(self, parent, move, payoffs, probability=1.0):
        self.payoffs.append(payoffs)
        return self.node(parent, move, TERMINAL, probability=probability)

    def tree(self):
        parent, move, player, information_set, probability = (
            np.array(column) for column in zip(*self.rows, strict=True)
        )
        return FlatTree(parent, move, player, np.array(self.payoffs, dtype=float), information_set, probability)


def random_tree(seed, players=2, nodes=12, high=3, chance=True):
    """A random tree of perfect information."""
    random = np.random.default_rng([seed, players, nodes, high])
    builder = Builder()
    frontier = [(-1, 0, 1.0)]
    while frontier:
        parent, move, probability = frontier.pop(0)
        if len(builder.rows) + len(frontier) > nodes:
            builder.terminal(parent, move, random.integers(0, high, players, endpoint=True), probability)
            continue
        player = int(random.integers(-1 if chance else 0, players))
        here = builder.node(parent, move, player, probability=probability)
        moves = int(random.integers(1, 4))
        shares = random.integers(1, 4, moves)
        frontier += [(here, m, shares[m] / shares.sum() if player == CHANCE else 1.0) for m in range(moves)]
    return builder.tree()


def kuhn_poker():
    """Kuhn (1950): three cards, an ante and a bet of 1. Value to the first player -1/18."""
    builder = Builder()
    root = builder.node(-1, 0, CHANCE)
    for deal, (mine, yours) in enumerate(permutations(range(3), 2)):
        sign = 1 if mine > yours else -1
        first = builder.node(root, deal, 0, mine, probability=1 / 6)
        checked = builder.node(first, 0, 1, (yours, "check"))
        bet = builder.node(first, 1, 1, (yours, "bet"))
        showdown(builder, checked, 0, sign)
        raised = builder.node(checked, 1, 0, (mine, "check", "bet"))
        showdown(builder, raised, 0, -1)
        showdown(builder, raised, 1, 2 * sign)
        showdown(builder, bet, 0, 1)
        showdown(builder, bet, 1, 2 * sign)
    return builder.tree()


def showdown(builder, parent, move, amount, probability=1.0):
    builder.terminal(parent, move, (amount, -amount), probability)


def leduc_poker():
    """Southey et al. (2005): six cards in three ranks, two rounds, bets of 2 and 4, two raises a round at most."""
    builder = Builder()
    root = builder.node(-1, 0, CHANCE)
    for deal, (mine, yours) in enumerate(permutations(range(6), 2)):
        leduc_round(builder, root, deal, 1 / 30, ((mine, yours), None), (1, 1), ())
    return builder.tree()


def leduc_round(builder, parent, move, probability, cards, paid, history, mover=0, raises=0, acted=0):
    (hands, board) = cards
    board_rank = None if board is None else board // 2
    here = builder.node(parent, move, mover, (hands[mover] // 2, board_rank, history), probability)
    choices = []
    if paid[mover] < paid[1 - mover]:
        choices.append("fold")
    choices.append("call")
    if raises < 2:
        choices.append("raise")
    for m, choice in enumerate(choices):
        after = (*history, choice)
        if choice == "fold":
            showdown(builder, here, m, -paid[0] if mover == 0 else paid[1])
        elif choice == "raise":
            bet = max(paid) + (2 if board is None else 4)
            pot = (bet, paid[1]) if mover == 0 else (paid[0], bet)
            leduc_round(builder, here, m, 1.0, cards, pot, after, 1 - mover, raises + 1, acted + 1)
        else:
            pot = (max(paid), max(paid))
            if acted == 0:
                leduc_round(builder, here, m, 1.0, cards, pot, after, 1 - mover, raises, 1)
            elif board is None:
                leduc_board(builder, here, m, hands, pot, after)
            else:
                showdown(builder, here, m, leduc_win(hands, board) * pot[0])


def leduc_board(builder, parent, move, hands, pot, history):
    chance = builder.node(parent, move, CHANCE)
    left = [card for card in range(6) if card not in hands]
    for m, board in enumerate(left):
        leduc_round(builder, chance, m, 1 / len(left), (hands, board), pot, (*history, "/"))


def leduc_win(hands, board):
    strength = [10 * (card // 2 == board // 2) + card // 2 for card in hands]
    return (strength[0] > strength[1]) - (strength[0] < strength[1])


def signalling_game(seed, types=2, high=3, zero_sum=False, last_word=True):
    """Chance draws a type, player 0 sees it and sends one of two signals, player 1 replies, player 0 may close."""
    random = np.random.default_rng([seed, types, high])
    builder = Builder()
    root = builder.node(-1, 0, CHANCE)
    shares = random.integers(1, 4, types)
    for kind in range(types):
        sender = builder.node(root, kind, 0, kind, probability=shares[kind] / shares.sum())
        for signal in range(2):
            receiver = builder.node(sender, signal, 1, signal)
            for reply in range(2):
                last = last_word and reply == 1 and signal == 0
                closer = builder.node(receiver, reply, 0, (kind, "close")) if last else receiver
                for close in range(2 if last else 1):
                    payoffs = random.integers(0, high, 2, endpoint=True)
                    if zero_sum:
                        payoffs[1] = -payoffs[0]
                    builder.terminal(closer, close if last else reply, payoffs)
    return builder.tree()
