# %% [markdown]
# # 6. The nuclear option
#
# "Debate over indigenous nuclear options ... reflecting growing uncertainty about the credibility of US extended
# deterrence": the model `nuclear-option` gives Seoul the choice between the umbrella and a deterrent of its own, and
# Pyongyang the choice whether to coerce. Commitment `c` is the probability of retaliation on Seoul's behalf that both
# expect.
#
# *15 minutes. To know first: examples 1 and 2.*

# %%
import deterrence as dt

game = dt.load("nuclear-option")
picture = dt.plot(game)

# %% [markdown]
# ## Three kinds of behaviour

# %%
line = dt.thresholds(game, "c")
print(line)
strip = dt.plot(line)
assert [str(value) for value in line.values] == ["1/2", "3/5"]

# %% [markdown]
# Below `c_N = 1 - K/L` Seoul builds a deterrent of its own. Above `c_D = G/(G + H)` the umbrella holds. Between them
# Seoul relies on the umbrella *and is coerced*: it stays non-nuclear since going nuclear costs more, not since it is
# safe.
#
# Does doubt about the umbrella suffice? The library holds that as a counter-claim. It is refuted by exactly this middle
# stretch.

# %%
doubt = [claim for claim in game.claims if claim.says.startswith("Counter-claim: doubt")]
row = dt.check(game, doubt)[0]
print(row.verdict, "at", row.counterexample)
assert row.verdict == "refuted as expected"

# %% [markdown]
# ## Two thresholds that change places
#
# On the plane of commitment and the cost of going nuclear:

# %%
plane = dt.regions(game, "c", "K")
picture = dt.plot(plane)
print(plane.curves)

# %% [markdown]
# Where `K` is below 2 the line `c_N` lies to the right of `c_D`. The middle stretch is gone: Seoul then goes nuclear up
# to `c_D`, and relies from there on. That is why the threshold of the proposition is the *smaller* of the two,
# `min(c_D, c_N)`.

# %%
assert [eq.name for eq in plane.at(c=0.55, K=1)] == ["ROK Nuclearise; DPRK Coerce (ROK relies), Refrain (ROK nuclear)"]
assert [str(value) for value in dt.thresholds(game, "c", K=1).values] == ["3/5"]

# %% [markdown]
# ## A deterrent that does not work
#
# The result rests on `n`, the probability that Seoul's own deterrent would retaliate. With `n` below `c_D` it does not
# end coercion. Seoul may still build it:

# %%
weak = dt.thresholds(game, "c", n="1/2", K=1)
print(weak)
assert "Coerced though nuclear" in str(weak) or "Coerce (ROK nuclear)" in str(weak)

# %% [markdown]
# ## Washington moves first
#
# In `nuclear-option-us-first` Washington decides whether to reaffirm (commitment `c_H`) or to retrench (`c_L`), at a
# cost `kappa` a unit of commitment and a loss `N` from a nuclear Seoul.

# %%
first = dt.load("nuclear-option-us-first")
line = dt.thresholds(first, "c_H")
print(line)
assert [str(value) for value in line.values] == ["29/30"]
assert str(line.formulas[0]).startswith("c_M")

# %% [markdown]
# Washington reaffirms while `kappa*(c_H - c_L)` is below `N`: not because of what happens to Seoul, but because a
# nuclear Seoul costs it something. A patron that would not mind, `N = 0`, retrenches:

# %%
indifferent = dt.solve(first.base_case(N=0))
assert all(eq["US"]["Retrench"] == 1 for eq in indifferent)
print([eq.name for eq in indifferent])

# %% [markdown]
# ## Questions
#
# 1. A rise in `H`, what retaliation costs Pyongyang, lowers `c_D`. Does it make a nuclear Seoul less likely?
#
# <details><summary>Answer</summary>
#
# Only once `c_D` is the smaller threshold. While `c_N < c_D`, Seoul's choice turns on `c_N = 1 - K/L`, in which `H`
# does not occur. Raising `H` then shrinks the stretch in which Seoul relies and is coerced.
#
# </details>
#
# 2. What does the model leave out that bears on the decision?
#
# <details><summary>Answer</summary>
#
# Among other things: the time that a programme takes and what happens meanwhile, the reactions of China and Japan, the
# nonproliferation treaty as an institution (pooled in `K`), domestic politics, and accident. A parameter that pools
# costs makes them commensurable by assumption.
#
# </details>
#
# 3. At `K = 1`, which commitment keeps Seoul non-nuclear?
#
# <details><summary>Answer</summary>
#
# More than 3/5: since `c_N = 4/5` is above `c_D = 3/5`, the latter binds.
#
# </details>

# %%
dear_coercion = dt.thresholds(game, "c", H=9)
print(dear_coercion.values)
assert [str(value) for value in dear_coercion.values] == ["2/5"]

# Answer 1. While c_N is the smaller threshold, H moves nothing that Seoul chooses.
assert [str(dt.thresholds(game, "c", H=H).values[0]) for H in (4, 5)] == ["1/2", "1/2"]

# Answer 3. At K = 1 c_N is 4/5, and c_D = 3/5 binds.
assert str(game.at(K=1).point()["c_N"]) == "4/5"
assert str(dt.required(game, "c", then={"ROK": "Rely"}, K=1).value) == "3/5"
