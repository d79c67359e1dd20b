// The path as elements: sections of links with their states, for the home page and the side panel.

import { Course, IStep, keysOf, minutesLeft, nextStep } from './course';
import { element } from '../dom';
import { GRADE } from '../words';

export interface IPathActions {
  /** Where a step is, for a link that opens in another tab. */
  address: (step: IStep) => string;
  open: (step: IStep) => void;
  mark: (key: string, read: boolean) => void;
}

export interface ILook {
  kind: 'empty' | 'part' | 'full' | 'problem';
  share: number; // of the ring, from 0 to 1
  words: string;
}

/** How a step looks, in words and as a part of a ring. */
export function lookOf(step: IStep, checksPass: boolean): ILook {
  const { state, score, points = 1, written = 0, functions = 1 } = step;
  const since = step.changed ? ', changed since' : '';
  const marks = `${score ?? 0} of ${points} points`;
  switch (state) {
    case 'full marks':
      return { kind: 'full', share: 1, words: `full marks, ${marks}${since}` };
    case 'read':
      return { kind: 'full', share: 1, words: 'read' };
    case 'handed in':
      return { kind: 'full', share: 1, words: `handed in, a person grades it${since}` };
    case 'graded': {
      const checks = checksPass && step.changed ? ', public checks pass' : since;
      const share = Math.max(0.1, (score ?? 0) / points);
      return { kind: step.done ? 'full' : 'part', share, words: `graded, ${marks}${checks}` };
    }
    case 'started': {
      const share = Math.max(0.1, (0.5 * written) / functions);
      if (checksPass) {
        return { kind: 'part', share: 0.75, words: GRADE.passes };
      }
      const count = functions > 1 ? `, ${written} of ${functions} steps written` : '';
      return { kind: 'part', share, words: `started${count}` };
    }
    case 'written':
      return { kind: 'full', share: 1, words: `written${checksPass ? `, ${GRADE.passes}` : ''}` };
    case 'missing':
      return { kind: 'problem', share: 0, words: 'its notebook is missing or damaged' };
    default:
      return { kind: 'empty', share: 0, words: state };
  }
}

export function nameOf(step: IStep, section = ''): string {
  if (step.id) {
    return `${step.id} · ${step.title}`;
  }
  return step.module && step.module !== section ? `${step.title} ${step.module}` : step.title;
}

/** Minutes as they add up, such as 21 h 50 min. */
export function inHours(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [hours && `${hours} h`, (rest || !hours) && `${rest} min`].filter(Boolean).join(' ');
}

export function ring(look: ILook): HTMLSpanElement {
  const made = element('span', 'pl-ring');
  made.dataset.kind = look.kind;
  made.style.setProperty('--pl-share', `${Math.round(look.share * 100)}%`);
  made.setAttribute('aria-hidden', 'true');
  return made;
}

/** A link to a step: a plain click opens it here, any other as the browser does. */
export function link(className: string, step: IStep, text: string, actions: IPathActions) {
  const made = element('a', className, text);
  made.href = actions.address(step);
  made.addEventListener('click', event => {
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      actions.open(step);
    }
  });
  return made;
}

/** opened holds the sections that the learner has opened or closed, by their titles. */
export function renderSections(
  course: Course,
  level: 'h2' | 'h3',
  current: string,
  opened: Map<string, boolean>,
  actions: IPathActions
): HTMLElement[] {
  const { path, track } = course;
  if (!path || !track) {
    return [];
  }
  const next = nextStep(path, track);
  const here = course.stepAt(current);
  return track.sections.map(section => {
    const steps = section.steps.map(key => path.steps[key]);
    const looks = steps.map(step => lookOf(step, course.checked.has(step.id ?? '')));
    const done = steps.filter(step => step.done).length;
    const left = minutesLeft(path, section.steps);
    const rows = steps.map((step, n) => {
      const key = section.steps[n];
      const name = nameOf(step, section.title);
      const open = link('pl-path-name', step, name, actions);
      open.dataset.focus = key;
      if (key === here) {
        open.setAttribute('aria-current', 'page');
      }
      const row = element(
        'li',
        'pl-path-row',
        ring(looks[n]),
        open,
        element('span', 'pl-path-state', looks[n].words),
        element('span', 'pl-path-minutes', inHours(step.minutes)),
        step.kind === 'exercise' ? null : tick(key, step, nameOf(step), actions)
      );
      row.dataset.kind = looks[n].kind;
      row.toggleAttribute('data-next', key === next);
      return row;
    });
    const made = element(
      'details',
      'pl-path-section',
      element(
        'summary',
        '',
        element(level, '', section.title, section.due && element('span', 'pl-path-due', section.due)),
        element('span', 'pl-rings', ...looks.map(ring)),
        element('span', 'pl-path-done', `${done} of ${steps.length} done`),
        element('span', 'pl-path-left', left ? `${inHours(left)} left` : 'nothing left')
      ),
      element('ol', 'pl-path', ...rows)
    );
    const name = `${track.id} ${section.title}`;
    const holds = section.steps.some(key => key === next || key === here);
    made.open = opened.get(name) ?? holds;
    const summary = made.querySelector('summary')!;
    summary.dataset.focus = name;
    // a toggle event would come for what is opened here, too
    summary.addEventListener('click', () => opened.set(name, !made.open));
    return made;
  });
}

function tick(key: string, step: IStep, name: string, actions: IPathActions): HTMLElement {
  const box = element('input', '');
  box.type = 'checkbox';
  box.checked = step.done;
  box.dataset.focus = `tick ${key}`;
  box.setAttribute('aria-label', `Mark as read: ${name}`);
  box.addEventListener('change', () => actions.mark(key, box.checked));
  const made = element('label', 'pl-tick', box, element('span', '', step.done ? 'Read' : 'Mark as read'));
  made.title = 'Mark as read';
  return made;
}

/** "8 of 49 steps done, 21 h 50 min left". */
export function totals(course: Course): string {
  const { path, track } = course;
  const keys = track ? keysOf(track) : [];
  const done = keys.filter(key => path?.steps[key].done).length;
  const left = path ? minutesLeft(path, keys) : 0;
  return `${done} of ${keys.length} steps done, ${left ? inHours(left) : 'nothing'} left`;
}

/** Replace a place's children, and leave the focus and what is scrolled where they were. */
export function replace(place: HTMLElement, ...children: (HTMLElement | null)[]): void {
  const had = place.contains(document.activeElement)
    ? (document.activeElement as HTMLElement).dataset.focus
    : undefined;
  place.replaceChildren(...children.filter(one => one !== null));
  if (had) {
    const again = Array.from(place.querySelectorAll<HTMLElement>('[data-focus]'));
    again.find(one => one.dataset.focus === had)?.focus({ preventScroll: true });
  }
}
