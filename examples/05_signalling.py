# %% [markdown]
# # 5. Signalling: ambiguity against clear red lines
#
# Washington is *resolute* with probability `c`, otherwise *limited*; Pyongyang does not know which. Washington draws a
# clear line or stays ambiguous; Pyongyang probes or refrains; Washington enforces or backs down, and backing down after
# a clear line costs an additional `a`. When does ambiguity invite probing, and what can clarity do about it? The
# structure is that of tying hands (Fearon 1997, *Journal of Conflict Resolution* 41).
#
# *25 minutes. To know first: example 1, and Bayes' rule.*

# %%
import deterrence as dt

game = dt.load("red-line")
picture = dt.plot(game)

# %% [markdown]
# ## Two equilibria
#
# With incomplete information the solution is a *perfect Bayesian equilibrium*: choices are best at each information set
# given beliefs, and beliefs follow from play wherever play leads.

# %%
found = dt.solve(game.base_case())
print(found)
assert [eq.kind for eq in found] == ["pooling", "semi-separating"]

# %% [markdown]
# In the first nobody draws a line, and Pyongyang probes. It is held together by a belief about something that does not
# happen: that a clear line would come from the limited type (a belief in resolve of at most 2/5).
#
# In the second the resolute type draws a line, and the limited type sometimes does so too. A clear line is probed just
# often enough to keep the limited type from always bluffing, and bluffs are just frequent enough to keep Pyongyang
# guessing.

# %%
pooling, partly = found
calm = partly.outcomes["Calm"]
print("calm in the first: ", pooling.outcomes["Calm"])
print("calm in the second:", calm)
assert pooling.outcomes["Calm"] == 0
assert str(calm) == "1/4"
assert str(partly["US (Limited)", "announcement"]["Clear"]) == "9/14"
assert str(partly.beliefs["DPRK", "hears a clear line"]["US (Resolute), Clear"]) == "2/5"

# %% [markdown]
# ## Which is plausible?
#
# Criterion D1 (Banks and Sobel 1987, *Econometrica* 55) asks which type gains from an unexpected message for more of
# the possible replies. The resolute type gains from drawing a line for any probability of a probe below 1, the limited
# type only for probabilities below `l/(l + a)`. A line should then be taken to come from the resolute type, and the
# first equilibrium falls.

# %%
refined = dt.refine(found, "D1")
for struck in refined.struck:
    print("struck:", struck.kind, "--", struck.notes[-1])
assert [eq.kind for eq in refined] == ["semi-separating"]

# %% [markdown]
# ## With letters
#
# The formulas behind: below `tau = b/(b + k)` a probe is worth trying. Calm in the second equilibrium has probability
# `(c/tau)*a/(l + a)`: it rises continuously with the cost `a` of betraying a line.

# %%
line = dt.thresholds(game, "c")
picture = dt.plot(line)
assert [str(value) for value in line.values] == ["2/5"]

for a in ("1/2", 1, 2, "5/2"):
    equilibria = dt.solve(game.base_case(a=a))
    print(f"a = {a}: calm with probability", equilibria[1].outcomes["Calm"])
assert str(dt.solve(game.base_case(a=2))[1].outcomes["Calm"]) == "3/8"

# %% [markdown]
# ## Clarity that binds
#
# With `a` above `w_L - l` even the limited type would enforce a line that it has drawn. The library has that case as a
# model of its own, `red-line-tied-hands`. No equilibrium then contains a probe, however unlikely resolve is.

# %%
tied = dt.load("red-line-tied-hands")
for row in dt.check(tied):
    print(f"{row.verdict:20}", row.claim.says)
    assert row.is_as_expected
assert all(eq.outcomes["Calm"] == 1 for eq in dt.solve(tied.base_case(c="1/100")))

# %% [markdown]
# ## Questions
#
# 1. In the second equilibrium, how probable is it that Washington is resolute, given that it stayed ambiguous?
#
# <details><summary>Answer</summary>
#
# Zero: only the limited type stays ambiguous. Silence tells. That is the sense in which an omission "is not merely
# rhetorical" in this model.
#
# </details>
#
# 2. Does drawing clear lines require will?
#
# <details><summary>Answer</summary>
#
# Below `w_L - l` it is in part a bluff: the limited type draws a line with probability 9/14 at the base case, and two
# thirds of clear lines are probed. Above, the cost of betraying the line does the work that will would do. The models
# say nothing about how such costs come about, or whether they can be chosen.
#
# </details>
#
# 3. Criterion D1 strikes the equilibrium without lines. Is it therefore impossible?
#
# <details><summary>Answer</summary>
#
# No. It is an equilibrium in the sense of the concept. The criterion is an argument about how an unexpected message
# would be read, and it presupposes that both sides follow that argument.
#
# </details>

# %%
assert partly.beliefs["DPRK", "hears no line"]["US (Resolute), Ambiguous"] == 0
assert str(partly["DPRK", "hears a clear line"]["Probe"]) == "2/3"

# Answer 2. How often the limited type bluffs; above w_L - l it enforces the line that it has drawn.
assert str(partly["US (Limited)", "announcement"]["Clear"]) == "9/14"

# Answer 3. Without a criterion both equilibria stand.
assert [eq.kind for eq in dt.solve(game.base_case())] == ["pooling", "semi-separating"]
