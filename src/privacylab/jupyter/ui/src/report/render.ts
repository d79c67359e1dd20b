// The report as elements: what passed in one line, what failed open, as far as one screen allows.

import { button, disclosure, element, outcome, Part, prose } from '../dom';
import { renderGallery } from './gallery';
import { renderHints } from './hints';
import { CHECKS_PASS, ICheck, IGallery, IReport, IStep } from './report';

const PASSED = 'passed';
const NOT_ATTEMPTED = 'not attempted';
const MOST_OPEN = 3; // failures; of the others a line is shown
const MOST_LINES = 3; // of a failure: the call, what came back, what was expected
const LONGEST = { public: 40, hidden: 90 }; // characters of such a line that are seen at once

export interface IActions {
  /** Select a cell of the notebook. */
  go: (cell: string) => void;
  /** Lead to what follows the exercise. */
  onward: () => void;
  /** Get the reference answer and the gallery. */
  gallery: () => Promise<IGallery>;
  /** The rungs that are open, by requirement. */
  opened: Map<string, number>;
}

/** What failed, once: a public check, or the hidden checks that say the same. */
interface IFailure {
  title: string;
  check: ICheck;
}

export function renderReport(report: IReport, actions: IActions): HTMLElement {
  const room = { left: MOST_OPEN };
  return element(
    'div',
    'pl-report',
    report.warning ? prose('pl-warning', report.warning) : null,
    element('p', 'pl-points', ...points(report), verdict(report)),
    bestGrade(report),
    prose('pl-summary', report.summary),
    element('p', 'pl-made', ...made(report)),
    ...report.steps.map(step => renderStep(step, report, actions, room)),
    prose('pl-next', report.next),
    element('p', '', button('pl-link pl-onward', '', actions.onward)), // the panel says where to
    renderGallery(report, actions.gallery),
    ...report.notes.map(note => prose('pl-note', note))
  );
}

/** The points of this attempt; Check gives none. */
function points(report: IReport): Part[] {
  const { best, score } = report;
  if (score === null) {
    return [];
  }
  const latest = `${score} of ${report.points}`;
  return [element('strong', '', best ? `Latest: ${latest}` : `${latest} points`), ' · '];
}

/** A better attempt, where there was one; beside Check the best grade so far. */
function bestGrade({ best }: IReport): HTMLElement | null {
  if (!best) {
    return null;
  }
  const when: Part[] = best.made ? [', ', time(best.made)] : [];
  return element('p', '', `Best grade: ${best.score} of ${best.points}`, ...when);
}

function verdict(report: IReport): HTMLElement {
  const made = outcome(report.sign, report.word);
  made.dataset.outcome = report.outcome;
  return made;
}

function made(report: IReport): Part[] {
  const doing = report.kind === 'grade' ? 'Graded' : 'Checked';
  return [`${doing} at `, time(report.made), ', from the version saved then.'];
}

function time(iso: string): HTMLElement {
  const when = new Date(iso);
  const today = when.toDateString() === new Date().toDateString();
  const day = when.toLocaleDateString('en-US', { day: 'numeric', month: 'short', year: 'numeric' });
  const hour = when.toLocaleTimeString('en-US', { hour: '2-digit', minute: '2-digit', hour12: false });
  const shown = element('time', '', today ? hour : `${day}, ${hour}`);
  shown.dateTime = iso;
  return shown;
}

function renderStep(
  step: IStep,
  report: IReport,
  actions: IActions,
  room: { left: number }
): HTMLElement {
  const label = [outcome(step.sign, step.outcome), ' ', element('code', '', step.name)];
  const open = !isPassed(step) && (room.left > 0 || step.notice !== '');
  const { toggle, body } = disclosure('pl-inside', label, () => inside(step, report, actions, room), open);
  const of = step.score === null ? null : element('span', 'pl-of', `${step.score} of ${step.points}`);
  const head = element('div', 'pl-step-head', element('h3', '', toggle), of);
  const section = element('section', 'pl-step', head, body);
  section.dataset.step = step.name;
  return section;
}

function isPassed(step: IStep): boolean {
  return step.outcome === PASSED || step.outcome === CHECKS_PASS;
}

