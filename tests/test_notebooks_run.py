"""The course's notebooks run from top to bottom in a Jupyter kernel, without a word on standard error."""

import nbformat
import pytest
from nbclient import NotebookClient

from autograder.notebooks import is_answer, without_hidden_tests
from autograder.model_answers import without_markers
from tests.builders import KIT


@pytest.mark.filterwarnings("ignore")  # nbclient's own, about event loops
@pytest.mark.parametrize("name", sorted(path.name for path in (KIT / "source").iterdir()))
def test_a_notebook_with_the_model_answers_runs_without_a_warning(name, tmp_path):
    notebook = nbformat.read(KIT / "source" / name / f"{name}.ipynb", as_version=4)
    for cell in notebook.cells:
        cell.source = without_hidden_tests(without_markers(cell.source) if is_answer(cell) else cell.source)
    client = NotebookClient(notebook, timeout=300, allow_errors=True, resources={"metadata": {"path": str(tmp_path)}})
    client.execute()
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            assert output.output_type != "error", f"{cell.id}: {output.ename}: {output.evalue}"
            assert output.get("name") != "stderr", f"{cell.id}: {output.text}"
            assert "WARNING" not in output.get("text", ""), f"{cell.id}: {output.text}"
