# %% [markdown]
# # 3. Commitment and the gray zone
#
# How much commitment does it take to keep a contested line from being tested? Three models of the library look at it
# from different sides: one probe (`nll-probe`), many small steps (`salami`), and a tripwire under a nuclear-backed
# threat (`tripwire`). The mechanisms come from an analysis of the 2026 US National Security Strategy; the numbers are
# illustrations.
#
# *20 minutes. To know first: examples 1 and 2.*

# %%
import deterrence as dt

probe = dt.load("nll-probe")

# %% [markdown]
# ## What each side does as commitment rises
#
# `best_responses` follows one player along the line, the others held to equilibrium play.

# %%
seoul = dt.best_responses(probe, "ROK", over="c")
pyongyang = dt.best_responses(probe, "DPRK", over="c")
print(seoul, pyongyang, sep="\n\n")
picture = dt.plot(pyongyang)

changes = [str(cell.interval) for cell in pyongyang.cells]
assert changes == ["[0, 3/4)", "{3/4}", "(3/4, 1]"]

# %% [markdown]
# Seoul changes first (at 1/2), Pyongyang later (at 3/4). Between the two, commitment is real and insufficient: probes
# that used to be absorbed are answered, and deterrence has not set in. The model calls that the crisis band.
#
# ## What is needed, and what else would do
#
# `required` returns the least commitment from which an outcome is sure, as a number at the base case and, where that
# can be proved, as a formula for all values of the other letters.

# %%
needed = dt.required(probe, outcome="Status quo")
print(needed)
print()
print(dt.alternatives(probe, outcome="Status quo"))
assert "c > max(c_D, c_R)" in str(needed)

# %% [markdown]
# At the base case (`c = 3/5`) commitment above 3/4 would deter. So would a backed response that costs Pyongyang more
# (`k > 4`), or an unbacked one that gains it less (`b < 3`). Nothing that concerns Seoul alone would: its threshold is
# not the one that binds.
#
# ## The plane of commitment and cost
#
# On the plane of two letters, thresholds are curves. They are exact: the map below is not a picture of a grid.

# %%
plane = dt.regions(probe, "c", "k")
picture = dt.plot(plane)
print(plane.curves)
assert len(plane.areas) == 3
assert [eq.name for eq in plane.at(c=0.6, k=1)] == ["DPRK Probe; ROK Respond"]

# %% [markdown]
# ## By degrees
#
# In `salami` there are three opportunities, each for a small gain. Retaliation ends the game and costs Seoul `E*(1 -
# c)`. The number of slices falls in steps.

# %%
salami = dt.load("salami")
line = dt.thresholds(salami, "c")
print(line.values)
taken = [
    (str(cell.interval), [name for name, value in cell.equilibria[0].outcomes.items() if value != 0])
    for cell in line.cells
    if cell.interval.lower != cell.interval.upper
]
for interval, outcomes in taken:
    print(interval, *outcomes)
assert [str(value) for value in line.values] == ["2/5", "3/5", "4/5"]

# %% [markdown]
# ## A tripwire
#
# In `tripwire` the threat that works is never carried out: below `c_T` Seoul concedes at once, and escalation is not
# observed *because* it would succeed.

# %%
tripwire = dt.load("tripwire")
line = dt.thresholds(tripwire, "c")
print(line)
assert [str(value) for value in line.values] == ["1/2"]
assert str(line.formulas[0]) == "c_T = (W - a)/lambda"

# %% [markdown]
# ## A sceptic's questions
#
# The models also hold the counter-claims, each marked as one that is expected to be refuted, with the example that
# refutes it.

# %%
checks = dt.check(probe)
for row in checks:
    if row.verdict == "refuted as expected":
        print(row.claim.says)
        print("   false at", row.counterexample)
assert all(row.is_as_expected for row in checks)

# %% [markdown]
# ## Questions
#
# 1. "More commitment is always safer." Is that so in `nll-probe`?
#
# <details><summary>Answer</summary>
#
# Not if safety means the absence of escalation: its probability is 0 below `c_R`, `1 - c` in the crisis band and 0
# again above `c_D`. It is so only within the band, where the probability falls in `c`. No commitment and commitment
# above both thresholds are equally safe in this sense. What differs is the reason: without commitment Seoul absorbs
# every probe, with much of it Pyongyang does not probe.
#
# </details>
#
# 2. When is there no crisis band at all?
#
# <details><summary>Answer</summary>
#
# When `c_D <= c_R`, that is, `b/(b + k) <= (e - l)/(e + s)`. Then Pyongyang is deterred as soon as Seoul would answer.
# On the map, raise `k` to the height at which the two curves cross: `k = 6`.
#
# </details>
#
# 3. In `tripwire`, does a Seoul that would do very well on the battlefield (`rho` large) resist?
#
# <details><summary>Answer</summary>
#
# Not below `c_T`. `rho` is what Seoul gets if Pyongyang stops, and Pyongyang would not stop. The claim that "escalation
# dominance outweighs battlefield superiority" is proved for all parameter values of the model, and it rests on the
# assumption that Seoul loses more by being abandoned than by conceding.
#
# </details>

# %%
# Answer 1. No escalation below c_R, 1 - c in the band, none above c_D.
escalation = [str(eq.outcomes["Escalation"]) for c in ("1/4", "5/8", "7/8") for eq in dt.solve(probe.base_case(c=c))]
assert escalation == ["0", "3/8", "0"]

# Answer 2. The two thresholds meet at k = 6, and above it there is no band.
assert [len(dt.thresholds(probe, "c", k=k).values) for k in (5, 6, 7)] == [2, 1, 1]
crossing = dt.regions(probe, "c", "k", e=3, l=1, s=1, b=6)
assert [eq.name for eq in crossing.at(c=0.55, k=7)] == ["DPRK Refrain; ROK Respond"]

# Answer 3. Below c_T Seoul concedes, however well it would do.
assert [eq["ROK"]["Concede"] for eq in dt.solve(tripwire.base_case(rho=10, c=0.4))] == [1]
battlefield = [claim for claim in tripwire.claims if "battlefield" in claim.says]
assert [row.verdict for row in dt.check(tripwire, battlefield)] == ["proved"]
