"""`pytest CHECKS --notebook FILE`: run checks on one notebook, for whoever knows pytest.

Loaded by every pytest run in this environment, so it imports nothing until the option is there.
"""


def pytest_addoption(parser):
    parser.addoption("--notebook", metavar="FILE", help="judge this notebook with the checks that are collected")


def pytest_configure(config):
    if config.getoption("--notebook"):
        from autograder.one_notebook import OneNotebook
        from autograder.pytest_plugin import Bench, BenchPlugin

        bench = Bench()
        config.pluginmanager.register(BenchPlugin(bench))
        config.pluginmanager.register(OneNotebook(bench, config.getoption("--notebook")))
