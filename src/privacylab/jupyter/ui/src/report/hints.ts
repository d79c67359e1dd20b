// A requirement's ladder of hints: a button opens the next rung.

import { button, element, prose } from '../dom';
import { IReport, IStep } from './report';

const RUNGS = ['the idea', 'the source', 'the shape of the code'];

/** A requirement's ladder of hints in a step: a button opens the next rung. */
export function renderHints(
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
    const last = rungs[rungs.length - 1];
    if (last) {
      last.tabIndex = -1; // for the focus of the button that is gone
    }
    ladder.replaceChildren(...rungs, ...(open < hints.length ? [next] : []));
    if (had) {
      (open < hints.length ? next : last).focus();
    }
  };
  show();
  ladder.setAttribute('aria-live', 'polite');
  return ladder;
}
