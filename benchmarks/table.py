"""The table of a benchmark, in Markdown."""


def render_table(result):
    """Return the page of a result: {"machine", "quick", "runs", "rows"}."""
    lines = ["# Benchmark", ""]
    if result["quick"]:
        lines += ["Small sizes (`--quick`): for a look at whether it works, not for the numbers.", ""]
    lines += [f"- {what}: {text}" for what, text in result["machine"].items()]
    lines += ["", *map(_tell, result["runs"]), ""]
    lines += ["| what | value | target | met | how |", "|---|---:|---:|---|---|"]
    lines += [_line(row) for row in result["rows"]]
    return "\n".join(lines) + "\n"


def _tell(run):
    """Return a line on one run: what it has measured, and what the machine had to do beside it."""
    before, after = run["load"]
    load = f"load average (1, 5, 15 minutes) {before} before, {after} after"
    return f"- {run['date']}, one run of {run['seconds'] / 60:.0f} minutes: {', '.join(run['of'])}; {load}"


def format_value(row):
    """Return a value with its unit, in three digits."""
    value = row["value"]
    if value is None:
        return "–"
    text = f"{value:.0f}" if isinstance(value, int) or abs(value) >= 100 else f"{value:.3g}"
    return f"{text} {row['unit']}"


def _line(row):
    met = {None: "", True: "yes", False: "**no**"}[row["met"]]
    cells = [row["name"], format_value(row), row["target"], met, row["detail"]]
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
