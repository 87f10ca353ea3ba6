# %% [markdown]
# # 9. Replicating a published figure
#
# Zagare and Kilgour's *unilateral deterrence game* with incomplete information (1993, *International Studies Quarterly*
# 37(1); 2000, *Perfect Deterrence*, chapter 5 and appendix 5) has two players, each of which is hard or soft, and only
# it knows which. The book draws where its equilibria lie in the unit square whose sides are the two credibilities:
# `p_Ch`, the probability that the challenger is hard, and `p_Def`, the probability that the defender is. This example
# draws that figure from the model file and checks its boundaries, first at one set of payoffs, then for all.
#
# *30 minutes. To know first: example 5.*

# %%
import deterrence as dt

game = dt.load("unilateral-deterrence-incomplete")
picture = dt.plot(game)

# %% [markdown]
# ## The published boundaries
#
# Three numbers cut the square. `c_1` and `c_2` compare what a challenger gets from conceding, from backing down and
# from conflict; `d_1` compares the same for a soft defender. With payoffs as the model file names them:
#
# | threshold | formula | what it separates |
# |---|---|---|
# | `c_1` | `(c_DC - c_SQ)/(c_DC - c_CD)` | resistance likelier than this deters a soft challenger |
# | `c_2` | `(c_DC - c_SQ)/(c_DC - c_hard)` | resistance likelier than this deters a hard challenger |
# | `d_1` | `(d_CD - d_DC)/(d_CD - d_soft)` | a soft defender resists a challenger less likely to be hard than this |
#
# and the regions of the figure are
#
# | region | equilibrium, beside deterrence |
# |---|---|
# | `p_Def > c_2` | none: *certain deterrence* |
# | `c_1 < p_Def < c_2` | *separating*: only hard challengers challenge |
# | `p_Def < c_1`, `p_Ch < d_1` | *bluff*: soft challengers sometimes challenge, soft defenders sometimes resist |
# | `p_Def < c_1`, `p_Ch > d_1` | *attack*: every challenger challenges, soft defenders concede |

# %% [markdown]
# ## The map
#
# The picture numbers its equilibria; the names below it are long, since each says what all four types do.

# %%
plane = dt.regions(game, "p_Ch", "p_Def")
picture = dt.plot(plane)
print("the equilibria change at", *plane.curves, sep="\n   ")

# %%
base = {name: parameter.base for name, parameter in game.parameters.items()}
c_1 = (base["c_DC"] - base["c_SQ"]) / (base["c_DC"] - base["c_CD"])
c_2 = (base["c_DC"] - base["c_SQ"]) / (base["c_DC"] - base["c_hard"])
d_1 = (base["d_CD"] - base["d_DC"]) / (base["d_CD"] - base["d_soft"])
print("published:", f"c_1 = {c_1}, c_2 = {c_2}, d_1 = {d_1}")
assert {str(curve) for curve in plane.curves} == {f"p_Def = {c_1}", f"p_Def = {c_2}", f"p_Ch = {d_1}"}

# %% [markdown]
# ## What is in the regions
#
# An equilibrium gets the book's name from what the types do at the outset, and from whether a soft defender resists.


# %%
def published_name(equilibrium):
    """The name in the book of what is played."""
    hard = equilibrium["Challenger (Hard)", "outset"]["Challenge"]
    soft = equilibrium["Challenger (Soft)", "outset"]["Challenge"]
    if hard == 0 and soft == 0:
        return "deterrence"
    if (hard, soft) == (1, 0):
        return "separating"
    return "attack" if (hard, soft) == (1, 1) else "bluff"


expected = {
    (False, True): {"deterrence"},
    (True, True): {"deterrence"},
    (False, False): {"deterrence", "bluff"},
    (True, False): {"deterrence", "attack"},
}
for sample, equilibria in plane.areas:
    names = {published_name(eq) for eq in equilibria}
    print({letter: str(value) for letter, value in sample.items()}, sorted(names))
    if c_1 < sample["p_Def"] < c_2:
        assert names == {"deterrence", "separating"}
    else:
        assert names == expected[bool(sample["p_Ch"] > d_1), bool(sample["p_Def"] > c_2)]

