// The panel beside the notebook: the report of the exercise that is in front.

import { PathExt } from '@jupyterlab/coreutils';
import { NotebookPanel } from '@jupyterlab/notebook';
import { LabIcon } from '@jupyterlab/ui-components';
import { Widget } from '@lumino/widgets';

import { Desk, INext, IWork } from '../desk';
import { element } from '../dom';
import { exerciseOf, selectCell } from '../exercise';
import { IPlace } from '../links';
import { GRADE } from '../words';
import { renderReport } from './render';
import { IReport } from './report';

const ICON = new LabIcon({
  name: 'privacylab:report',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24"><path ' +
    'class="jp-icon3" fill="#616161" d="M19 3H5a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h14a2 2 0 0 0 ' +
    '2-2V5a2 2 0 0 0-2-2zm-8.6 14L6 12.6 7.4 11l3 3 6.200-6.200L18 9.400z"/></svg>'
});
const NO_EXERCISE = 'Open an exercise from assignments/: its report appears here.';
const NO_REPORT =
  `No report yet. Press Check to run the public checks, ${GRADE.none}` +
  'Both save your notebook first.';
const ESSAY = 'This is an essay: a person grades it by the rubric in the notebook.';
const CHANGED = 'You have changed the notebook since this report.';
const CELL_GONE = `That cell is not in the notebook any more: ${GRADE.repair}`;

export class ReportPanel extends Widget {
  constructor(
    private desk: Desk,
    private open: (place: IPlace) => void
  ) {
    super();
    this.id = 'privacylab-report';
    this.title.icon = ICON;
    this.title.caption = 'Report of the exercise';
    this.addClass('pl-Panel');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', 'Report of the exercise');
    this.node.tabIndex = 0; // so that the keyboard can scroll it
    this._status.setAttribute('role', 'status'); // stays, so that its changes are read out
    this._error.setAttribute('role', 'alert');
    this.node.addEventListener('keydown', event => {
      if (event.key === 'Escape' && this._notebook?.isVisible) {
        event.stopPropagation();
        this._notebook.activate();
      }
    });
    this.node.append(this._title, this._status, this._error, this._body);
    desk.changed.connect((_, notebook) => notebook === this._notebook && this.show_());
    this.show_();
  }

  /** Show the report of this notebook, or that there is none. */
  set notebook(notebook: NotebookPanel | null) {
    this._notebook = notebook;
    this.show_(); // also the same one, which may be loaded only now
  }

  /** Bring a step of the report into view, opened, with the focus on it. */
  showStep(name: string): void {
    const sections = [...this.node.querySelectorAll<HTMLElement>('[data-step]')];
    const step = sections.find(one => one.dataset.step === name);
    const toggle = step?.querySelector<HTMLElement>('h3 > .pl-toggle');
    if (toggle?.getAttribute('aria-expanded') === 'false') {
      toggle.click();
    }
    step?.scrollIntoView({ block: 'nearest' });
    toggle?.focus({ preventScroll: true });
  }

  private show_(): void {
    const notebook = this._notebook;
    const exercise = notebook && exerciseOf(notebook);
    if (!notebook || !exercise) {
      this._title.textContent = 'Report';
      this._status.textContent = this._error.textContent = '';
      this._body.replaceChildren(element('p', '', NO_EXERCISE));
      return;
    }
    const work = this.desk.of(notebook);
    this._title.textContent = work.report
      ? `${exercise.id} · ${work.report.title}`
      : `Report of ${exercise.id}`;
    say(this._status, work.status);
    // at the end the report says the same to the eye
    this._status.classList.toggle('pl-only-read-out', !work.busy && !work.error);
    say(this._error, work.error);
    this.node.setAttribute('aria-busy', String(work.busy));
    if (work.busy || work.error) {
      this.node.scrollTop = 0; // where that is said
    }
    this._changed.textContent = work.changed ? CHANGED : '';
    this._progress.textContent = work.progress;
    const page = this.page(notebook, work);
    if (!this._body.contains(page)) {
      const had = this._body.contains(document.activeElement);
      this._body.replaceChildren(this._changed, this._progress, page);
      if (had) {
        this.node.focus(); // what had the focus is gone
      }
      this.shrink();
    }
    // the track may be chosen after the report was made
    const onward = this._body.querySelector<HTMLElement>('.pl-onward');
    if (onward) {
      say(onward, this.onward?.label ?? '');
      onward.parentElement!.hidden = !this.onward;
    }
  }

  /** A report as the learner left it: what is open in it stays open while others are in front. */
  private page(notebook: NotebookPanel, work: IWork): HTMLElement {
    if (!work.report) {
      return element('p', '', exerciseOf(notebook)?.essay ? ESSAY : NO_REPORT);
    }
    let page = this._pages.get(work.report);
    if (!page) {
      const go = (cell: string) => void this.go(notebook, cell);
      const gallery = () => this.desk.gallery(notebook);
      const onward = () => this.onward?.open();
      page = renderReport(work.report, { go, onward, gallery, opened: work.opened });
      this._pages.set(work.report, page);
      this._unfitted.add(page);
    }
    return page;
  }

  /** Where to go from an exercise that is done. */
  private get onward(): INext | undefined {
    const report = this._notebook && this.desk.of(this._notebook).report;
    return report?.done ? (this.desk.onward(report.exercise) ?? this.following(report)) : undefined;
  }

  private following({ following, folder }: IReport): INext | undefined {
    if (!following || folder === null) {
      return undefined;
    }
    const path = PathExt.join(folder, following.path);
    const label = `Next exercise: ${following.title}`;
    return { label, open: () => this.open({ path, answer: true }) };
  }

  protected onAfterShow(): void {
    this.shrink();
  }

  /** Close what is open, from the end, until the report fits; the first failure stays open. */
  private shrink(): void {
    const page = this._body.lastElementChild;
    if (!page || !this.node.clientHeight || !this._unfitted.delete(page)) {
      return;
    }
    const open = (where: string) =>
      [...this.node.querySelectorAll<HTMLElement>(`${where} > .pl-toggle[aria-expanded='true']`)]
        .slice(1)
        .reverse();
    for (const toggle of [...open('.pl-checks > li'), ...open('h3')]) {
      if (this.node.scrollHeight > this.node.clientHeight) {
        toggle.click();
      }
    }
  }

  private async go(notebook: NotebookPanel, cell: string): Promise<void> {
    say(this._error, (await selectCell(notebook, cell)) ? '' : CELL_GONE);
  }

  private _notebook: NotebookPanel | null = null;
  private _pages = new WeakMap<IReport, HTMLElement>();
  private _unfitted = new WeakSet<Element>(); // pages that no one has seen; later, what is open stays open
  private _title = element('h2', '');
  private _status = element('p', 'pl-status');
  private _error = element('p', 'pl-error');
  private _changed = element('p', 'pl-changed');
  private _progress = element('p', 'pl-progress');
  private _body = element('div', '');
}

function say(place: HTMLElement, text: string): void {
  if (place.textContent !== text) {
    place.textContent = text;
  }
}
