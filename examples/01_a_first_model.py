# %% [markdown]
# # 1. A first model
#
# A challenger may press a claim; a defender may concede or resist; the defender's ally may or may not come. This
# example writes that down as a game, first with numbers, then with letters, and has it solved.
#
# Every example is a plain Python script in cells. It runs top to bottom (`python examples/01_a_first_model.py`), opens
# as a notebook, and *asserts* what it says, so that it fails when it stops being true.
#
# *20 minutes. To know first: what an expected value is.*

# %%
import deterrence as dt

# %% [markdown]
# ## Numbers
#
# A tree is made of decisions and outcomes. Payoffs are listed in the order of `players`. The status quo is worth 0 to
# both, so every other payoff reads as a gain or a loss against it.

# %%
numbers = dt.Tree(
    players=["Challenger", "Defender"],
    title="A challenge, with numbers",
    root=dt.Decision(
        "Challenger",
        {
            "Hold back": dt.Outcome("Status quo", (0, 0)),
            "Challenge": dt.Decision(
                "Defender",
                {
                    "Concede": dt.Outcome("Concession", (2, -2)),
                    "Resist": dt.Outcome("Fight", (1, -4)),
                },
            ),
        },
    ),
)
found = dt.solve(numbers)
print(found)
assert [eq.name for eq in found] == ["Challenger Challenge; Defender Concede"]

# %% [markdown]
# The defender would rather lose 2 than 4, so it concedes, and the challenger, who foresees this, challenges. Reasoning
# from the end of the tree to its beginning like this gives a *subgame-perfect equilibrium* (Selten 1965). It is what
# `solve` looks for when every player sees every move.
#
# ## Letters
#
# Nobody knows that a fight costs 4. Three things change: a letter takes the place of each number that the argument
# turns on; each letter is declared with its meaning, range and base value; and the ally enters as a chance move, with
# the probability `c` that it comes. `role="commitment"` marks the letter that stands for the ally's commitment.

# %%
game = dt.Tree(
    title="A challenge, with letters",
    players=["Challenger", "Defender"],
    parameters=[
        dt.Parameter("c", "probability that the ally comes", 0, 1, base=0.4, role="commitment"),
        dt.Parameter("g", "what the challenger gains when it has its way", 0, 10, base=2),
        dt.Parameter("w", "what the challenger loses when it meets both allies", 0, 10, base=3),
        dt.Parameter("l", "what the defender loses by conceding", 0, 10, base=2),
        dt.Parameter("d", "what the defender loses when it resists alone", 0, 10, base=4),
    ],
    assumptions=["g > 0", "w > 0", "d > l > 0"],
    root=dt.Decision(
        "Challenger",
        {
            "Hold back": dt.Outcome("Status quo", (0, 0)),
            "Challenge": dt.Decision(
                "Defender",
                {
                    "Concede": dt.Outcome("Concession", ("g", "-l")),
                    "Resist": dt.Chance(
                        {
                            "Backed": ("c", dt.Outcome("Challenger repelled", ("-w", 0))),
                            "Alone": ("1 - c", dt.Outcome("Defender beaten", ("g", "-d"))),
                        }
                    ),
                },
            ),
        },
    ),
)
print(game)

# %%
picture = dt.plot(game)

# %% [markdown]
# ## Solved once, for all numbers
#
# With letters left in, each answer is an *equilibrium family*: an equilibrium, and the inequalities between the letters
# under which it exists. `generic` leaves out those that exist only where the letters happen to tie.

# %%
found = dt.solve(game)
for family in found.generic:
    print(family.name)
    print("   exists where", family.exists)

assert found.exact
assert found.complete
assert len(found.generic) == 3

# %% [markdown]
# Read the three in the order of rising commitment. While the ally is unlikely to come, the defender concedes, and the
# challenger has its way. Then the defender resists, but the challenger tries all the same. Only with still more
# commitment does it hold back.
#
# The same with all other letters at their base values:

# %%
line = dt.thresholds(game, "c")
print(line)
assert [str(value) for value in line.values] == ["1/2"]

# %% [markdown]
# At these base values the two thresholds, `1 - l/d` for the defender and `g/(g + w)` for the challenger, are 1/2 and
# 2/5: by the time the defender is ready to resist, the challenger is already deterred by resistance, so only one
# threshold shows. Make resistance cheaper for the defender (`d = 3`), and both appear.

