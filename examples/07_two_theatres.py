# %% [markdown]
# # 7. Two theatres
#
# A force that may be needed in Korea and near Taiwan can be in one place at a time. `two-theatres` is a matrix game in
# which commitment to Korea is not a knob but an *outcome*: the probability with which the force is there. What
# Washington loses its adversaries gain. A relative in the literature is the game of Colonel Blotto (Borel 1921), also
# in the library.
#
# *20 minutes. To know first: example 1.*

# %%
import deterrence as dt

game = dt.load("two-theatres")
picture = dt.plot(game)
print(game.summary)

# %% [markdown]
# ## Nobody can afford to be predictable

# %%
found = dt.solve(game)
mixed = next(eq for eq in found.generic if not eq.is_pure)
in_korea = mixed["US"]["Korea"]
print("The force is in Korea with probability", in_korea)
print("Korea is pressed with probability     ", mixed["Adversaries"]["Press Korea"])
print("where                                 ", mixed.exists)
assert len(found.generic) == 3
assert str(mixed["Adversaries"]["Press Korea"]) == "v_T/(v_K + v_T)"

# %% [markdown]
# The place with the *smaller* stake is pressed more often. Mixing probabilities in equilibrium are set by what makes
# the other side indifferent, which is often the reverse of what intuition says about one's own stakes.
#
# ## As the stake elsewhere grows

# %%
signs = dt.statics(game, "v_T")
print(signs)
for stake in (4, 5, 7, 9):
    here = dt.solve(game.base_case(v_T=stake))[0]
    print(f"v_T = {stake}: in Korea with probability {here['US']['Korea']}, Washington's payoff {here.payoffs['US']}")

falling = [claim for claim in game.claims if "falls as the stake elsewhere rises" in claim.says]
assert [row.verdict for row in dt.check(game, falling)] == ["proved"]

# %% [markdown]
# ## Feeding one model into another
#
# In `nll-probe` commitment is the probability that Washington backs a response. If we are ready to read "the force is
# in Korea" as "a response is backed", the outcome of the first model is a parameter of the second. That is an
# assumption of ours, not of either model, and it needs saying.

# %%
probe = dt.load("nll-probe")
line = dt.thresholds(probe, "c")
for stake in (2, 3, 5):
    presence = dt.solve(game.base_case(v_T=stake))[0]["US"]["Korea"]
    equilibria = line.at(str(presence))
    print(f"v_T = {stake}: c = {presence}:", " | ".join(eq.name for eq in equilibria))

at_base = dt.solve(game.base_case())[0]["US"]["Korea"]
assert str(at_base) == "5/12"
assert [eq.name for eq in line.at("5/12")] == ["DPRK Probe; ROK Absorb"]

# %% [markdown]
# The condition for the two together: Korea is deterred while `v_T < v_K*(1 - e*c_D)/((1 - e) + e*c_D)`. At the base
# values (`c_D = 3/4`) that is 2:

# %%
korea, e, deterring = 4, game.parameters["e"].base, line.points[-1]
bound = korea * (1 - e * deterring) / ((1 - e) + e * deterring)
print("v_T below", bound)
assert bound == 2

# %% [markdown]
# ## A force that may be called away
#
# `two-theatres-contingency` keeps commitment as a parameter and asks how much flexibility it can bear: a crisis
# elsewhere has probability `q` and takes the share `f` of the force with it.

# %%
contingency = dt.load("two-theatres-contingency")
print(dt.thresholds(contingency, "f"))
needed = dt.required(contingency, "c", outcome="Status quo")
print(needed)
assert "c > c_star" in str(needed)

# %%
plane = dt.regions(contingency, "c", "f")
picture = dt.plot(plane)
assert [eq.name for eq in plane.at(c=0.9, f=0.25)] == ["DPRK Refrain"]
assert [eq.name for eq in plane.at(c=0.9, f=0.5)] == ["DPRK Probe"]

# %% [markdown]
# ## Questions
#
# 1. "The more valuable place is defended for certain." When is that true in `two-theatres`?
#
# <details><summary>Answer</summary>
#
# Only when the other stake is smaller than the loss that presence cannot prevent: `v_K < (1 - e)*v_T`. With an
# effective force (`e` near 1) that needs very unequal stakes. The library holds the unconditional sentence as a
# counter-claim.
#
# </details>
#
# 2. Would Washington gain by *announcing* where the force is?
#
# <details><summary>Answer</summary>
#
# No: the game is zero-sum, and an opponent that knows the place presses in the other. The announcement would have to
# change the game, for instance by changing the stakes.
#
# </details>
#
# 3. Why is the reading "presence is backing" doubtful?
#
# <details><summary>Answer</summary>
#
# Presence may be neither necessary (forces can arrive) nor sufficient (a force that is present need not be used). In
# `tripwire` troops matter because they make backing down costly, which is a third reading. A threshold has a unit only
# within its model.
#
# </details>

# %%
far_apart = dt.solve(game.base_case(v_K=1, v_T=9))
assert [eq.name for eq in far_apart] == ["US Taiwan; Adversaries Press Taiwan"]

# Answer 1. Without the condition the sentence is false.
certain = [claim for claim in game.claims if "defended for certain" in claim.says]
assert [row.verdict for row in dt.check(game, certain)] == ["refuted as expected"]

# Answer 2. The best that can be announced, a mixture, pays Washington what it has anyway.
announced = dt.solve(game.base_case(), "commitment", leader="US")
assert {eq.payoffs["US"] for eq in announced} == {eq.payoffs["US"] for eq in dt.solve(game.base_case())}
