"""Lessons: chapters about models, to read, to play and to answer, with answers that the engine computes.

`load(path)` reads a lesson file (docs/reference/lesson-file.md) into a :class:`~deterrence.lessons.lesson.Lesson`, a
frozen dataclass; `reads(text)` does so from text. `lesson.as_json()` is a dict of plain JSON values. Numbers are texts,
exact (`"2/5"`). Its keys:

    format        "deterrence lesson 1"
    name          of the file, without its ending
    title, summary
    minutes       a whole number
    know first    [text]
    sources       {key: text}
    models        {name of a model: the text of its model file}
    chapters      [chapter]

A chapter:

    title, idea   text; the idea is one sentence, may be ""
    minutes       a whole number, 0 where none is given
    model         the name of its model, a key of "models" (a name of the library, or `own.yaml`)
    set           {letter: value}: as the chapter gives them
    values        {letter: value}: for every letter, as given or else the base value; where sliders begin
    sliders       [letter]: those that the reader moves; all others stay
    steps         [step], in the order in which they are met

A step has a "kind" and

    text          blocks    [{"p": [line]} or {"ul": [line, ...]} or {"ol": [line, ...]}]
                            a line is [span]; a span ["plain" | "strong" | "em" | "code", words] or
                            ["link", words, "https://..."]. Words are words: put them in as text, never as markup.
    play          as        a player: the reader is this one, the others play an equilibrium
                  rounds    a whole number
    show          what      ["sliders" | "tree" | "matrix" | "strip" | "map" | "equilibria" | "claims"]
                  over, against   the letters of strip and map, or null
    ask, predict  question  {...}; a prediction is noted, and marked when the next "show" has been opened

A question:

    kind          "happens" | "how much" | "least" | "which letters" | "which way" | "is true" | "discuss"
    ask           the question in words
    options       [text] to choose among
    several       whether several options may be right together
    number        whether a number may be given (instead of an option, where there are any)
    marked        false for "discuss", which has no answer
    values        {letter: value}: the point that it is asked at, for every letter

With `as_json(answers=True)` a question also has

    note          for the teacher
    answer        {"right": [text], "said": sentence, "proof": [line], "number": text or null}, or null for "discuss"

In Python the same is `question.answer()`, an :class:`~deterrence.lessons.answers.Answer`; `answer.marked(given)` marks
what a student gives: an option, a list of options, or a number as text (`"3/4"`, or a decimal within one per cent).
`lesson.chapters[i].steps[j].question` is the question of a step, None where it asks none.
"""

from deterrence.lessons.reading import LessonFileError as LessonFileError
from deterrence.lessons.reading import load as load
from deterrence.lessons.reading import reads as reads
