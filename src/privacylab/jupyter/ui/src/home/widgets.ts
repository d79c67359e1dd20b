// The home page, and the same path in the left side panel.

import { LabIcon } from '@jupyterlab/ui-components';
import { Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';

import { Course, keysOf, minutesLeft, nextStep } from './course';
import { button, element, prose } from '../dom';
import {
  IPathActions,
  inHours,
  link,
  lookOf,
  nameOf,
  renderSections,
  replace,
  totals
} from './path';
import { GRADE } from '../words';

export const ICON = new LabIcon({
  name: 'privacylab:home',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24"><path ' +
    'class="jp-icon3" fill="#616161" d="M6 2a3 3 0 0 0-1 5.830V9a4 4 0 0 0 4 4h6a2 2 0 0 1 2 ' +
    '2v1.170a3 3 0 1 0 2 0V15a4 4 0 0 0-4-4H9a2 2 0 0 1-2-2V7.830A3 3 0 0 0 6 2z"/></svg>'
});

export interface IHomeActions extends IPathActions {
  choose: (track: string) => void;
  home: () => void;
}

/** What the two have in common: they show the course, again when it changes. */
abstract class CourseWidget extends Widget {
  constructor(
    protected course: Course,
    protected actions: IHomeActions
  ) {
    super();
    this._status.setAttribute('role', 'status');
    this.node.append(this._status, this._body);
    course.changed.connect(() => this.show_());
  }

  protected onAfterShow(message: Message): void {
    super.onAfterShow(message);
    void this.course.refresh(); // a terminal may have graded meanwhile
  }

  protected abstract render(): (HTMLElement | null)[];

  protected show_(): void {
    const { course } = this;
    const said = course.error ? course.error : totals(course);
    if (course.error) {
      this._status.textContent = said;
    } else if (this._said && said !== this._said) {
      this._status.textContent = `${said}.`; // to be read out
    }
    this._said = said;
    this._status.classList.toggle('pl-only-read-out', !course.error);
    this._status.classList.toggle('pl-error', !!course.error);
    replace(this._body, ...this.render());
  }

  /** What the button to the next step says. */
  protected get verb(): string {
    const begun = Object.values(this.course.path?.steps ?? {}).some(one => one.done || one.saved);
    return begun ? 'Continue' : 'Start';
  }

  protected opened = new Map<string, boolean>();
  protected _status = element('p', '');
  protected _body = element('div', 'pl-course-body');
  private _said = '';
}

export class HomePage extends CourseWidget {
  constructor(course: Course, actions: IHomeActions) {
    super(course, actions);
    this.title.label = 'Home';
    this.title.icon = ICON;
    this.title.caption = 'The course and your progress';
    this.addClass('pl-Home');
    this.node.tabIndex = -1;
    this.show_();
  }

  /** In JupyterLab's main area, which has named it after itself. */
  protected onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this.node.setAttribute('aria-label', 'Home: the course and your progress');
  }

  protected onActivateRequest(): void {
    this.node.focus();
  }

  protected render(): (HTMLElement | null)[] {
    const { course, actions } = this;
    if (!course.path) {
      return [];
    }
    return [
      element('h1', '', course.path.title),
      this.bar(),
      this.next(),
      this.changes(),
      ...course.path.notes.map(note => prose('pl-warning', note)),
      this.tracks(),
      ...renderSections(course, 'h2', '', this.opened, actions),
      prose(
        'pl-home-foot',
        `${GRADE.points}A lesson counts once you mark it as read. ` +
          'Everything stays in the course’s folder on this machine. Nothing is sent anywhere.'
      )
    ];
  }

  private bar(): HTMLElement {
    const { path, track } = this.course;
    const keys = track ? keysOf(track) : [];
    const all = keys.reduce((sum, key) => sum + path!.steps[key].minutes, 0);
    const fill = element('span', '');
    fill.style.width = `${all ? 100 - (100 * minutesLeft(path!, keys)) / all : 0}%`;
    const bar = element('div', 'pl-bar', fill);
    bar.setAttribute('aria-hidden', 'true');
    return element('div', 'pl-totals', bar, element('p', '', totals(this.course)));
  }

  private next(): HTMLElement {
    const { path, track } = this.course;
    const key = track && nextStep(path!, track);
    if (!key) {
      return element(
        'section',
        'pl-next-card',
        element('div', '', element('p', 'pl-next-name', 'You have done every step of this track.'))
      );
    }
    const step = path!.steps[key];
    const at = step.cell && !step.essay ? `, at \`${step.cell.slice(step.id!.length + 1)}\`` : '';
    const state = lookOf(step, this.course.checked.has(step.id ?? '')).words;
    const go = link('pl-primary', step, this.verb, this.actions);
    go.dataset.focus = 'continue';
    go.setAttribute('aria-describedby', 'pl-next-name');
    const name = element('p', 'pl-next-name', nameOf(step));
    name.id = 'pl-next-name';
    const about = prose('pl-next-about', `${inHours(step.minutes)} · ${state}${at}`);
    return element('section', 'pl-next-card', element('div', '', name, about), go);
  }

  private changes(): HTMLElement | null {
    const { since, changes } = this.course.path!;
    if (!changes.length) {
      return null;
    }
    return element(
      'section',
      'pl-changes',
      element('h2', '', `Since ${inWords(since)}`),
      element('ul', '', ...changes.map(text => element('li', '', text)))
    );
  }

  private tracks(): HTMLElement {
    const { path, track } = this.course;
    const choices = path!.tracks.map(one => {
      const box = element('input', '');
      box.type = 'radio';
      box.name = 'pl-track';
      box.checked = one === track;
      box.dataset.focus = `track ${one.id}`;
      box.addEventListener('change', () => this.actions.choose(one.id));
      const left = minutesLeft(path!, keysOf(one));
      const time = element('span', 'pl-track-left', left ? `${inHours(left)} left` : 'done');
      return element('label', 'pl-track', box, element('span', '', one.title), time);
    });
    return element(
      'fieldset',
      'pl-tracks',
      element('legend', '', 'Your track'),
      element('div', '', ...choices),
      element('p', '', track?.about ?? '')
    );
  }
}

