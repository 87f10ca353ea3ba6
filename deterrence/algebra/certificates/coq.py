"""Certificates as theorems for Coq 8.16: that the conditions of each refutation cannot hold together, over the reals.

The proof of a sum names every product, why it is positive, and that all add up to zero, which `ring` checks; cases are
taken one by one. No decision procedure is called. What is written here comes from what is written as JSON, so that a
theorem says what its certificate says.

References
----------
Bertot and Castéran (2004), Interactive Theorem Proving and Program Development.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Any, Final

# Names with a prime are not those of letters.
PRELUDE: Final = """\
From Coq Require Import Reals.
Open Scope R_scope.

Lemma square' (a : R) : a <> 0 -> 0 < a * a.
Proof. exact (Rsqr_pos_lt a). Qed.

Lemma nothing' (a b : R) : 0 < a -> b = 0 -> a + b = 0 -> False.
Proof.
  intros positive' zero' sum'. rewrite zero', Rplus_0_r in sum'. rewrite sum' in positive'.
  exact (Rlt_irrefl 0 positive').
Qed.

Lemma multiple' (a b : R) : b = 0 -> a * b = 0.
Proof. intros zero'. rewrite zero'. exact (Rmult_0_r a). Qed.

Lemma zeros' (a b : R) : a = 0 -> b = 0 -> a + b = 0.
Proof. intros one' other'. rewrite one', other'. exact (Rplus_0_r 0). Qed.

Lemma signs' (a : R) : 0 < a \\/ 0 < - a \\/ a = 0.
Proof.
  destruct (Rtotal_order 0 a) as [above' | [zero' | below']]; [left | right; right | right; left].
  - exact above'.
  - exact (eq_sym zero').
  - exact (Ropp_0_gt_lt_contravar a below').
Qed.

Lemma positive' (a b : R) : 0 < a -> a = b -> 0 < b.
Proof. intros above' same'. rewrite <- same'. exact above'. Qed.

Lemma zero' (a b : R) : a = 0 -> a = b -> b = 0.
Proof. intros none' same'. rewrite <- same'. exact none'. Qed.

Lemma weakly' (a : R) : a = 0 -> 0 <= a.
Proof. intros none'. rewrite none'. exact (Rle_refl 0). Qed.

Lemma away' (a : R) : 0 < a -> a <> 0.
Proof. intros above' none'. rewrite none' in above'. exact (Rlt_irrefl 0 above'). Qed.

Lemma below' (a : R) : 0 < - a -> a <> 0.
Proof. intros under' none'. rewrite none', Ropp_0 in under'. exact (Rlt_irrefl 0 under'). Qed.
"""

# What Coq reads otherwise than as a variable, and R, which is the type of all variables here.
TAKEN: Final = frozenset(
    (
        *("R", "as", "at", "cofix", "else", "end", "exists", "exists2", "fix", "for", "forall", "fun", "if", "IF"),
        *("in", "let", "match", "mod", "return", "Prop", "Set", "SProp", "then", "Type", "using", "where", "with", "_"),
    )
)
RELATIONS: Final = {">": "0 < {}", ">=": "0 <= {}", "==": "{} = 0", "!=": "{} <> 0"}
AND: Final = " /\\ "
OR: Final = " \\/ "


def coq_text(data: Mapping[str, Any]) -> str:
    """The refutations of a certificate, as `to_dict` of it gives them, each as a theorem.

    Examples
    --------
    >>> import deterrence as dt
    >>> written = dt.solve(dt.load("prisoners-dilemma")).certificate()
    >>> "Theorem refutation_0" in coq_text(written.to_dict())
    True
    """
    asked: dict[int, list[int]] = {}
    for number, question in enumerate(data["questions"]):
        asked.setdefault(question["refutation"], []).append(number)
    parts = [f"(* {data['model']}: why {len(data['refutations'])} sets of conditions have no solution *)", PRELUDE]
    for number, found in enumerate(data["refutations"]):
        questions = ", ".join(map(str, asked.get(number, ())))
        parts.append(f"(* for questions {questions} *)\n" + _theorem(f"refutation_{number}", found))
    return "\n".join(parts)


def file_name(model: str) -> str:
    """The name of the file for a model: Coq reads it as a word.

    Examples
    --------
    >>> file_name("nll-probe"), file_name("2x2")
    ('nll_probe.v', 'model_2x2.v')
    """
    word = re.sub(r"[^A-Za-z0-9_]", "_", model)
    return f"{word}.v" if re.match(r"[A-Za-z]", word) else f"model_{word}.v"


def _theorem(name: str, found: Mapping[str, Any]) -> str:
    proof = _Proof()
    given = {text: f"given'{index}" for index, text in enumerate(found["conditions"])}
    clauses = {f"clause'{index}": clause for index, clause in enumerate(found["clauses"])}
    steps = list(proof.steps(found["because"], given, clauses))
    premises = [*(proof.proposition(text) for text in given), *map(proof.any_of, clauses.values())]
    letters = sorted(proof.letters)
    bound = f"forall {' '.join(letters)} : R,\n  " if letters else ""
    stated = " ->\n  ".join([*premises, "False"])
    lines = [
        f"Theorem {name} :\n  {bound}{stated}.",
        "Proof.",
        f"  intros {' '.join([*letters, *given.values(), *clauses])}.",
    ]
    return "\n".join([*lines, *(f"  {line}" for line in steps), "Qed.\n"])


class _Proof:
    """The proof of one theorem: the letters met so far, and how many names were given.

    A condition is known by its text; `given` has for each that is there the name of its proof.
    """

    def __init__(self) -> None:
        self.letters: set[str] = set()
        self.count = 0

    # --- conditions ---

    def polynomial(self, text: str) -> str:
        """A polynomial, in parentheses."""
        spelt = re.sub(r"[^\W\d]\w*", self._letter, text)
        return f"({spelt.replace('**', ' ^ ')})"

    def _letter(self, found: re.Match[str]) -> str:
        name = found[0] + "'" if found[0] in TAKEN else found[0]
        self.letters.add(name)
        return name

    def proposition(self, text: str) -> str:
        """A condition: ``0 < (x - y)``."""
        polynomial, relation = _parts(text)
        return RELATIONS[relation].format(self.polynomial(polynomial))

    def any_of(self, options: Sequence[Sequence[str]]) -> str:
        """Of some options, which are conditions that all hold, one holds."""
        return OR.join(f"({AND.join(map(self.proposition, option))})" for option in options)

    # --- steps ---

    def steps(self, tree: Any, given: Mapping[str, str], clauses: Mapping[str, Any]) -> Iterator[str]:
        """The lines of the proof of False."""
        if "sum" in tree:
            yield f"exact ({self._sum(tree, given)})."
            return
        self.count += 1
        cases, options = f"cases'{self.count}", [assumed for assumed, _ in tree["cases"]]
        if tree["clause"] is None:
            yield f"assert ({cases} : {self.any_of(options)})."
            yield from self._signs([option for [option] in options])
        else:
            cases = next(name for name, clause in clauses.items() if clause == tree["clause"])
        names = [[f"case'{self.count}'{i}'{j}" for j in range(len(option))] for i, option in enumerate(options)]
        patterns = [_nested(own, "{} {}") for own in names]
        yield f"destruct {cases} as {_nested(patterns, '{} | {}')}."
        for option, own, (_, inner) in zip(options, names, tree["cases"], strict=True):
            lines = list(self.steps(inner, {**given, **dict(zip(option, own, strict=True))}, clauses))
            yield from ("{ " + line if i == 0 else "  " + line for i, line in enumerate(lines))
            yield "}"

    def _signs(self, options: Sequence[str]) -> Iterator[str]:
        """That one of some conditions holds, which are about one polynomial or its opposite."""
        polynomials = {_parts(text)[0].removeprefix("-") for text in options}
        if len(polynomials) > 1:
            raise ValueError(f"cases about several polynomials: {options}")
        sign = f"sign'{self.count}"
        yield f"{{ destruct (signs' {self.polynomial(polynomials.pop())}) as [{sign} | [{sign} | {sign}]]."
        for wanted in (1, -1, 0):
            found = ((i, _by_sign(text, wanted, sign)) for i, text in enumerate(options))
            index, proof = next((i, proof) for i, proof in found if proof)
            side = "right. " * index + ("left. " if index < len(options) - 1 else "")
            yield f"  {{ {side}{proof} ring. }}"
        yield "}"

    def _sum(self, tree: Any, given: Mapping[str, str]) -> str:
        scale = lcm(*(Fraction(row[0]).denominator for row in (*tree["sum"], *tree["equations"])))
        total, is_strict = "", True
        for number, texts in tree["sum"]:
            term, positive = self._product(int(Fraction(number) * scale), texts, given)
            if total:
                words = {(True, True): "lt", (True, False): "lt_le", (False, True): "le_lt", (False, False): "le_le"}
                total = f"(Rplus_{words[is_strict, positive]}_0_compat _ _ {total} {term})"
                is_strict = is_strict or positive
            else:
                total, is_strict = term, positive
        zeros = "(eq_refl 0)"
        for index, (number, words, text) in enumerate(tree["equations"]):
            whole = int(Fraction(number) * scale)
            multiplier = " * ".join([f"({whole})", *map(self.polynomial, words)])
            zero = f"(multiple' ({multiplier}) _ {given[text]})"
            zeros = zero if index == 0 else f"(zeros' _ _ {zeros} {zero})"
        return f"nothing' _ _ {total} {zeros} ltac:(ring)"

    def _product(self, number: int, texts: Sequence[str], given: Mapping[str, str]) -> tuple[str, bool]:
        """Why a product is positive, or at least not negative."""
        product, is_strict = f"(IZR_lt 0 {number} (eq_refl _))", True
        for text in texts:
            relation = _parts(text)[1]
            factor = f"(square' _ {given[text]})" if relation == "!=" else given[text]
            if is_strict and relation != ">=":
                product = f"(Rmult_lt_0_compat _ _ {product} {factor})"
            else:
                left = f"(Rlt_le _ _ {product})" if is_strict else product
                right = factor if relation == ">=" else f"(Rlt_le _ _ {factor})"
                product, is_strict = f"(Rmult_le_pos _ _ {left} {right})", False
        return product, is_strict


def _parts(text: str) -> tuple[str, str]:
    polynomial, relation, _ = text.rsplit(" ", 2)
    return polynomial, relation


def _nested(parts: Sequence[str], pair: str) -> str:
    """Names as Coq takes a conjunction or a disjunction apart: ``[a | [b | c]]``."""
    return parts[0] if len(parts) == 1 else f"[{pair.format(parts[0], _nested(parts[1:], pair))}]"


def _by_sign(text: str, wanted: int, sign: str) -> str:
    """Steps to a condition on ``a`` or ``-a`` from ``0 < a`` (1), ``0 < -a`` (-1) or ``a = 0`` (0), or nothing."""
    polynomial, relation = _parts(text)
    own = -1 if polynomial[0] == "-" else 1
    zero, positive = f"apply (zero' _ _ (multiple' ({own}) _ {sign})).", f"apply (positive' _ _ {sign})."
    if wanted == 0:
        return {"==": zero, ">=": f"apply weakly'. {zero}"}.get(relation, "")
    if relation == "!=":
        return f"apply {'away' if wanted == own else 'below'}'. {positive}"
    return {">": positive, ">=": f"apply Rlt_le. {positive}"}.get(relation, "") if wanted == own else ""
