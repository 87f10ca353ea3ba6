# %% [markdown]
# # 11. The whole argument in one game
#
# The documents behind the library describe a chain: Washington shifts the burden, Seoul hardens and considers a
# nuclear option, Pyongyang probes and works on Seoul's divisions, a crisis may escalate. Most models of the library
# hold one link and take the rest as given. `peninsula` holds the chain, with Washington's commitment both as a letter
# (what is left of it after a shift, `c`) and as a choice (to hold or to shift). A link that is true by itself may not
# survive when the others answer.
#
# *25 minutes. To know first: examples 1 to 3.*

# %%
import deterrence as dt

game = dt.load("peninsula")
print(game.summary)

# %% [markdown]
# ## Which ends the chain can have

# %%
found = dt.solve(game)
ends = sorted({eq.called for eq in found.generic})
print(ends)
assert len(ends) == 7

# %% [markdown]
# Two letters decide most: commitment `c`, and the risk `r` of an answer that Washington does not back, which
# guardrails lower.

# %%
plane = dt.regions(game, "c", "r", v=16)
picture = dt.plot(plane)
assert [eq.called for eq in plane.at(c=0.25, r=3)] == ["Nuclear Seoul"]
assert [eq.called for eq in plane.at(c=0.75, r=3)] == ["Hardened in vain"]
assert [eq.called for eq in plane.at(c=0.25, r=0.5)] == ["Armed peace"]

# %% [markdown]
# ## A link that does not survive: emboldening
#
# A Seoul that does nothing would be pushed by a large step at any commitment below `c_L`. The Seoul of this game
# hardens instead, and the large step is never taken:

# %%
wanted = [claim for claim in game.claims if claim.says.startswith(("Emboldening", "Counter-claim: a reduced role"))]
for row in dt.check(game, wanted):
    print(row.verdict, "-", row.claim.says)
assert [row.verdict for row in dt.check(game, wanted)] == ["proved", "proved", "refuted as expected"]

# %% [markdown]
# What is left of the link is the small step, which a hardened Seoul, too, lets pass when answering is too dangerous:
# at the base values, below `c` = 8/15.

# %%
line = dt.thresholds(game, "c")
for cell in line.cells:
    print(cell.interval, "|", " | ".join(eq.called for eq in cell.equilibria))
picture = dt.plot(line)
assert [str(value) for value in line.values] == ["20/39", "8/15"]

# %% [markdown]
# ## What clarity and guardrails buy
#
# A red line that is drawn in the contested area itself (`t` near 1) saves the small step at lower commitment. Clarity
# does nothing against the nuclear option, which turns on large probes.

# %%
for clarity in ("1/4", "1/2", "1"):
    needed = dt.required(game, "c", outcome="Hardened and quiet", r=2, t=clarity)
    print("clarity", clarity, "-", str(needed).splitlines()[3])

# %% [markdown]
# At `r = 2` a line of clarity 1/2 is not enough at any commitment. Guardrails that bring `r` below 1 make sure that
# no step is lost without an answer, and have a price: what makes it safe for Seoul to answer makes it safe for
# Pyongyang to probe.

# %%
safe = {"r": "1/10", "k": "1/10", "t": 1, "y": "1/10", "h": "9/10", "K": "19/20"}
for commitment in ("1/5", "4/5"):
    here = dt.solve(game.base_case(c=commitment, v=16, **safe))
    print("c =", commitment, "|", here[0].called, "|", {name: str(p) for name, p in here[0].outcomes.items() if p != 0})
assert here[0].called == "Answered probe"

# %% [markdown]
# ## Where burden-shifting changes nothing
#
# The document says that it is not inherently destabilising. In this game it is entirely without consequence where
# Seoul would answer both probes and Pyongyang would lose by either:

# %%
calm = dt.solve(game.base_case(c=0.9, q=0.1, v=16, r=0.75, k=2, t=1, y=0.1))
print(calm[0].called, "|", {player: str(value) for player, value in calm[0].payoffs.items()})
assert calm[0].called == "Nothing changes"
assert all(value == 0 for value in calm[0].payoffs.values())

# %% [markdown]
# ## Where strategic flexibility bites
#
# `q` is the probability that another theatre needs the force. It raises what Washington gains by a shift, and lowers
# the presence behind `c` at the same time.

# %%
flexible = dt.thresholds(game, "q")
print([str(value) for value in flexible.values])
print([eq.called for eq in flexible.at("1/4")], [eq.called for eq in flexible.at("2/5")])
assert str(flexible.values[0]) == "1/3"

# %% [markdown]
# ## Period after period
#
# `peninsula-rounds` lets capabilities and budgets carry over: what Seoul builds stays, and Pyongyang may match it.

# %%
rounds = dt.load("peninsula-rounds")
race = dt.regions(rounds, "c", "g")
picture = dt.plot(race)
assert [eq.outcomes["Probed"] for eq in race.at(c="3/5", g="1/6")] == [1]

# %% [markdown]
# To the left of `c_A` and `c_M` the arms race of the document is played. Between them is a finding: there Pyongyang
# would match a build-up, Seoul knows it, and does not build. What is lost is then the line, probed in every period,
# and not the budget. `c_A` rises with guardrails and `c_M` falls: half-hearted guardrails can be where a race begins.

# %%
without, half, strong = (
    dt.solve(rounds.base_case(c="3/5", g=guardrails)).generic for guardrails in ("0", "2/5", "4/5")
)
for name, found in (("without", without), ("half", half), ("strong", strong)):
    print(name, [{end: str(p) for end, p in eq.outcomes.items() if p != 0} for eq in found])
assert [eq.outcomes["Arms race and probed"] > 0 for eq in (without[0], half[0], strong[0])] == [False, True, False]

# %% [markdown]
# ## Questions
#
# 1. In `divided-seoul` division wins Pyongyang a slice. Why not here?
#
# <details><summary>Answer</summary>
#
# There Seoul can absorb or respond. Here it can harden as well, and where division makes the difference (between
# `c_0` and `c_Y`) a hardened Seoul answers. Division costs Seoul the price of hardening. A reader who thinks that
# hardening takes too long to answer a probe should trust `divided-seoul` for the short run.
#
# </details>
#
# 2. Washington holds when commitment is *low* (below `c_N`) and shifts when it is higher. Is that a mistake?
#
# <details><summary>Answer</summary>
#
# No. `c` is what would be left after a shift. When next to nothing would be left Seoul would go nuclear, which
# Washington minds (`R`), so that it does not shift unless its stake elsewhere is larger.
#
# </details>
#
# 3. Name a link of the documents on which this game is silent.
#
# <details><summary>Answer</summary>
#
# Beliefs: nobody here learns what Washington is like (see `red-line`, `ambiguity`, `unpredictability`). Third
# parties, too, are left to `spillover`.
#
# </details>

# %%
# Answer 1. Division wins no step here. Answer 2. Where a shift would make Seoul nuclear Washington holds.
about = ("Counter-claim: division wins", "Washington's own choice")
wanted = [claim for claim in game.claims if claim.says.startswith(about)]
print([row.verdict for row in dt.check(game, wanted)])
assert [row.verdict for row in dt.check(game, wanted)] == ["proved", "refuted as expected"]
# Answer 3. Nobody in the game has a type, so that there is nothing to learn.
assert not game.types
