# %% [markdown]
# # 10. Your own model from a paragraph of text
#
# Start from a text and end with a model file whose propositions are proved. Everything is done at the command line and
# in a text editor; here `run("...")` stands for a line that you type at the terminal.
#
# *40 minutes. To know first: example 1.*

# %%
import os
import shlex
import sys
import tempfile
from contextlib import redirect_stderr
from pathlib import Path

import deterrence as dt
from deterrence.cli import main

os.chdir(tempfile.mkdtemp())  # a folder of its own, so that nothing is littered


def run(line):
    """Type `deterrence LINE` at the terminal."""
    print(f"$ deterrence {line}")
    with redirect_stderr(sys.stdout):
        return main(shlex.split(line))


# %% [markdown]
# ## The text
#
# > Military aircraft of a neighbour enter the air defence identification zone without notice. The owner of the zone can
# > track them from the ground or scramble fighters. Tracking concedes a little each time. If fighters go up, the ally's
# > jets may join them; then the intruders are escorted out. If the ally does not join, the intruders see that, and
# > choose whether to turn away or to press on close to the lone fighters, with some risk of a collision that both sides
# > would regret. Officials say that visible joint patrols would put an end to the flights.
#
# The last sentence is a claim. When is it true?
#
# ## Five questions to the text
#
# 1. *Who decides?* The intruder and the owner. The ally does not decide here: whether it joins is uncertain to both.
#    That makes it a chance move, and its probability the commitment `c`.
# 2. *Who sees what before deciding?* The owner sees the intrusion; the intruder sees whether the ally joined. So it is
#    a tree, and nobody is in the dark.
# 3. *How can it end?* Nothing happens; tracked from the ground; escorted out; turned away; passed; collision.
# 4. *What is each worth, against nothing happening?* A letter for each gain or loss that the argument turns on.
# 5. *What is taken for granted?* The signs, and an order or two.
#
# ## Start from the template

# %%
assert run("new kadiz") == 0
template = Path("kadiz.yaml").read_text()
print(template[:700], "...")

# %% [markdown]
# The template is a complete model of something else, with comments. Replace it part by part. First the players and the
# letters. State every letter as a positive amount and put the sign into the payoff: `l` is a loss, `-l` the payoff.

# %%
HEAD = """\
title: Intrusion into an air defence identification zone
summary: >-
  Aircraft of a neighbour enter a zone unannounced or stay out. The owner tracks them from the ground or scrambles
  fighters. The ally's jets join with probability c, and then the intruders are escorted out. Otherwise they turn away
  or press on, at the risk of a collision.
sources:
  text: "the paragraph of example 10, written for this purpose"

players: [Intruder, Owner]

parameters:
  c: {meaning: probability that the ally's jets join a scramble, range: [0, 1], base: 0.5, role: commitment}
  r: {meaning: risk of a collision when the intruder presses on, range: [0, 1], base: 0.1}
  g: {meaning: Intruder's gain from a flight that is not stopped, range: [0, 10], base: 2}
  k: {meaning: Intruder's loss when it is escorted out, range: [0, 10], base: 1}
  s: {meaning: Intruder's loss when it turns away, range: [0, 10], base: 1}
  x: {meaning: Intruder's loss from a collision, range: [0, 20], base: 8}
  l: {meaning: Owner's loss from a flight that is not stopped, range: [0, 10], base: 2}
  f: {meaning: Owner's cost of a scramble, range: [0, 10], base: 1}
  y: {meaning: Owner's loss from a collision, range: [0, 20], base: 8}
"""

# %% [markdown]
# Now the tree, from the first decision to the last. Every outcome has a name and a payoff for each player, in the order
# of `players`.

# %%
TREE = """\
tree:
  player: Intruder
  information: outset
  moves:
    Stay out: {outcome: Nothing happens, payoffs: [0, 0]}
    Enter:
      player: Owner
      moves:
        Track: {outcome: Tracked, payoffs: [g, -l]}
        Scramble:
          chance:
            Joined: {probability: c, then: {outcome: Escorted out, payoffs: [-k, -f]}}
            Alone:
              probability: 1 - c
              then:
                player: Intruder
                information: meets lone fighters
                moves:
                  Turn away: {outcome: Turned away, payoffs: [-s, -f]}
                  Press on:
                    chance:
                      Collision: {probability: r, then: {outcome: Collision, payoffs: [-x, -f - y]}}
                      Passed: {probability: 1 - r, then: {outcome: Passed, payoffs: [g, -f - l]}}
"""
Path("kadiz.yaml").write_text(HEAD + "\n" + TREE)
assert run("show kadiz.yaml") == 0

# %% [markdown]
# ## A mistake on the way
#
# Suppose that the collision cost the owner `z`, which is not declared. The message says where, what and what to do:

# %%
Path("slip.yaml").write_text((HEAD + "\n" + TREE).replace("-f - y]", "-f - z]"))
assert run("show slip.yaml") == 2

# %% [markdown]
# ## A first look

# %%
assert run("thresholds kadiz.yaml c") == 0

