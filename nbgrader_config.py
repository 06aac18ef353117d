"""nbgrader's configuration of the course. `autograder` reads it too; so does every nbgrader command."""

import autograder.nbgrader_plugin

c = get_config()  # noqa: F821  (nbgrader puts it here)

# `nbgrader autograde` and formgrader's button grade outside the student's process too, and what students wrote runs in no page.
autograder.nbgrader_plugin.plug_in(c)

c.CourseDirectory.course_id = "numerical_computation"

# What one notebook may take while it is graded, in seconds and MiB (autograder/limits.py has the rest):
# c.Autograder.cell_s = 30.0
# c.Autograder.call_s = 20.0
# c.Autograder.notebook_s = 180.0
# c.Autograder.memory_mib = 4096
