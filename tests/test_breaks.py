"""The lists of breaks that `make mutants` goes by speak of the code as it is."""

import tomllib

from mutants.breaks import ROOT, named, of_file


def test_the_text_of_every_named_break_occurs_once():
    assert named()[1] == []


def test_every_break_that_changes_no_answer_can_still_be_made():
    for entry in tomllib.loads((ROOT / "mutants" / "equivalent.toml").read_text())["break"]:
        path = f"deterrence/{entry['name'].split()[0]}"
        assert entry["name"] in {broken.name for broken in of_file(path)}
        assert entry["reason"]
