"""Exports nbgrader's table of all points as a file that is safe to open in a spreadsheet."""

import csv
from collections.abc import Iterator
from typing import Any

from nbgrader.api import MissingEntry
from nbgrader.plugins import ExportPlugin

from privacylab.text import safe_cell

COLUMNS = (
    "assignment",
    "duedate",
    "timestamp",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
)


class PointsExport(ExportPlugin):
    """Writes nbgrader's columns: text that no program reads as a formula, numbers as numbers."""

    def export(self, gradebook: Any) -> None:
        """Write the table to the file given with --to; by default, grades.csv."""
        path = self.to or "grades.csv"
        self.log.info("Exporting grades to %s", path)
        with open(path, "w", encoding="utf-8", newline="") as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerow(COLUMNS)
            table.writerows(map(safe_cell, row) for row in self._rows(gradebook))

    def _rows(self, gradebook: Any) -> Iterator[tuple[Any, ...]]:
        assignments, students = map(str, self.assignment), map(str, self.student)
        wanted, learners = set(assignments), set(students)
        for assignment in gradebook.assignments:
            for student in gradebook.students:
                if wanted and assignment.name not in wanted:
                    continue
                if learners and student.id not in learners:
                    continue
                who = (student.id, student.last_name, student.first_name, student.email)
                when, *points = self._points(gradebook, assignment.name, student.id)
                due = assignment.duedate
                yield assignment.name, due, when, *who, *points, float(assignment.max_score)

    @staticmethod
    def _points(gradebook: Any, assignment: str, learner: str) -> tuple[Any, ...]:
        """Return when it was submitted, its points, the penalty, and the points after it."""
        try:
            sent = gradebook.find_submission(assignment, learner)
        except MissingEntry:
            return "", 0.0, 0.0, 0.0
        penalty = float(sent.late_submission_penalty or 0)
        return sent.timestamp, float(sent.score), penalty, max(0.0, sent.score - penalty)
