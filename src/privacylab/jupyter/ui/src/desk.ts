// What is known about each open exercise, and what a press of Check or Grade does.

import { NotebookPanel } from '@jupyterlab/notebook';
import { ServerConnection } from '@jupyterlab/services';
import { ISignal, Signal } from '@lumino/signaling';

import { exerciseOf, save, sources } from './exercise';
import { Action, IGallery, IReport, ISaid } from './report/report';
import { answer, ask, Told } from './server';
import { GRADE } from './words';

/** Where the panel leads when an exercise is done. */
export interface INext {
  label: string;
  open: () => void;
}

export interface IWork {
  status: string;
  busy: boolean;
  error: string;
  report: IReport | null;
  changed: boolean; // since the report
  stale: Set<string>; // the steps whose cells have changed since the report
  progress: string; // since the report before
  opened: Map<string, number>; // the rungs that are open, by requirement
}

const DOING = { check: 'Checking', grade: GRADE.doing };
const DONE = { check: 'Checked', grade: GRADE.done };
const LONG = 8; // seconds after which a reason is given

export class Desk {
  constructor(private settings: ServerConnection.ISettings) {}

  /** What follows an exercise on the learner's track; undefined where no track says. */
  onward: (exercise: string) => INext | undefined = () => undefined;

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
        stale: new Set(),
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
        this._saved.set(panel, new Map(saved));
        this.compare(panel);
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
      const saved = new Map(opened);
      if (said.report.changed) {
        saved.set('', ''); // no cell has this name, so it stays changed
      }
      for (const step of said.report.steps) {
        if (said.report.stale?.includes(step.name)) {
          saved.delete(step.answer);
        }
      }
      this._saved.set(panel, saved);
      this.compare(panel);
      this._changed.emit(panel);
    }
  }

  /** Have what is shown of a notebook shown again. */
  refresh(panel: NotebookPanel): void {
    this._changed.emit(panel);
  }

  /** Something in the notebook has changed: is its report of another text now? */
  look(panel: NotebookPanel): void {
    if (!this.of(panel).busy && this.compare(panel)) {
      this._changed.emit(panel);
    }
  }

  /** The reference answer and the gallery; an error says why not. */
  async gallery(panel: NotebookPanel): Promise<IGallery> {
    const stream = ask(this.settings, panel.context.path, 'gallery');
    const said = await answer(stream, () => undefined);
    if (!said.gallery) {
      throw new Told(said.error ?? 'There is nothing to show.');
    }
    return said.gallery;
  }

  /** Compare the notebook with what its report is of; whether that has changed anything. */
  private compare(panel: NotebookPanel): boolean {
    const work = this.of(panel);
    const saved = this._saved.get(panel);
    if (!work.report || !saved) {
      return false;
    }
    const now = new Map(sources(panel));
    const differs = (cell: string) => now.get(cell) !== saved.get(cell);
    const changed = now.size !== saved.size || [...now.keys()].some(differs);
    const steps = work.report.steps.filter(one => differs(one.answer) || differs(one.test));
    const stale = new Set(steps.map(one => one.name));
    const same = changed === work.changed && String([...stale]) === String([...work.stale]);
    work.changed = changed;
    work.stale = stale;
    return !same;
  }

  private _changed = new Signal<this, NotebookPanel>(this);
  private _works = new WeakMap<NotebookPanel, IWork>();
  private _saved = new WeakMap<NotebookPanel, Map<string, string>>(); // by the names of cells
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

/** What has changed since the report before, if that was of the same kind. */
function progress(before: IReport | null, now: IReport): string {
  if (before?.kind !== now.kind) {
    return '';
  }
  const more = passed(now) - passed(before);
  const what = Math.abs(more) === 1 ? 'check passes' : 'checks pass';
  if (more > 0) {
    return `${more} more ${what} than the last time.`;
  }
  const ended = now.steps.filter(step => ['crashed', 'stopped'].includes(step.outcome));
  if (more < 0 && ended.length) {
    const whose = ended.length === 1 ? 'One step' : `${ended.length} steps`;
    const kept = now.best ? ' Your best score stays.' : '';
    return `${whose} ended in an error, so its checks could not pass: begin there.${kept}`;
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