function inside(
  step: IStep,
  report: IReport,
  actions: IActions,
  room: { left: number }
): Node[] {
  const ways = element(
    'p',
    'pl-links',
    button('pl-link', 'Go to your answer', () => actions.go(step.answer)),
    button('pl-link', 'Go to the test', () => actions.go(step.test))
  );
  const notice = step.notice ? [prose('pl-notice', step.notice)] : [];
  if (step.checks.every(one => one.outcome === NOT_ATTEMPTED)) {
    // what happened, and what to do: the same for all of its checks
    const todo = step.checks[0]?.do ?? '';
    const told = step.notice || (step.outcome === NOT_ATTEMPTED && todo);
    const why = told ? [] : [prose('', step.summary)];
    return [ways, ...notice, ...why, ...(todo ? [prose('pl-do', todo)] : [])];
  }
  const rows =
    isPassed(step)
      ? step.checks.map(one => element('li', '', line(one)))
      : renderChecks(step, report, actions, room);
  return [ways, ...notice, element('ul', 'pl-checks', ...rows)];
}

function renderChecks(
  step: IStep,
  report: IReport,
  actions: IActions,
  room: { left: number }
): HTMLElement[] {
  // what to do, and a ladder of hints, is in a step once
  const told = new Set<string>();
  const first = (about: string) => !told.has(about) && !!told.add(about);
  const rows = failures(step.checks).map(({ title, check }) => {
    const label = [outcome(check.sign, check.outcome), `: ${title}`];
    const build = () =>
      details(
        check,
        first(check.do),
        check.hint && first(check.requirement)
          ? renderHints(step, check.requirement, report, actions.opened)
          : null
      );
    const look = room.left === MOST_OPEN ? 'pl-more pl-first' : 'pl-more';
    const { toggle, body } = disclosure(look, label, build, room.left-- > 0);
    return element('li', '', toggle, body);
  });
  const passed = step.checks.filter(check => check.outcome === PASSED);
  if (passed.length) {
    const words = passed.length === 1 ? '1 check' : `${passed.length} checks`;
    const label = [outcome(passed[0].sign, PASSED), `: ${words}`];
    const { toggle, body } = disclosure('', label, () => [
      element('ul', 'pl-checks', ...passed.map(one => element('li', '', line(one))))
    ]);
    rows.push(element('li', '', toggle, body));
  }
  return rows;
}

function failures(checks: ICheck[]): IFailure[] {
  const found = new Map<string, ICheck[]>();
  for (const check of checks.filter(one => one.outcome !== PASSED)) {
    const key = check.hidden ? `${check.outcome} ${check.requirement}` : check.title;
    found.set(key, [...(found.get(key) ?? []), check]);
  }
  return [...found.values()].map(same => ({
    check: same[0],
    title:
      same.length > 1 ? `${same.length} hidden checks of ${same[0].requirement}` : same[0].title
  }));
}

function details(check: ICheck, todo: boolean, hints: HTMLElement | null): Node[] {
  const [said, more] = output(check);
  const below = element('div', 'pl-row', more, hints);
  return [said, ...(todo && check.do ? [prose('pl-do', check.do)] : []), below];
}

/** What a failed check says, and a button for what is too long to be seen at once. */
function output({ detail, hidden }: ICheck): [HTMLElement, HTMLElement | null] {
  const lines = detail.map(one => element('span', '', `${one}\n`));
  const shown = element(hidden ? 'div' : 'pre', 'pl-output', ...lines);
  const longest = hidden ? LONGEST.hidden : LONGEST.public;
  if (detail.length <= MOST_LINES && detail.every(one => one.length <= longest)) {
    return [shown, null];
  }
  const more = button('pl-link', '', () => set(shown.classList.contains('pl-short')));
  const set = (all: boolean) => {
    shown.classList.toggle('pl-short', !all);
    more.setAttribute('aria-expanded', String(all));
    more.textContent = all ? 'Show less' : 'Show all';
  };
  set(false);
  return [shown, more];
}

function line(check: ICheck): HTMLElement {
  return element('span', '', outcome(check.sign, check.outcome), `: ${check.title}`);
}
