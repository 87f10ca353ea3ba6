# %% [markdown]
# # 4. Burden-shifting and the arms race
#
# "Burden-shifting is not inherently destabilizing. But absent clear guardrails, it creates incentives for risk-taking
# by all parties", says the analysis of the US National Security Strategy on which part of the library rests. The model
# `arms-guardrails` makes both halves of the sentence precise: `c` is the share of Seoul's exposure that Washington
# underwrites, `g` the share of the value of any one-sided build-up that guardrails remove.
#
# *20 minutes. To know first: examples 1 and 2.*

# %%
import deterrence as dt

game = dt.load("arms-guardrails")
print(game)

# %% [markdown]
# ## Without guardrails

# %%
line = dt.thresholds(game, "c")
print(line)
picture = dt.plot(line)
assert [str(value) for value in line.values] == ["3/5", "3/4"]

# %% [markdown]
# Below 3/5 both arm, and nothing else is an equilibrium, although both would prefer mutual restraint (0 to each,
# against -2 each). That is a prisoner's dilemma for Pyongyang and a defensive reply for Seoul. Between 3/5 and 3/4 the
# game is a stag hunt: restraint, the arms race and a mixture are all equilibria. The model does not say which comes
# about; the toolkit lists all three. Above 3/4 there is restraint.

# %%
race = dt.solve(game.base_case(c=0.3))
assert [eq.name for eq in race] == ["ROK Arm; DPRK Arm"]
assert all(value < 0 for value in race[0].payoffs.values())
assert len(dt.solve(game.base_case(c=0.65))) == 3

# %% [markdown]
# ## With guardrails
#
# On the plane of commitment and guardrails:

# %%
plane = dt.regions(game, "c", "g")
picture = dt.plot(plane)
print(plane)

# %% [markdown]
# Guardrails above 3/5 secure restraint even at `c = 0`: burden-shifting is not destabilising in itself. The two
# thresholds in commitment, `c_A` and `c_P`, both fall as `g` rises. Guardrails and commitment are substitutes.
#
# Just above `g = 1/2`, at low commitment, is a small area in which the only equilibrium is mixed: guardrails have
# removed Pyongyang's fear of being the only one unarmed, but not its temptation.

# %%
assert [eq.name for eq in plane.at(c=0, g=0.7)] == ["ROK Restrain; DPRK Restrain"]
assert [eq.is_pure for eq in plane.at(c="1/6", g="14/27")] == [False]
needed = dt.required(game, "g", then={"ROK": "Restrain", "DPRK": "Restrain"}, c=0)
print(needed)
assert "needs g above 3/5" in str(needed)

# %% [markdown]
# ## Does the ally make up for it?
#
# "Nor can it assume that delegating deterrence to allies will automatically produce stability." In
# `burden-sharing-reply` Seoul chooses an effort from a grid of quarters; joint deterrence is the sum of both efforts,
# and Pyongyang probes if it falls short of `theta`.

# %%
reply = dt.load("burden-sharing-reply")
effort = dt.best_responses(reply, "ROK", over="c")
print(effort)
joint = dt.required(reply, then={"outcome": "Deterred"})
print(joint)

# %% [markdown]
# Over the whole range of commitment Seoul's effort falls from three quarters to one: it replaces half of what
# Washington withdraws (with `kappa_R = 1`, the formula of the continuous version says 1/(1 + kappa_R)). The rest is
# missing, and below `c = 1/2` Pyongyang probes.

# %%
efforts = [str(cell.choices[0]) for cell in effort.cells if len(cell.choices) == 1]
print(efforts)
assert efforts == ["Three quarters", "Half", "Quarter"]
assert "1/2" in str(joint)

# %% [markdown]
# ## Which parts are proved
#
# What became of the model's claims:

# %%
checks = dt.check(game)
print(checks)
assert all(row.is_as_expected for row in checks)

# %% [markdown]
# ## Questions
#
# 1. The counter-claim "shifting burdens is destabilising in itself" is refuted. Does that show that burden-shifting is
#    stabilising?
#
# <details><summary>Answer</summary>
#
# No. It shows that low commitment alone does not imply an arms race in this model: with enough guardrails there is
# restraint. A refutation of "always" is not a proof of "never", and both are about the model.
#
# </details>
#
# 2. The two source documents give different figures for the 2026 rise of the ROK defence budget (7.5 and 8.2 per cent).
#    Where would the figure enter, and why is it not built in?
#
# <details><summary>Answer</summary>
#
# Through `k_R`, the cost of the build-up, measured in units of utility relative to mutual restraint. A budget figure
# does not fix such a number, and a threshold that depended on it would look more precise than it is.
#
# </details>
#
# 3. Between 3/5 and 3/4, which commitment makes restraint the *only* equilibrium if guardrails rise to 1/4?
#
# <details><summary>Answer</summary>
#
# `c_A = 1 - k_R/((1 - g)*d_R)` is then 2/3, so anything above 2/3.
#
# </details>

# %%
assert [str(value) for value in dt.thresholds(game, "c", g="1/4").values] == ["7/15", "2/3"]

# Answer 1. Little commitment and restraint: with guardrails above 3/5 there is no race even at c = 0.
assert [eq.name for eq in dt.solve(game.base_case(c=0, g="7/10"))] == ["ROK Restrain; DPRK Restrain"]

# Answer 3. Anything above 2/3.
assert str(dt.required(game, "c", then={"ROK": "Restrain", "DPRK": "Restrain"}, g="1/4").value) == "2/3"
