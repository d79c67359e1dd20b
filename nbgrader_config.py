"""nbgrader's settings: `nbgrader`, formgrader and `privacylab grade` all read them."""

import glob
import os
from pathlib import Path

from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearOutput,
    GetGrades,
    LimitOutput,
    SaveAutoGrades,
)
from nbgrader.server_extensions.formgrader.handlers import template_path as formgrader_templates

from privacylab.catalog import find_home
from privacylab.grading.feedback.formgrader import (
    TEMPLATES,
    VisibleText,
    escape_names,
    markdown2html,
)
from privacylab.grading.feedback.page import FeedbackPage
from privacylab.grading.gradebook.database import COURSE_ID
from privacylab.grading.gradebook.export import PointsExport
from privacylab.grading.nbgrader_plugin import Execute, Repair, after_grading, before_grading

c = get_config()  # noqa: F821
course = Path(__file__).resolve().parent
root = find_home(course)
# formgrader lists the assignments that are there, and a home of its own has no solutions/
source = os.path.relpath(course / "solutions", root)

c.CourseDirectory.course_id = COURSE_ID
c.CourseDirectory.root = str(root)  # gradebook.db lies here too
c.CourseDirectory.source_directory = source
c.CourseDirectory.release_directory = "assignments"
c.CourseDirectory.submitted_directory = "submitted"
c.CourseDirectory.autograded_directory = "autograded"
c.CourseDirectory.feedback_directory = "feedback"
# nbgrader copies what lies in the source folder to where the learner's code runs, and here that
# would hand over the answers. The path is written as nbgrader writes it, with its "/./".
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints",
    ".hypothesis",
    "*.pyc",
    "__pycache__",
    f"{glob.escape(f'{root}/{source}')}/./*/*",
]

# Repair takes every test from the course's text, so nbgrader need not overwrite cells from its
# gradebook. Execute runs the notebook: the learner's cells in a jail, the tests outside of it.
c.Autograde.sanitize_preprocessors = [Repair, ClearOutput, CheckCellMetadata]
c.Autograde.autograde_preprocessors = [
    Execute,
    LimitOutput,
    SaveAutoGrades,
    AssignLatePenalties,
    CheckCellMetadata,
]
c.Autograde.pre_convert_hook = before_grading
c.Autograde.post_convert_hook = after_grading
c.GenerateFeedback.preprocessors = [GetGrades]
c.GenerateFeedback.exporter_class = FeedbackPage
c.ExportApp.plugin_class = PointsExport

# formgrader shows learners' work in the instructor's browser, where none of it may run
c.HTMLExporter.sanitize_html = True
c.HTMLExporter.preprocessors = [VisibleText]
c.HTMLExporter.filters = {"markdown2html": markdown2html}
escape_names()
# and nothing is loaded from elsewhere, so the templates are nbgrader's without MathJax
c.HTMLExporter.extra_template_basedirs = [str(TEMPLATES), formgrader_templates]