# %% [markdown]
# ## Not only at these payoffs
#
# A figure is drawn at one set of payoffs. That the boundaries are where the book has them *for all* payoffs with the
# assumed order is a set of claims with "exactly when" in the model file. They are proved, not sampled:

# %%
about = ("Separation", "Attack", "Bluff", "With a defender credible enough", "Steadfast")
wanted = [claim for claim in game.claims if claim.says.startswith(about)]
for row in dt.check(game, wanted):
    print(f"{row.verdict:8}", row.claim.says)
    assert row.verdict == "proved"
assert len(wanted) == 5

# %% [markdown]
# ## What is the same and what differs
#
# *The same*: the three boundaries, and which of separation, bluff and attack is an equilibrium where.
#
# *Different*: deterrence. As a perfect Bayesian equilibrium it exists at all credibilities here. In the lower regions
# it rests on a soft defender who would resist a challenge that never comes, because he would take it to come from a
# soft challenger (a belief in a hard one of at most `d_1`). The book calls this *steadfast deterrence* and discusses
# whether it is plausible. If the belief had to equal the prior, it would be confined to `p_Ch` below `d_1`.
#
# The formulas and the placement of regions come from the text cited in the model file and were derived anew there. This
# example does not reproduce the drawing of the book, its lettering or the scale of its axes.
#
# ## Questions
#
# 1. In which region is conflict possible although the challenger is soft?
#
# <details><summary>Answer</summary>
#
# In none. A soft challenger that meets resistance backs down. Conflict needs a hard challenger and resistance; in the
# bluffing equilibrium its probability is `p_Ch*c_1`.
#
# </details>
#
# 2. Does a more credible defender always mean less conflict?
#
# <details><summary>Answer</summary>
#
# No. In the attack region conflict has probability `p_Ch*p_Def`, which rises with `p_Def`; so it does in the separating
# region. Only beyond `c_2` does it vanish. In the bluffing region `p_Def` does not matter: soft defenders resist less
# often as hard ones become more common.
#
# </details>
#
# 3. How would you strike steadfast deterrence?
#
# <details><summary>Answer</summary>
#
# With a refinement. A hard challenger gains from challenging for any probability of resistance below `c_2`, a soft one
# only below `c_1 < c_2`. Criterion D1 then ascribes an unexpected challenge to a hard challenger, against whom a soft
# defender concedes. It survives above `c_2`.
#
# </details>

# %%
attack = next(eq for eq in plane.at(p_Ch="2/3", p_Def="1/3") if published_name(eq) == "attack")
bluff = next(eq for eq in plane.at(p_Ch="1/3", p_Def="1/3") if published_name(eq) == "bluff")
print(attack.outcomes["Conflict"], "|", bluff.outcomes["Conflict"])
assert str(attack.outcomes["Conflict"]) in ("p_Ch*p_Def", "p_Def*p_Ch")
assert str(bluff.outcomes["Conflict"]) == "p_Ch/2"

# Answer 1. Wherever the soft challenger meets resistance it backs down, so that conflict needs a hard one.
everywhere = [eq for _, equilibria in plane.areas for eq in equilibria]
assert {eq["Challenger (Soft)", "after resistance"]["Back down"] for eq in everywhere} == {1}
assert str(bluff.outcomes["Conflict"].subs("p_Ch", base["p_Ch"])) == str(base["p_Ch"] * c_1)

# Answer 2. Conflict vanishes above c_2.
assert {eq.outcomes["Conflict"] for eq in plane.at(p_Ch="1/3", p_Def="9/10")} == {0}

# Answer 3. The two bounds on the probability of resistance, and what criterion D1 leaves in each region.
assert c_1 < c_2
below, between, above = c_1 / 2, (c_1 + c_2) / 2, (c_2 + 1) / 2
for challenger in (d_1 / 2, (d_1 + 1) / 2):
    for defender in (below, between, above):
        left = dt.solve(game.base_case(p_Ch=challenger, p_Def=defender), refine="d1")
        called = sorted({eq.called for eq in left})
        print(f"p_Ch = {challenger}, p_Def = {defender}:", *called, sep="\n   ")
        assert any(name.startswith("Steadfast") for name in called) == (defender == above)
