"""The README names every command and every option that there is."""

from pathlib import Path

import click
import pytest

from autograder.command_line import main

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(main.commands))
def test_the_readme_names_the_command_and_its_options(name):
    assert f"`autograder {name}" in README
    for parameter in main.commands[name].params:
        if isinstance(parameter, click.Option):
            assert any(option in README for option in parameter.opts), parameter.opts