export class SidePanel extends CourseWidget {
  constructor(course: Course, actions: IHomeActions) {
    super(course, actions);
    this.id = 'privacylab-course';
    this.title.icon = ICON;
    this.title.caption = 'The course';
    this.addClass('pl-Course');
    this.node.setAttribute('role', 'navigation');
    this.node.setAttribute('aria-label', 'The course');
    this.show_();
  }

  /** The open notebook's path. */
  set current(path: string) {
    if (path !== this._current) {
      this._current = path;
      this.show_();
    }
  }

  protected render(): (HTMLElement | null)[] {
    const { course, actions } = this;
    const { path, track } = course;
    const key = path && track && nextStep(path, track);
    const home = button('pl-link', 'Home', actions.home);
    home.dataset.focus = 'home';
    const go = key ? link('pl-primary', path.steps[key], this.verb, actions) : null;
    if (go) {
      go.dataset.focus = 'continue';
      go.title = nameOf(path!.steps[key!]);
    }
    return [
      element('h2', '', track ? track.title : 'The course'),
      path && element('p', 'pl-totals', totals(course)),
      element('p', 'pl-course-head', go, home),
      ...renderSections(course, 'h3', this._current, this.opened, actions)
    ];
  }

  private _current = '';
}

/** A day as one says it: yesterday, or 28 Nov. */
function inWords(day: string): string {
  const [year, month, date] = day.split('-').map(Number);
  const then = new Date(year, month - 1, date);
  const today = new Date();
  const ago = Math.round((today.setHours(0, 0, 0, 0) - then.getTime()) / 86_400_000);
  const short = { day: 'numeric', month: 'short' } as const;
  return ago === 1 ? 'yesterday' : then.toLocaleDateString('en-US', short);
}
