"""The picture of a benchmark: throughput, stages, growth."""

from autograder.stages import STAGES


def draw(rows, path):
    """Draw what the rows' figures hold into an SVG file; return whether there was anything to draw."""
    figures = [row["figures"] for row in rows if row["figures"]]
    each = next((f["each"] for f in figures if "each" in f), None)
    stages = [f for f in figures if "stages_ms" in f]
    points = next((f["points"] for f in figures if "points" in f), None)
    panels = [(function, data) for function, data in ((_ratios, each), (_stages, stages), (_growth, points)) if data]
    if not panels:
        return False
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "benchmark"  # the same numbers, the same file
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.6 * len(panels), 3.8), layout="constrained")
    for axes, (function, data) in zip(figure.subplots(1, len(panels), squeeze=False)[0], panels):
        function(axes, data)
    figure.savefig(path, metadata={"Date": None})
    return True


def _short(assignment):
    return assignment.partition("_")[0]


def _ratios(axes, each):
    names = [_short(name) for name in each]
    for shift, label, theirs, ours in ((-0.2, "whole commands", "stock_s", "ours_s"), (0.2, "without start-up", "stock_pace", "our_pace")):
        heights = [found[theirs] / found[ours] for found in each.values()]
        bars = axes.bar([position + shift for position in range(len(names))], heights, 0.38, label=label)
        axes.bar_label(bars, fmt="%.0f", fontsize=8)
    axes.axhline(1, color="black", linewidth=0.8)
    axes.set(title="times the throughput of nbgrader", xticks=range(len(names)), xticklabels=names, ylabel="ratio")
    axes.legend(fontsize=8)


def _stages(axes, found):
    names = [_short(part["assignment"]) for part in found]
    bottom = [0.0] * len(names)
    for stage in STAGES:
        heights = [part["stages_ms"][stage] for part in found]
        axes.bar(names, heights, bottom=bottom, label=stage)
        bottom = [low + height for low, height in zip(bottom, heights)]
    axes.set(title="CPU time of a submission by stage", ylabel="ms")
    axes.legend(fontsize=8)


def _growth(axes, points):
    points = sorted(points, key=lambda point: point["count"])
    counts = [point["count"] for point in points]
    for key, label in (("seconds", "whole command"), ("pace_s", "without start-up"), ("cpu_s", "CPU time (--profile)")):
        axes.plot(counts, [1000 * point[key] for point in points], "o-", label=label)
    axes.set(title="cost of a submission (NumPy course)", xlabel="submissions in the class", ylabel="ms", ylim=(0, None))
    axes.legend(fontsize=8)
