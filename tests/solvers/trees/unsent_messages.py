"""What refinements strike, by their definitions, with linear programmes in fractions."""

from itertools import chain, combinations, product

from tests.linear_programme import greatest, greatest_on_simplex


class Unsent:
    """A message that nobody sends: what it brings each type beyond the equilibrium, by response, and the receivers.

    With several receivers a response is one of each: `profiles` says whose, `receivers` what each of them gets.
    """

    def __init__(self, gains, *receivers):
        self.gains, self.receivers = gains, receivers
        self.types, self.responses = range(len(gains)), range(len(gains[0]))
        self.profiles = list(product(*(range(len(table[0])) for table in receivers)))
        assert len(self.profiles) == len(gains[0])
        self.mixtures = self.best_mixtures(self.types)

    def best_mixtures(self, types):
        """Every set of responses that are best together for some belief about these types."""
        sizes = range(1, len(self.responses) + 1)
        sets = chain.from_iterable(combinations(self.responses, size) for size in sizes)
        return [s for s in sets if self.is_best(s, types)]

    def is_best(self, responses, types):
        """Whether all these responses are best for one belief about these types."""
        forms = [
            [table[t][self.profiles[r][place]] - table[t][other] for t in types]
            for place, table in enumerate(self.receivers)
            for r, other in product(responses, range(len(table[0])))
        ]
        return bool(types) and greatest_on_simplex([0] * len(types), forms) is not None

    def somewhere(self, mixtures, gaining=(), losing=()):
        """Whether at some best mixture some types do not lose and others do not gain."""
        for mixture in mixtures:
            forms = [[self.gains[t][r] for r in mixture] for t in gaining]
            forms += [[-self.gains[t][r] for r in mixture] for t in losing]
            if greatest_on_simplex([0] * len(mixture), forms) is not None:
                return True
        return False

    def strictly(self, mixtures, gaining, losing):
        """Whether at some best mixture one type gains and another loses, both strictly."""
        for mixture in mixtures:
            its, mine = [self.gains[gaining][r] for r in mixture], [-self.gains[losing][r] for r in mixture]
            # The game of two columns: some mixture of rows makes both positive if its value is positive.
            low = min(*mine, *its) - 1
            columns = [[g - low for g in its], [g - low for g in mine]]
            if 1 / greatest([1, 1], [[c[i] for c in columns] for i in range(len(mixture))], [1] * len(mixture)) > -low:
                return True
        return False

    def gains_at_all(self, own, mixtures):
        return any(self.gains[own][r] > 0 for mixture in mixtures for r in mixture)

    def fails_intuitive(self, used):
        """Cho and Kreps (1987), section III."""
        best = [r for r in self.responses if self.is_best([r], self.types)]
        left = [t for t in self.types if max(self.gains[t][r] for r in best) >= 0]
        if not left or left == list(self.types):
            return False
        remaining = [r for r in self.responses if self.is_best([r], left)]
        return any(min(self.gains[t][r] for r in remaining) > 0 for t in left)

    # Cho and Kreps (1987), section IV: D(t) are the mixed best responses from which t gains, D0(t) those from which it
    # neither gains nor loses.

    def d1(self, own, types, mixtures):
        """D(own) and D0(own) together are a proper part of D(other), for some other."""
        return any(
            not self.somewhere(mixtures, [own], [other]) and self.strictly(mixtures, other, own)
            for other in types
            if other != own
        )

    def d2(self, own, types, mixtures):
        """They are a proper part of the union of D over all others."""
        others = [t for t in types if t != own]
        some_more = any(self.strictly(mixtures, other, own) for other in others)
        return some_more and not self.somewhere(mixtures, [own], others)

    def nwbr(self, own, types, mixtures):
        """D0(own) is a part of the union of D over all others."""
        return not self.somewhere(mixtures, [own], [own, *[t for t in types if t != own]])

    def fails_by(self, is_struck, used, again=False):
        types, mixtures = list(self.types), self.mixtures
        while True:
            left = [t for t in types if not is_struck(t, types, mixtures)]
            if left == types or not (left or any(self.gains_at_all(t, mixtures) for t in types)):
                return False
            if not self.is_best(used, left):
                return True
            if not again:
                return False
            types, mixtures = left, self.best_mixtures(left)

    def fails(self, criterion, used):
        """Whether a criterion strikes an equilibrium that uses these responses."""
        if criterion == "intuitive":
            return self.fails_intuitive(used)
        if criterion == "universal-divinity":
            return self.fails_by(self.d2, used, again=True)
        return self.fails_by({"D1": self.d1, "D2": self.d2, "NWBR": self.nwbr}[criterion], used)