# %%
line = dt.thresholds(game, "c", d=3)
print(line)
assert [str(value) for value in line.values] == ["1/3", "2/5"]

# %% [markdown]
# ## Keeping it
#
# `dt.save(game, "challenge.yaml")` writes a model file that a person can read and edit, and `dt.load` reads it back.
# The text is also at hand without a file:

# %%
text = dt.dumps(game, "yaml")
print(text[:400], "...")
assert "A challenge, with letters" in text

# %% [markdown]
# ## Questions
#
# 1. In the game of numbers, which single payoff would you change to make the challenger hold back?
#
# <details><summary>Answer</summary>
#
# Either of two: make the status quo worth more than 2 to the challenger, or a concession less than 0. Both work while
# the defender still concedes: they reward restraint or spoil the prize. No single change makes the *threat of a fight*
# deter. That takes two, and each needs the other: the defender must prefer resisting (raise its -4 above -2), and the
# challenger must lose by a fight (lower its 1 below 0). A defender that resists still leaves the challenger with 1
# rather than 0. Deterrence by threat rests on two thresholds, the defender's readiness and the challenger's cost. The
# last cell of this example tries all four changes.
#
# </details>
#
# 2. Why is `d > l` among the assumptions, and what would happen without it?
#
# <details><summary>Answer</summary>
#
# With `d < l` the defender would resist even if it were sure to be alone, so the ally's commitment would not matter to
# it. Such families would be listed too. An assumption removes from consideration what the model is not about.
#
# </details>
#
# 3. The threshold of the defender is `1 - l/d`. Does a defender that has more to lose by conceding need more
#    commitment?
#
# <details><summary>Answer</summary>
#
# Less: as `l` rises towards `d`, the threshold falls to 0.
#
# </details>


# %%
def other(status_quo=(0, 0), concession=(2, -2), fight=(1, -4)):
    """The game of numbers with other payoffs; the letter x may stand for one."""
    reply = dt.Decision("Defender", {"Concede": concession, "Resist": fight})
    root = dt.Decision("Challenger", {"Hold back": status_quo, "Challenge": reply})
    return dt.Tree(["Challenger", "Defender"], root, parameters=[dt.Parameter("x", "a payoff", -10, 10)])


def choices(**payoffs):
    """Its equilibrium."""
    return [eq.name for eq in dt.solve(other(**payoffs))]


def changes(**payoffs):
    """The value of x at which it changes."""
    return [str(value) for value in dt.thresholds(other(**payoffs), "x").values]


# Answer 1. Each of the two that work alone, and each of the two that work together, has its threshold.
assert changes(status_quo=("x", 0)) == ["2"]
assert changes(concession=("x", -2)) == ["0"]
assert changes(fight=(1, "x")) == ["-2"]
assert changes(fight=("x", -1)) == ["0"]
assert str(dt.solve(other(fight=(1, -1)))[0].payoffs["Challenger"]) == "1"
assert choices(status_quo=(3, 0)) == ["Challenger Hold back; Defender Concede"]
assert choices(concession=(-1, -2)) == ["Challenger Hold back; Defender Concede"]
assert choices(fight=(1, -1)) == ["Challenger Challenge; Defender Resist"]
assert choices(fight=(-1, -4)) == ["Challenger Challenge; Defender Concede"]
assert choices(fight=(-1, -1)) == ["Challenger Hold back; Defender Resist"]

# Answer 2. Without the assumption, and with d < l, the defender resists even if it is sure to be alone.
letters = list(game.parameters.values())
lenient = dt.Tree(game.players, game.root, parameters=letters, assumptions=["g > 0", "w > 0"])
assert [eq["Defender"]["Resist"] for eq in dt.solve(lenient.base_case(c=0, l=3, d=2))] == [1]

# Answer 3. As l rises towards d = 4 the threshold falls; the formula is 0 where they meet.
readiness = [dt.thresholds(game, "c", l=loss, d=4) for loss in (1, 2, 3)]
assert [str(line.values[0]) for line in readiness] == ["3/4", "1/2", "1/4"]
assert readiness[-1].formulas[0].sympy().subs({"d": 4, "l": 4}) == 0