# %% [markdown]
# At the base values there is one threshold, 8/13: below it the owner tracks and the intruder enters, above it the owner
# scrambles and the intruder stays out.
#
# ## What is taken for granted
#
# Without assumptions the solution has many families that the text is not about: an escort that the intruder enjoys, a
# scramble that costs more than what it protects. Write each assumption with the sentence that defends it. The option
# `--generic` leaves out families that exist only where letters happen to tie, which is enough for a first look.

# %%
ASSUMPTIONS = """\
assumptions:
  # A flight that is not stopped is worth something to the intruder, and costs the owner something.
  - g > 0
  - l > 0
  # Being escorted out or turning away is embarrassing, a collision is worse.
  - k > 0
  - 0 < s < x
  # A scramble costs something, but less than what it may prevent.
  - 0 < f < l
  # The owner regrets a collision more than a flight that passes.
  - y > l
  # A collision can happen, and need not.
  - 0 < r < 1
"""
Path("kadiz.yaml").write_text(HEAD + "\n" + ASSUMPTIONS + "\n" + TREE)
assert run("solve kadiz.yaml --generic") == 0

# %% [markdown]
# ## From families to propositions
#
# Read the conditions. The intruder presses on when `p = (1 - r)*g - r*x`, what pressing on is worth, exceeds `-s`. The
# owner then scrambles above `c_O`, and a scramble deters above `c_I`. Give these names, state what they do, and state
# the officials' sentence as well.

# %%
CLAIMS = """\
definitions:
  p: (1 - r)*g - r*x                          # what pressing on is worth to the intruder
  c_O: 1 - (l - f)/(r*y + (1 - r)*l)          # the owner scrambles above this, if the intruder would press on
  c_I: p/(p + k)                              # a scramble deters above this, if pressing on is worth something

claims:
  - says: An intruder that would press on stays out exactly when joint scrambles are likelier than both thresholds.
    source: text
    when: p > 0 and c > max(c_O, c_I)
    then: {outcome: Nothing happens}
    holds: when
    in: every equilibrium
  - says: Below either threshold it enters.
    source: text
    when: p > 0 and c < max(c_O, c_I)
    then: {Intruder: {outset: Enter}}
    holds: when
    in: every equilibrium
  - says: An intruder that would turn away is deterred without any ally, since the owner then always scrambles.
    source: text
    when: p < -s
    then: {outcome: Nothing happens}
    holds: when
    in: every equilibrium
  - says: "Officials: joint patrols put an end to the flights. Above c_I there are none."
    source: text
    when: p > 0 and c > c_I
    then: {outcome: Nothing happens}
    holds: when
    in: every equilibrium
    expected: refuted
    note: Not while the owner would rather track than scramble, below c_O.
"""
Path("kadiz.yaml").write_text("\n".join([HEAD, ASSUMPTIONS, TREE, CLAIMS]))
assert run("check kadiz.yaml") == 0

# %% [markdown]
# The officials are right about the intruder and silent about the owner: joint patrols work through the owner's
# readiness to scramble. A claim that the model shows to be wrong is a finding, with an example that one can type after
# `--set`.
#
# ## Pictures, and the model in one page
#
# `deterrence plot kadiz.yaml` draws the tree, `deterrence map kadiz.yaml c r -o map.svg` the plane of commitment and
# risk, and `deterrence report kadiz.yaml` puts everything on one page. In a notebook:

# %%
game = dt.load("kadiz.yaml")
plane = dt.regions(game, "c", "r")
picture = dt.plot(plane)
line = dt.thresholds(game, "c")
print(line)
assert [str(value) for value in line.values] == ["8/13"]

# %% [markdown]
# ## Questions
#
# 1. What does a greater risk of collision do to deterrence?
#
# <details><summary>Answer</summary>
#
# Three things. It lowers what pressing on is worth to the intruder, so `c_I` falls. It raises what a scramble may cost
# the owner (`y > l`), so `c_O` rises. At the base values `c_O` binds, so a little more risk makes deterrence harder.
# With much more risk (`r` above 3/10, where `p < -s`) the intruder would turn away, and then no ally is needed. The map
# shows all three.
#
# </details>
#
# 2. Let the ally decide whether to join, instead of chance. What has to be added?
#
# <details><summary>Answer</summary>
#
# A third player, a third payoff in every list, and a decision node in place of the chance move. A payoff for not
# joining is what commitment becomes; its threshold replaces `c`.
#
# </details>
#
# 3. The owner may not know how much risk the intruder is ready to run. How would you write that?
#
# <details><summary>Answer</summary>
#
# With `types: {Intruder: {Bold: q, Careful: 1 - q}}` and a definition of `x` that depends on the type. The rest of the
# file stays as it is.
#
# </details>

# %%
careful = dt.solve(game.base_case(r="1/2"))
assert all(eq.outcomes["Nothing happens"] == 1 for eq in careful)

# Answer 1. At the base values more risk asks for more commitment; above r = 3/10 none is needed.
least = [dt.required(game, "c", outcome="Nothing happens", r=risk).value for risk in ("1/10", "3/20")]
assert least[0] < least[1]
assert "3/10" in [str(value) for value in dt.thresholds(game, "r", c=0).values]
assert dt.required(game, "c", outcome="Nothing happens", r="2/5").value == 0
