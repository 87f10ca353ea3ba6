# %% [markdown]
# # 8. Uncertainty: how sure are we?
#
# A threshold is exact given the payoffs, and nobody knows the payoffs. This example asks what follows when they are
# uncertain: how likely each outcome is, which parameter matters, and how the answer depends on what we assumed about
# our own ignorance.
#
# *20 minutes. To know first: examples 1 and 2.*

# %%
from scipy.stats import beta

import deterrence as dt

game = dt.load("nll-probe")

# %% [markdown]
# ## One at a time
#
# A tornado moves each parameter over its whole range, the others at base values. It is exact: the extremes are found,
# not sampled.

# %%
bars = dt.tornado(game, of="probability of Status quo")
print(bars)
picture = dt.plot(bars)
assert {bar.letter for bar in bars if bar.span > 0} == {"b", "c", "k"}

# %% [markdown]
# At the base case Pyongyang's threshold binds, so what moves the outcome is `c`, `b` and `k`, and nothing about Seoul.
# Whether that is so elsewhere a tornado cannot say, since it never moves two parameters together.
#
# ## All at once
#
# `uncertainty` draws every parameter that is not given from its distribution (by default uniform on the declared
# range), throws away what breaks an assumption, and reports the share of draws that end in each outcome, with a
# standard error.

# %%
flat = dt.uncertainty(game, draws=10_000, seed=1)
likely = flat.probability.sel(bound="low").to_series()
print(likely.round(3))
print("share of draws that meet the assumptions:", round(flat.attrs["kept"], 3))
assert abs(float(likely.sum()) - 1) < 1e-9
assert float(flat.several) == 0.0

# %% [markdown]
# Here every draw has one equilibrium, so there is no choice between equilibria to report. In a model with several,
# `bound` holds the least and the greatest value over them.
#
# A different view of commitment gives a different answer. Suppose that it is thought to be rather high, with a beta
# distribution:

# %%
high = dt.uncertainty(game, draws=10_000, seed=1, c=beta(6, 2))
risen = high.probability.sel(bound="low").to_series()
print(risen.round(3))
picture = dt.plot(high)
assert float(risen["Status quo"]) > float(likely["Status quo"]) + 0.1

# %% [markdown]
# ## Which parameter matters most?
#
# Sobol indices split the variance of a number of interest. `first` is the share due to a parameter alone, `total`
# includes its interactions.

# %%
indices = dt.sobol(game, of="probability of Status quo", draws=2048, seed=1)
print(indices)
picture = dt.plot(indices)
totals = {index.letter: index.total for index in indices}
assert max(totals, key=totals.__getitem__) == "c"
assert totals["g"] < 0.03

# %% [markdown]
# `g`, Pyongyang's gain from an absorbed probe, has an index of zero: it occurs in no threshold. That is not a
# statistical finding but a theorem about this model, which the families show without any sampling:

# %%
families = dt.solve(game).generic
letters = {str(symbol) for eq in families for condition in eq.exists.conditions for symbol in condition.free_symbols}
print(sorted(letters))
assert "g" not in letters

# %% [markdown]
# ## What is proved, what is sampled
#
# | question | how it is answered |
# |---|---|
# | where is the threshold, given the payoffs? | exactly |
# | does a claim hold for all payoffs? | proved, or refuted by an example |
# | how likely is an outcome? | sampled, with a standard error, given a distribution that is *ours* |
# | which parameter matters? | sampled; the ranges are an assumption, and they drive the answer |
#
# ## Questions
#
# 1. The share of draws in which deterrence holds was estimated. May one say "deterrence holds with probability
#    such-and-such"?
#
# <details><summary>Answer</summary>
#
# Only as a statement about one's own uncertainty, under these distributions, in this model. Uniform draws on
# illustrative ranges are a way to explore the parameter space. They are not a forecast.
#
# </details>
#
# 2. Widen the range of `k`. What happens to the index of `c`, and why?
#
# <details><summary>Answer</summary>
#
# It falls a little: from these draws the first index is 0.51, 0.49 and 0.48 for [0, 10], [0, 20] and [0, 40], each to
# about 0.01. But the index of `k` falls as well, so it is not that `k` now takes a larger share. With a large `k`
# Pyongyang's threshold `b/(b + k)` is near 0 and no longer binds; whether a probe is answered then decides, and the
# letters of Seoul's threshold take over (the total index of `l` is 0.15, 0.24 and 0.32, to about 0.01). Indices
# describe the ranges as much as the model. The range is
# widened in the model, as in the last cell: a distribution given for a draw, `k=dt.uniform(0, 40)`, is cut at the
# declared range, and the result says so.
#
# </details>
#
# 3. Twice as many draws halve the standard error. True?
#
# <details><summary>Answer</summary>
#
# No: four times as many do (with independent draws). Quasi-random draws (`method="sobol"`) do better.
#
# </details>

# %%
few = dt.uncertainty(game, draws=2_000, seed=2)
many = dt.uncertainty(game, draws=8_000, seed=2)
ratio = float(few.probability_error.max() / many.probability_error.max())
print(round(ratio, 2))
assert 1.8 < ratio < 2.2

cut = dt.sobol(game, of="probability of Status quo", draws=256, seed=1, k=dt.uniform(0, 40))
print(cut.cut)
assert cut.cut == "k (75.0% of its distribution lies outside [0, 10])"


def widened(high):
    """The indices by letter, with another range of k."""
    parameters = [
        dt.Parameter(p.name, p.meaning, p.low, high if p.name == "k" else p.high, base=p.base, role=p.role)
        for p in game.parameters.values()
    ]
    wide = dt.Tree(
        game.players, game.root, parameters=parameters, assumptions=game.assumptions, definitions=game.definitions
    )
    return {index.letter: index for index in dt.sobol(wide, of="probability of Status quo", draws=2048, seed=1)}


for high, first, total in ((10, 0.51, 0.15), (20, 0.49, 0.24), (40, 0.48, 0.32)):
    found = widened(high)
    print(high, {letter: (round(index.first, 2), round(index.total, 2)) for letter, index in found.items()})
    assert abs(found["c"].first - first) < 0.01
    assert abs(found["l"].total - total) < 0.01
    assert high == 10 or found["k"].total < totals["k"]
