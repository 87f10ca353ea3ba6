# %% [markdown]
# # 2. Reading equilibria and thresholds
#
# What `solve` and `thresholds` return, part by part, on the model `nll-probe`: Pyongyang may probe a contested line,
# Seoul absorbs the probe or responds, and Washington backs a response with probability `c`.
#
# *15 minutes. To know first: example 1.*

# %%
import deterrence as dt

game = dt.load("nll-probe")
picture = dt.plot(game)

# %%
found = dt.solve(game)
print(found)

# %% [markdown]
# ## A family, part by part
#
# Take the second. It says: *where these inequalities hold, it is an equilibrium that Pyongyang probes and Seoul
# responds.*

# %%
crisis = next(eq for eq in found.generic if eq["DPRK"]["Probe"] == 1 and eq["ROK"]["Respond"] == 1)
print("strategies  ", crisis.name)
print("payoffs     ", crisis.payoffs["DPRK"], "and", crisis.payoffs["ROK"])
print("how it ends ", dict(crisis.outcomes))
print("exists where", crisis.exists.conditions)

assert str(crisis.outcomes["Escalation"]) == "1 - c"

# %% [markdown]
# `exists` is a region in the space of all letters. It can be asked whether it holds at a point, exactly, and it can be
# solved for one letter. The second is how thresholds appear as formulas:

# %%
print(crisis.exists.bounds("c"))
assert crisis.exists.holds(c=0.6, g=2, b=6, k=2, l=1, e=3, s=1)
assert not crisis.exists.holds(c=0.8, g=2, b=6, k=2, l=1, e=3, s=1)

# %% [markdown]
# Both ends are closed. *On* a threshold somebody is indifferent, so the equilibria of both sides exist there, and so do
# mixtures of them. That is what the families "only where parameters tie" and the last lines of the printout are about.
#
# ## All equilibria, or some?
#
# `exact` says that no rounded number took part. `complete` says that nothing is missing. Only a complete answer
# supports sentences of the form "in every equilibrium".

# %%
print(found.exact, found.complete, found.concept, found.method, sep="; ")
assert found.exact
assert found.complete

# %% [markdown]
# ## Along a line
#
# `thresholds` fixes all letters but one at base values (or at values that you give) and cuts the line where the set of
# equilibria changes. Each stretch between is a *cell*, and so is each threshold itself.

# %%
line = dt.thresholds(game, "c")
print(line)
assert [str(value) for value in line.values] == ["1/2", "3/4"]

# %%
strip = dt.plot(line)

# %% [markdown]
# What stands behind each number is a formula: `c_R = (e - l)/(e + s)` is Seoul's threshold, `c_D = b/(b + k)` is
# Pyongyang's. The toolkit finds the formula from the conditions and recognises the names that the model gives them.

# %%
for value, formula in zip(line.values, line.formulas, strict=True):
    print(value, "is", formula)
assert str(line.formulas[1]) == "c_D = b/(b + k)"

# %% [markdown]
# ## Numbers in, numbers out
#
# `game.base_case(c=0.3)` is the game of numbers with `c = 3/10` and everything else at base values. Solving it gives
# the same as putting the numbers into the families, which is how each can be used to check the other.

# %%
at_point = dt.solve(game.base_case(c=0.3))
base = {name: parameter.base for name, parameter in game.parameters.items()} | {"c": "0.3"}
from_families = [eq.name for eq in found if eq.exists.holds(base)]
print(from_families)
assert [eq.name for eq in at_point] == from_families == ["DPRK Probe; ROK Absorb"]

# %% [markdown]
# ## Questions
#
# 1. In the picture above, a stretch of commitment shows Seoul responding and Pyongyang probing. Is a little commitment
#    better for Seoul than none?
#
# <details><summary>Answer</summary>
#
# It is never worse for Seoul, who could absorb: at the lower threshold it is indifferent, and its payoff rises from
# there. But the risk of an escalation, which is nil below the threshold, jumps to `1 - c`. Whether that is "better"
# depends on whose payoff one looks at, and on whether the payoffs in the model hold everything that matters.
#
# </details>
#
# 2. What happens to the middle stretch when `k`, the cost of facing a backed response, rises to 6?
#
# <details><summary>Answer</summary>
#
# `c_D` falls to 6/(6 + 6) = 1/2 and meets `c_R`: the stretch disappears.
#
# </details>
#
# 3. Why does `solve` list a family in which Seoul mixes and Pyongyang refrains, which `thresholds` does not show?
#
# <details><summary>Answer</summary>
#
# It exists only at a tie, `c = c_R`, where Seoul is indifferent and may respond just often enough to deter, and only if
# `c` is above `c_D` there. At the base values `c_R` is below `c_D`, so the line does not meet it. With `k = 10`, where
# `c_D` is below `c_R`, it appears in the cell that is the point `c_R`.
#
# </details>

# %%
assert [str(value) for value in dt.thresholds(game, "c", k=6).values] == ["1/2"]
mixing = [eq.name for eq in dt.thresholds(game, "c", k=10).at("1/2")]
print(mixing)
assert "DPRK Refrain; ROK mixes Absorb/Respond" in mixing

# Answer 1. Between the thresholds Seoul's payoff rises, from what absorbing pays.
rises = dt.Claim("It rises.", {"effect of": "c", "on": "payoff of ROK", "is": "positive"}, when="c_R < c < c_D")
assert [row.verdict for row in dt.check(game, [rises])] == ["proved"]
assert {str(eq.payoffs["ROK"].subs("c", "1/2")) for eq in line.at("1/2")} == {"-1"}

# Answer 3. The families in which Seoul mixes exist at a tie only.
assert {eq.exists.is_generic for eq in found if "mixes" in eq.name} == {False}
