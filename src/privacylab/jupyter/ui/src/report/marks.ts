// At each step's answer, a mark that says how it came out, and leads to its place in the panel.

import { NotebookPanel } from '@jupyterlab/notebook';

import { Desk } from '../desk';
import { button, outcome } from '../dom';
import { nameOf } from '../exercise';
import { IReport, IStep } from './report';

const MARK = 'pl-mark';
const STALE = 'out of date';
const PARTLY = ['partly passed', 'failed'];

export class CellMarks {
  constructor(
    private desk: Desk,
    private show: (panel: NotebookPanel, step: string) => void
  ) {
    desk.changed.connect((_, panel) => this.paint(panel));
  }

  /** Keep the marks of a notebook at their cells, whatever becomes of these. */
  watch(panel: NotebookPanel): void {
    panel.content.modelContentChanged.connect(() => this.paint(panel));
  }

  private paint(panel: NotebookPanel): void {
    const { report, stale } = this.desk.of(panel);
    if (panel.isDisposed || !report) {
      return;
    }
    const steps = new Map(report.steps.map(step => [step.answer, step]));
    for (const cell of panel.content.widgets) {
      const step = steps.get(nameOf(cell.model));
      const there = cell.node.querySelector<HTMLElement>(`:scope > .${MARK}`);
      if (!step) {
        there?.remove();
        continue;
      }
      // only at its first cell: one that was pasted has the same name
      steps.delete(step.answer);
      const words = inWords(step, report);
      const said = stale.has(step.name) ? `${words} · ${STALE}` : words;
      const key = `${step.outcome} ${said}`;
      if (there?.dataset.said !== key) {
        there?.remove();
        cell.node.append(this.mark(panel, step, said, key, stale.has(step.name)));
      }
    }
  }

  private mark(
    panel: NotebookPanel,
    step: IStep,
    said: string,
    key: string,
    stale: boolean
  ): HTMLElement {
    const made = button(MARK, '', () => this.show(panel, step.name));
    const word = outcome(step.sign, said);
    word.dataset.outcome = stale ? STALE : step.outcome;
    made.append(word);
    made.dataset.said = key;
    made.setAttribute('aria-label', `${said}: ${step.name}, show it in the report`);
    // or the notebook takes Enter for itself
    made.setAttribute('data-lm-suppress-shortcuts', 'true');
    return made;
  }
}

/** How a step came out, in a few words: "passed", "2 of 3 checks". */
function inWords(step: IStep, report: IReport): string {
  if (!PARTLY.includes(step.outcome) || !step.checks.length) {
    return step.outcome;
  }
  const passed = step.checks.filter(check => check.outcome === 'passed').length;
  const kind = report.kind === 'check' ? 'public check' : 'check';
  return `${passed} of ${step.checks.length} ${kind}${step.checks.length === 1 ? '' : 's'}`;
}
