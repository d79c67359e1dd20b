// The panel beside the notebook: the report of the exercise that is in front.

import { NotebookPanel } from '@jupyterlab/notebook';
import { LabIcon } from '@jupyterlab/ui-components';
import { Widget } from '@lumino/widgets';

import { Desk } from './desk';
import { element } from './dom';
import { exerciseOf, selectCell } from './exercise';
import { renderReport } from './render';

const ICON = new LabIcon({
  name: 'privacylab:report',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24"><path ' +
    'class="jp-icon3" fill="#616161" d="M19 3H5a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h14a2 2 0 0 0 ' +
    '2-2V5a2 2 0 0 0-2-2zm-8.6 14L6 12.6 7.4 11l3 3 6.200-6.200L18 9.400z"/></svg>'
});
const NO_EXERCISE = 'Open an exercise from assignments/: its report appears here.';
const NO_REPORT =
  'No report yet. Press Check to run the public checks, or Grade to run the hidden ones, too. ' +
  'Both save your notebook first.';
const ESSAY = 'This is an essay: a person grades it by the rubric in the notebook.';
const CHANGED = 'You have changed the notebook since this report.';
const CELL_GONE = 'That cell is not in the notebook any more: press Grade, which repairs it.';

export class ReportPanel extends Widget {
  constructor(
    private desk: Desk,
    private open: (path: string) => void
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
    this.node.append(this._title, this._status, this._error, this._body);
    desk.changed.connect((_, notebook) => notebook === this._notebook && this.show_());
    this.show_();
  }

  /** Show the report of this notebook, or that there is none. */
  set notebook(notebook: NotebookPanel | null) {
    if (notebook !== this._notebook) {
      this._notebook = notebook;
      this._shown = undefined;
    }
    this.show_(); // the same one may be loaded only now
  }

  private show_(): void {
    const notebook = this._notebook;
    const exercise = notebook && exerciseOf(notebook);
    if (!notebook || !exercise) {
      this._title.textContent = 'Report';
      this._status.textContent = this._error.textContent = '';
      this._shown = undefined;
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
    if (this._shown !== work.report) {
      // only then, so that an open hint and the focus stay where they are
      this._shown = work.report;
      const go = (cell: string) => void this.go(notebook, cell);
      const report = work.report
        ? renderReport(work.report, { go, open: this.open, opened: work.opened })
        : element('p', '', exercise.essay ? ESSAY : NO_REPORT);
      this._body.replaceChildren(this._changed, this._progress, report);
    }
  }

  private async go(notebook: NotebookPanel, cell: string): Promise<void> {
    say(this._error, (await selectCell(notebook, cell)) ? '' : CELL_GONE);
  }

  private _notebook: NotebookPanel | null = null;
  private _shown: unknown = undefined;
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
