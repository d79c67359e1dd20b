// What is known about each open exercise, and what a press of Check or Grade does.

import { NotebookPanel } from '@jupyterlab/notebook';
import { ServerConnection } from '@jupyterlab/services';
import { ISignal, Signal } from '@lumino/signaling';

import { exerciseOf, save, sources } from './exercise';
import { Action, IReport, ISaid } from './report';
import { answer, ask, Told } from './server';

export interface IWork {
  status: string;
  busy: boolean;
  error: string;
  report: IReport | null;
  changed: boolean; // since the report
  progress: string; // since the report before
  opened: Map<string, number>; // the rungs that are open, by requirement
}

const DOING = { check: 'Checking', grade: 'Grading' };
const DONE = { check: 'Checked', grade: 'Graded' };
const LONG = 8; // seconds after which a reason is given

export class Desk {
  constructor(private settings: ServerConnection.ISettings) {}

  /** Emits the notebook about which something has changed. */
  get changed(): ISignal<this, NotebookPanel> {
    return this._changed;
  }

  of(panel: NotebookPanel): IWork {
    let work = this._works.get(panel);
    if (!work) {
      work = {
        status: '',
        busy: false,
        error: '',
        report: null,
        changed: false,
        progress: '',
        opened: new Map()
      };
      this._works.set(panel, work);
    }
    return work;
  }

  /** Save the notebook, have it checked or graded, and keep the report. */
  async press(panel: NotebookPanel, action: Action): Promise<void> {
    const work = this.of(panel);
    if (work.busy || !exerciseOf(panel)) {
      return;
    }
    work.busy = true;
    work.error = '';
    const say = (status: string) => {
      work.status = status;
      this._changed.emit(panel);
    };
    say('Saving …');
    try {
      await save(panel);
      const saved = sources(panel);
      const stream = ask(this.settings, panel.context.path, action);
      const said = await answer(stream, state => say(inWords(action, state)));
      if (said.report) {
        work.progress = progress(work.report, said.report);
        work.report = said.report;
        this._saved.set(panel, saved);
        work.changed = sources(panel) !== saved;
      }
      work.error = said.error ?? '';
    } catch (error) {
      work.error =
        error instanceof Told
          ? error.message
          : `JupyterLab could not do this (${(error as Error).message}): reload the page. Your ` +
            'answers are saved.';
    }
    work.busy = false;
    say(work.error ? 'No new report.' : ended(action, work.report));
  }

  /** Fetch the report of the last grade, and have loaded what the next one needs. */
  async open(panel: NotebookPanel): Promise<void> {
    const work = this.of(panel);
    const opened = sources(panel);
    // whatever goes wrong here shows at the first press of a button
    const stream = ask(this.settings, panel.context.path, 'last');
    const said = await answer(stream, () => undefined).catch(() => null);
    if (said?.report && !work.report && !work.busy && !panel.isDisposed) {
      work.report = said.report;
      this._saved.set(panel, said.report.changed ? '' : opened);
      work.changed = sources(panel) !== this._saved.get(panel);
      this._changed.emit(panel);
    }
  }

  /** Something in the notebook has changed: is its report of another text now? */
  look(panel: NotebookPanel): void {
    const work = this.of(panel);
    const changed = work.report !== null && sources(panel) !== this._saved.get(panel);
    if (!work.busy && changed !== work.changed) {
      work.changed = changed;
      this._changed.emit(panel);
    }
  }

  private _changed = new Signal<this, NotebookPanel>(this);
  private _works = new WeakMap<NotebookPanel, IWork>();
  private _saved = new WeakMap<NotebookPanel, string>();
}

function inWords(action: Action, said: ISaid): string {
  if (said.state === 'waiting') {
    return `Waiting for ${said.ahead} other ${said.ahead === 1 ? 'request' : 'requests'} …`;
  }
  if (said.state === 'starting') {
    return 'Starting the grader: once, for a few seconds …';
  }
  const seconds = said.seconds ?? 0;
  const why = seconds >= LONG ? ' A cell that never ends is stopped after a minute.' : '';
  return `${DOING[action]} …${seconds ? ` ${seconds} s.` : ''}${why}`;
}

/** How many more checks pass than in the report before, if that was of the same kind. */
function progress(before: IReport | null, now: IReport): string {
  if (before?.kind !== now.kind) {
    return '';
  }
  const more = passed(now) - passed(before);
  const what = Math.abs(more) === 1 ? 'check passes' : 'checks pass';
  if (more > 0) {
    return `${more} more ${what} than the last time.`;
  }
  return more < 0 ? `${-more} fewer ${what} than the last time.` : '';
}

function passed(report: IReport): number {
  const checks = report.steps.flatMap(step => step.checks);
  return checks.filter(check => check.outcome === 'passed').length;
}

function ended(action: Action, report: IReport | null): string {
  if (!report) {
    return '';
  }
  if (report.score === null) {
    return `${DONE[action]}: ${report.summary}`;
  }
  return `${DONE[action]}: ${report.score} of ${report.points} points.`;
}
