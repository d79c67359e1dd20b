// The report as elements.

import { PathExt } from '@jupyterlab/coreutils';

import { button, element, outcome, prose } from './dom';
import { ICheck, IReport, IStep } from './report';

const RUNGS = ['the idea', 'the clause of the case', 'the shape of the code'];
const PASSED = 'passed';

export interface IActions {
  /** Select a cell of the notebook. */
  go: (cell: string) => void;
  /** Open another notebook. */
  open: (path: string) => void;
  /** The rungs that are open, by requirement. */
  opened: Map<string, number>;
}

export function renderReport(report: IReport, actions: IActions): HTMLElement {
  const points = report.score === null ? '' : `${report.score} of ${report.points} points`;
  return element(
    'div',
    'pl-report',
    report.warning ? prose('pl-warning', report.warning) : null,
    element(
      'p',
      'pl-points',
      points && element('strong', '', points),
      points && ' · ',
      outcome(report.sign, report.outcome)
    ),
    prose('pl-summary', report.summary),
    element('p', 'pl-made', made(report)),
    ...report.steps.map(step => renderStep(step, report, actions)),
    ...report.notes.map(note => prose('pl-note', note)),
    prose('pl-next', report.next),
    renderFollowing(report, actions)
  );
}

function renderFollowing(report: IReport, actions: IActions): HTMLElement | null {
  const { following, folder } = report;
  if (!following || folder === null) {
    return null;
  }
  const open = () => actions.open(PathExt.join(folder, following.path));
  return element('p', '', button('pl-link', `Next exercise: ${following.title}`, open));
}

function made(report: IReport): HTMLElement {
  const when = new Date(report.made);
  const today = when.toDateString() === new Date().toDateString();
  const time = element('time', '', today ? when.toLocaleTimeString() : when.toLocaleString());
  time.dateTime = report.made;
  const doing = report.kind === 'grade' ? 'Graded' : 'Checked';
  return element('span', '', `${doing} at `, time, ', from your saved notebook.');
}

function renderStep(step: IStep, report: IReport, actions: IActions): HTMLElement {
  const points = step.score === null ? '' : `${step.score} of ${step.points} points`;
  const told = new Set<string>();
  const ladder = (requirement: string) => renderHints(step, requirement, report, actions.opened);
  const heading = element('h3', '', element('code', '', step.name));
  return element(
    'section',
    'pl-step',
    element('div', 'pl-step-head', heading, points && element('span', 'pl-of', points)),
    step.outcome !== PASSED &&
      element(
        'p',
        'pl-links',
        button('pl-link', 'Go to your answer', () => actions.go(step.answer)),
        button('pl-link', 'Go to the test', () => actions.go(step.test))
      ),
    step.notice ? prose('pl-notice', step.notice) : null,
    step.checks.length || !step.summary
      ? null
      : element('p', '', outcome(step.sign, step.outcome), `: ${step.summary}`),
    element('ul', 'pl-checks', ...step.checks.map(one => renderCheck(one, told, ladder)))
  );
}

/** told is what has been said of this step already, and which ladders it has: each is there once. */
function renderCheck(
  check: ICheck,
  told: Set<string>,
  ladder: (requirement: string) => HTMLElement | null
): HTMLElement {
  const item = element('li', '', outcome(check.sign, check.outcome), `: ${check.title}`);
  const about = check.hint ? check.requirement : '';
  const all = [about, ...check.detail, check.do].join('\n');
  if (check.outcome === PASSED || told.has(all)) {
    return item;
  }
  told.add(all);
  const detail = check.hidden
    ? check.detail.map(line => prose('', line))
    : check.detail.length
      ? [element('pre', '', check.detail.join('\n'))]
      : [];
  const more: (HTMLElement | null)[] = [...detail, check.do ? prose('pl-do', check.do) : null];
  if (check.hint && !told.has(check.requirement)) {
    told.add(check.requirement);
    more.push(ladder(check.requirement));
  }
  item.append(element('div', 'pl-more', ...more));
  return item;
}

/** A requirement's ladder of hints in a step: a button opens the next rung. */
function renderHints(
  step: IStep,
  requirement: string,
  report: IReport,
  opened: Map<string, number>
): HTMLElement | null {
  const hints = report.hints[requirement] ?? [];
  if (!hints.length) {
    return null;
  }
  const name = `${step.name} ${requirement}`;
  const failed = step.checks.filter(one => one.hidden && one.requirement === requirement);
  const ladder = element('div', 'pl-hints');
  const next = button('pl-link', '', () => {
    opened.set(name, (opened.get(name) ?? 0) + 1);
    show();
  });
  const show = () => {
    const open = Math.min(opened.get(name) ?? 0, hints.length);
    const rungs = hints.slice(0, open).map((text, n) => {
      const fits = failed.some(one => one.hint === n + 1);
      const head = `${requirement}, hint ${n + 1} of ${hints.length}: ${RUNGS[n]}`;
      return element(
        'div',
        'pl-hint',
        element('p', 'pl-rung', fits ? `${head}. It is about this mistake.` : head),
        prose('', text)
      );
    });
    const had = document.activeElement === next;
    next.textContent = `Open hint ${open + 1} of ${hints.length}: ${RUNGS[open]}`;
    ladder.replaceChildren(...rungs, ...(open < hints.length ? [next] : []));
    if (had && open < hints.length) {
      next.focus();
    }
  };
  show();
  ladder.setAttribute('aria-live', 'polite');
  return ladder;
}
